"""Documents written by hand for the exports, and one as large as asked for."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from synthesis import representing
from synthesis.document import Coverage, Document, QuestionBlock, Quote, SectionBlock, StatementBlock, ThemeBlock

PASSAGES = (
    "Dans notre bourg de 1 400 habitants, l’espace de coworking a ouvert grâce à trois indépendants et à la mairie, "
    "qui prête l’ancienne perception.",
    "La fibre s’arrête à deux kilomètres : on nous promet le raccordement depuis quatre ans.",
    "Un tiers-lieu ne vit pas de la location de bureaux ; il vit de ses ateliers, de sa cuisine et de ses adhérents.",
    "Le bail commercial est trop long, le bail précaire trop court : il manque un contrat pour essayer.",
    "Je refuse que le télétravail devienne la règle. Sans collègues, on n’apprend plus le métier.",
    "À Guéret, la médiathèque garde deux tables pour ceux qui travaillent : c’est modeste, c’est plein chaque matin.",
    "Il faut financer l’animation, pas seulement les murs : un lieu sans personne pour l’ouvrir ferme en un an.",
    "L’efficacité affichée du dispositif ne profite qu’aux métropoles, officiellement ouvertes à tous.",
)
HOSTILE = (
    '=HYPERLINK("http://example.invalid","cliquez")',
    "+33 5 55 00 00 00, appelez-moi",
    "-5 % de charges, voilà ce que je demande",
    "@mairie : et les petites communes ?",
    "# pas un titre $x^2$ \\ *gras* _it_ `code` <b>non</b> & [lien](javascript:alert(1)) #sys.inputs",
    "Ligne un\nligne deux ; \"guillemets\", 'apostrophes', virgule",
    "Bravo 👏🏽 pour le fablab 🛠️ et la famille 👨‍👩‍👧",
    "שלום et مرحبا dans la même phrase",
    "caché\u200bici\u200d, et 日本語",
    "renversé \u202eesrever\u202c fin",
    "</script><script>alert(1)</script><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% debug %} %(nom)s %s {0} _x0041_",
)
PEOPLE = (
    ("Camille R.", "Élu ou élue", "Felletin (23)", "rural"),
    ("Participant effacé", "", "", ""),
    ("Nadia B.", "Porteur de projet ou gestionnaire d’un lieu", "Guéret (23)", "petite ville"),
    ("Thomas L.", "Citoyen ou citoyenne", "Lyon (69)", "métropole"),
    ("Union des artisans", "Partenaire social", "Aurillac (15)", "ville moyenne"),
)
SECTIONS = (
    ("finding", "Diagnostic"),
    ("model", "Modèles"),
    ("barrier", "Freins"),
    ("practice", "Initiatives"),
    ("proposal", "Propositions"),
    ("disagreement", "Désaccords"),
    ("minority", "Points de vue minoritaires"),
    ("question", "Questions ouvertes"),
    ("plan", "Plan d’action"),
)
SENTENCES = (
    "Les lieux qui durent naissent d’un groupe d’habitants avant de naître d’un bâtiment.",
    "L’absence de fibre reste, hors des villes, le premier motif d’abandon d’un projet.",
    "Les loyers seuls ne couvrent nulle part le coût d’une personne qui accueille ; les lieux à l’équilibre "
    "combinent adhésions, ateliers et commandes publiques.",
    "Le cadre des baux est jugé inadapté par ceux qui veulent essayer un lieu avant de s’engager.",
    "Les participants ne s’accordent pas sur le télétravail : liberté pour les uns, isolement pour les autres.",
)
THEMES = (("territoires", "Territoires", "green"), ("travail", "Travail", "ochre"), ("numerique", "Numérique", "blue"))


def quote(mark: int, text: str) -> Quote:
    author, stakeholder, place, territory = PEOPLE[mark % len(PEOPLE)]
    return Quote(
        mark=mark,
        extract=500 + mark,
        contribution=40 + mark,
        version=900 + mark,
        version_number=1 + mark % 3,
        version_sha256=sha256(text.encode()).hexdigest(),
        start=12,
        end=12 + len(text),
        text=text,
        nature="frein",
        author=author,
        stakeholder=stakeholder,
        place=place,
        territory=territory,
        posted_on=(date(2018, 4, 12) + timedelta(days=mark % 60)).isoformat(),
        channel="online" if mark % 4 else "visite de terrain",
        url=f"https://consultation.invalid/mission-coworking/contributions/{40 + mark}#passage-{500 + mark}",
        source_url="" if mark % 3 else f"https://exemple.invalid/etude?p={mark}&q=bail",
    )


def part(size: int) -> dict:
    """The figures of a question, shaped as `synthesis.rollup.question.read_question` shapes them."""
    entries = [
        {"contribution": 60 + n, "version": 900 + n, "title": title, "agree": 30 - n, "disagree": n, "score": 0.7}
        for n, title in enumerate(("Une gare, un lieu", "La fibre d’abord", "=1+1", "Un bail d’essai"))
    ]
    passages = [
        {"contribution": 60 + n, "version": 900 + n, "start": 0, "end": len(text), "quote": text}
        for n, text in enumerate(PASSAGES[:4])
    ]
    return {
        "count": size,
        "voice_count": size - 2,
        "voices": [],
        "groups": [
            {"number": 1, "apart": False, "label": "fibre · débit · zone blanche", "terms": ["fibre"],
             "count": size // 2,
             "voices": size // 2 - 1, "authors": 9, "agree": 41, "disagree": 5, "passages": passages[:3]},
            {"number": 2, "apart": False, "label": "bail · loyer", "terms": ["bail"], "count": size // 3,
             "voices": size // 3, "authors": 6, "agree": 12, "disagree": 9, "passages": passages[2:]},
            {"number": 3, "apart": True, "label": "", "terms": [], "count": 2, "voices": 2, "authors": 2, "agree": 0,
             "disagree": 0, "passages": []},
        ],
        "most_agreed": entries,
        "most_divided": entries[2:],
        "most_argued": [entries[0] | {"arguments": 14, "pros": 8, "cons": 4}],
        "not_read": {"count": 3, "first": []},
    }  # fmt: skip


def figures() -> dict:
    def rows(**counts: int) -> list[dict]:
        return [{"value": k or None, "contributions": n, "authors": n // 2} for k, n in counts.items()]

    weeks = {(date(2018, 4, 9) + timedelta(weeks=n)).isoformat(): 8 + (n * 7) % 23 for n in range(10) if n != 4}
    return {
        "totals": {"contributions": 168, "voices": 161, "arguments": 372, "reactions": 1243, "agree": 801,
                   "disagree": 262, "unclear": 90, "more_info": 90, "authors": 61, "unsigned": 0},
        "by": {
            "nature": rows(proposal=62, finding=41, barrier=30, practice=21, model=9, question=5),
            "kind": rows(rural=58, small_town=44, medium_town=29, metropolis=25) + rows(**{"": 12}),
            "stakeholder": rows(citizen=70, manager=31, elected=22, user=18, association=12, public_servant=6),
            "region": rows(**{"Nouvelle-Aquitaine": 51, "Auvergne-Rhône-Alpes": 44, "Bretagne": 30, "": 43}),
            "department": rows(**{"23": 30, "69": 20, "": 43}),
            "origin": rows(online=150, **{"": 18}),
            "week": rows(**weeks) + rows(**{"": 0}),
        },
    }  # fmt: skip


def statement(number: int, marks: tuple[int, ...], text: str = "") -> StatementBlock:
    words = text or f"{SENTENCES[number % len(SENTENCES)]} (énoncé {number})"
    return StatementBlock(words, marks, ("idea", "snapshot", "editor")[number % 3])


def theme(place: int, statements: list[StatementBlock], size: int = 14) -> ThemeBlock:
    slug, name, colour = THEMES[place]
    sections = tuple(
        SectionBlock(key, title, tuple(statements[n :: len(SECTIONS)])) for n, (key, title) in enumerate(SECTIONS)
    )
    url = f"https://consultation.invalid/mission-coworking/questions/{place}"
    titles = ("Qu’est-ce qui fait vivre un lieu partagé là où vous êtes ?", "Qu’est-ce qui vous empêche d’avancer ?")
    questions = tuple(
        QuestionBlock(10 * place + n, title, f"{url}{n}", size, part(size)) for n, title in enumerate(titles)
    )
    return ThemeBlock(place + 1, slug, name, colour, sections, questions)


def document(statements: int = 30, quotes: int = 100, *, draft: bool = True, texts: tuple[str, ...] = ()) -> Document:
    """A document whose statements cite all its quotes; the first quotes are `texts`, word for word."""
    wanted = [texts[n] if n < len(texts) else f"{PASSAGES[n % 8]} (passage {n + 1})" for n in range(quotes)]
    marks: list[list[int]] = [[] for _ in range(statements)]
    for n in range(quotes):
        marks[n % statements].append(n + 1)
    made = [statement(n, tuple(some)) for n, some in enumerate(marks)]
    share = -(-statements // 3)
    return Document(
        consultation="Territoires, Travail, Numérique",
        consultation_slug="mission-coworking",
        consultation_url="https://consultation.invalid/mission-coworking/",
        number=2,
        kind="Synthèse intermédiaire",
        title="Ce que les territoires disent des lieux partagés de travail",
        introduction="La mission a **tout lu** avant le 15 juin.\n\n- les contributions ;\n- les arguments.\n\n"
        "Voir [la consultation](https://consultation.invalid/).",
        language="fr",
        is_draft=draft,
        made_at="2018-06-20T09:30:00+02:00",
        cut_off="2018-06-15T23:59:00+02:00",
        snapshot_sha256="b1" * 32,
        figures=figures(),
        coverage=Coverage(contributions=168, unread=9, read_nothing_kept=41, kept=38, cited=80),
        themes=tuple(theme(n, made[n * share : (n + 1) * share]) for n in range(3)),
        quotes=tuple(quote(n, text) for n, text in enumerate(wanted, start=1)),
    )


KINDS = ("rural", "petite ville", "ville moyenne", "métropole")
LIVED = {"rural": 14_000, "small_town": 24_000, "medium_town": 9_000, "metropolis": 20_000}  # inhabitants, in thousands
PLACED = ("breakdown:kind", "representation:stakeholder", "coverage", "totals", "argued:0", "groups:10")


def illustrated(*, draft: bool = True) -> Document:
    """Charts and tables among the statements, each under a caption; contributions in all six states."""
    base = document(draft=draft)
    placed = [
        StatementBlock(f"Légende {n} : ce que disent les nombres.", (), "editor", k) for n, k in enumerate(PLACED)
    ]
    themes = (_with(base.themes[0], placed[:3]), _with(base.themes[1], placed[3:]), base.themes[2])
    seen = Coverage(180, unread=9, read_nothing_kept=41, kept=38, cited=80, duplicate=5, set_aside=7)
    return replace(base, themes=themes, coverage=seen, figures=_represented(base))


def _represented(base: Document) -> dict:
    """The figures with who lives where, and who is cited, beside who writes."""
    by = base.figures["by"]
    words = dict(zip(LIVED, KINDS, strict=True))
    written = {row["value"]: row["contributions"] for row in by["kind"]}
    lived = [
        {"value": kind, "label": words[kind], "contributions": written[kind], "population": people}
        for kind, people in LIVED.items()
    ]
    said = {"elected": "Élu ou élue", "citizen": "Citoyen ou citoyenne"}
    stated = [row | {"label": said.get(row["value"], row["value"])} for row in by["stakeholder"]]
    figures = base.figures | {"representation": lived, "by": by | {"stakeholder": stated}}
    return representing.told(figures, representing.whence(base))


def _with(theme: ThemeBlock, placed: list[StatementBlock]) -> ThemeBlock:
    first, *others = theme.sections
    return replace(theme, sections=(replace(first, statements=(*first.statements, *placed)), *others))


def empty(*, draft: bool = True) -> Document:
    """Nothing written, nothing harvested, no roll-up."""
    return replace(
        document(0, 0, draft=draft),
        introduction="",
        cut_off="",
        snapshot_sha256="",
        figures={},
        coverage=Coverage(0, 0, 0, 0, 0),
        themes=(),
    )


def hostile(*, draft: bool = True) -> Document:
    """Every text of the document is a hostile one, titles and names too."""
    base = document(len(HOSTILE), len(HOSTILE), draft=draft, texts=HOSTILE)
    quotes = tuple(
        replace(q, author=q.text, place=q.text, stakeholder=q.text, channel=q.text, nature=q.text) for q in base.quotes
    )
    themes = tuple(
        replace(t, name=HOSTILE[n], sections=tuple(map(_hostile, t.sections))) for n, t in enumerate(base.themes)
    )
    return replace(
        base, title=HOSTILE[4], consultation=HOSTILE[5], introduction=HOSTILE[4], quotes=quotes, themes=themes
    )


def _hostile(section: SectionBlock) -> SectionBlock:
    texts = [HOSTILE[s.marks[0] - 1] for s in section.statements]
    return replace(
        section, statements=tuple(replace(s, text=t) for s, t in zip(section.statements, texts, strict=True))
    )
