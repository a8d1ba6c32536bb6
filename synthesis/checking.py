"""What is looked at before a draft is published, line by line: what stops it, and what its editors must know of.

A line counts its faults and leads to the place of each, the first PLACES of them. One that `blocks` keeps the draft
from being published; any other asks to be confirmed with its number, so that nothing is left out unknowingly.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation
from synthesis import catalogue, composing, reading
from synthesis.models import Extract, Idea, Section, Statement, Synthesis
from synthesis.reading.ledger import LedgerState, entered

MANY = 5  # extracts online under an idea of which the draft says nothing
STRONG = 0.4  # of `synthesis.rollup.ranking.division`, 0 to 1: at least one in five of those who answered differs
GROWTH = 10  # a tenth more than the number that was read is still what was confirmed: people write meanwhile
PLACES = 30  # listed under a line; its count is that of all
SEEN = ("theme", "kind", "quality")  # breakdowns of the ledger


@dataclass(frozen=True)
class Place:
    """Where a fault is: its words, in the language of the consultation when `is_text`, its address, and what of it."""

    words: str
    url: str
    what: str = ""
    is_text: bool = False


@dataclass(frozen=True)
class Line:
    """A line of the list; nothing is wrong when its count is 0."""

    key: str
    title: str
    help: str
    blocks: bool
    count: int
    places: tuple[Place, ...]
    more: int  # places that are not listed


def lines(synthesis: Synthesis) -> list[Line]:
    """The whole list, what blocks first, with the lines that find nothing. The number of queries is constant."""
    return [*blocking(synthesis), *_warnings(synthesis)]


def blocking(synthesis: Synthesis, *, quotes: bool = True) -> list[Line]:
    """What stops publication. Without `quotes` no cited text is read again: for a page that is opened often."""
    obstacles = reading.obstacles(synthesis)
    empty = [o for o in obstacles if not o.statement.citations.all()]
    gone = [o for o in obstacles if o.statement.citations.all()]
    altered = [_altered(synthesis)] if quotes else []
    return [_uncited(empty), *altered, _offline(gone), _figures(synthesis)]


def to_know(found: Iterable[Line]) -> dict[str, int]:
    """The lines that ask to be confirmed, with their numbers."""
    return {line.key: line.count for line in found if line.count and not line.blocks}


def is_confirmed(line: Line, read: int) -> bool:
    """Whether whoever read this number knows what the line counts now: no more of it, or a tenth at most.

    A debate goes on while its check-list is read; what goes into the record is the number at the moment of publishing.
    """
    return line.count <= read + read // GROWTH


def _warnings(synthesis: Synthesis) -> list[Line]:
    return [
        _edited(synthesis),
        _unspoken(synthesis),
        _disagreements(synthesis),
        _low(synthesis),
        _unread(synthesis.consultation),
        _remarks(synthesis),
    ]


def _line(key: str, title: str, help: str, places: Iterable[Place], *, blocks: bool = False, count: int = -1) -> Line:
    places = list(places)
    counted = len(places) if count < 0 else count
    return Line(key, title, help, blocks, counted, tuple(places[:PLACES]), max(0, len(places) - PLACES))


# --- What blocks


def _uncited(found: list[reading.Obstacle]) -> Line:
    return _line(
        "uncited",
        _("Énoncés sans citation"),
        _("Un énoncé cite au moins un passage, ou porte une figure."),
        (place_of(obstacle.statement) for obstacle in found),
        blocks=True,
    )


def _altered(synthesis: Synthesis) -> Line:
    cited = Extract.objects.filter(citations__statement__synthesis=synthesis).distinct()
    ids = list(reading.altered(cited.exclude(quote="")))  # "": its author took his words along, it is offline
    rows = synthesis.statements.filter(citations__extract__in=ids).select_related("theme").distinct() if ids else ()
    return _line(
        "altered",
        _("Citations qui ne sont plus mot pour mot"),
        _("Le passage diffère du texte d’où il vient, ou l’empreinte de ce texte a changé. Prévenez l’exploitant."),
        (place_of(statement) for statement in rows),
        blocks=True,
        count=len(ids),
    )


def _offline(found: list[reading.Obstacle]) -> Line:
    return _line(
        "offline",
        _("Énoncés qui citent un texte qui n’est plus en ligne"),
        _("Retirez ce passage, ou l’énoncé."),
        (place_of(obstacle.statement) for obstacle in found),
        blocks=True,
    )


def _figures(synthesis: Synthesis) -> Line:
    with_figure = list(synthesis.statements.exclude(figure="").select_related("theme"))
    document = composing.figures(synthesis) if with_figure else None
    empty = [statement for statement in with_figure if not catalogue.named(document, statement.figure)]
    return _line(
        "figures",
        _("Figures qui n’ont rien à montrer"),
        _("Leurs nombres ne sont pas dans la consolidation du brouillon. Choisissez-en une autre."),
        (place_of(statement) for statement in empty),
        blocks=True,
    )


# --- What is to be known


def _edited(synthesis: Synthesis) -> Line:
    return _line(
        "edited",
        _("Énoncés qui citent un texte changé depuis"),
        _("Le passage cité est celui de l’ancienne version, qui reste lisible. Relisez l’énoncé."),
        (place_of(statement) for statement in reading.resting_on_edited(synthesis)),
    )


def _unspoken(synthesis: Synthesis) -> Line:
    return _line(
        "unspoken",
        _("Idées fournies dont aucun énoncé ne parle"),
        _("Celles qui ont au moins %d passages en ligne.") % MANY,
        (_place_of_idea(synthesis.consultation, idea) for idea in reading.unspoken(synthesis, MANY)),
    )


def _place_of_idea(consultation: Consultation, idea: Idea) -> Place:
    url = reverse("new_statement", args=[consultation.slug, idea.theme.slug]) + f"?idee={idea.pk}"
    return Place(idea.title, url, ngettext("%d passage", "%d passages", idea.n) % idea.n, is_text=True)


def _disagreements(synthesis: Synthesis) -> Line:
    told = reading.told_as_disagreement(synthesis)
    places = [place for key, place in _divided(synthesis) if key not in told]
    return _line(
        "disagreements",
        _("Forts désaccords qui ne sont pas dits"),
        _("Contributions très partagées qu’aucun énoncé des désaccords ou des points de vue minoritaires ne cite."),
        places,
    )


def _divided(synthesis: Synthesis) -> Iterator[tuple[int, Place]]:
    """The most divided contributions online of the snapshot, the most divided first."""
    questions = synthesis.rollup.snapshot["questions"] if synthesis.rollup else []
    entries = [entry for question in questions for entry in question["part"].get("most_divided", ())]
    entries = [entry for entry in entries if entry["score"] >= STRONG]
    online = reading.published_among(synthesis.consultation, [entry["contribution"] for entry in entries])
    for entry in sorted(entries, key=lambda entry: (-entry["score"], entry["contribution"])):
        if (key := entry["contribution"]) in online:
            url = reverse("contribution", args=[synthesis.consultation.slug, key])
            words = _("%(agree)s d’accord, %(disagree)s pas d’accord") % entry
            yield key, Place(entry["title"] or _("Sans titre"), url, words, is_text=True)


def _low(synthesis: Synthesis) -> Line:
    """Rows of the ledger of which too little was read, or much was and nothing is cited."""
    consultation = synthesis.consultation
    found = reading.ledgers(consultation, synthesis, only=SEEN)
    url = reverse("harvest_desk", args=[consultation.slug])
    rows = [(by, row) for by in SEEN for row in found[by] if row.is_low]
    return _line(
        "low",
        _("Thèmes, territoires et qualités peu lus"),
        _("Ceux dont moins de la moitié des contributions en ligne est lue."),
        (Place(f"{_of(by)} {row.label}", url, _share(row)) for by, row in rows),
    )


def _of(by: str) -> str:
    return {"theme": _("Thème :"), "kind": _("Territoire :"), "quality": _("Qualité :")}[by]


def _share(row: reading.Row) -> str:
    words = {"read": row.sums.online - row.sums.unread, "all": row.sums.online}
    return _("%(read)s lues sur %(all)s") % words


def _unread(consultation: Consultation) -> Line:
    waiting = entered(consultation).filter(ledger=LedgerState.UNREAD)
    by_question = waiting.order_by().values("question", "question__title")
    rows = by_question.annotate(n=Count("pk")).order_by("-n", "question")
    url = reverse("harvest_desk", args=[consultation.slug])
    return _line(
        "unread",
        _("Contributions que personne n’a lues"),
        _("Elles sont comptées comme non lues dans la synthèse."),
        (Place(row["question__title"], url, _to_read(row["n"]), is_text=True) for row in rows),
        count=sum(row["n"] for row in rows),
    )


def _to_read(n: int) -> str:
    return ngettext("%d à lire", "%d à lire", n) % n


def _remarks(synthesis: Synthesis) -> Line:
    found = reading.remarked(synthesis)
    return _line(
        "remarks",
        _("Commentaires qui ne sont pas réglés"),
        _("Ils ne paraissent jamais ; les publier sans y répondre les laisse sans suite."),
        (place_of(statement) for statement in found),
        count=sum(statement.n for statement in found),
    )


def place_of(statement: Statement) -> Place:
    """A statement on the desk. `statement.theme` comes with it."""
    consultation = statement.synthesis.consultation
    desk = reverse("synthesis_desk", args=[consultation.slug])
    url = f"{desk}?theme={statement.theme.slug}&enonce={statement.pk}#enonce-{statement.pk}"
    where = f"{statement.theme.name}, {Section(statement.section).label}"
    return Place(statement.text[:90], url, where, is_text=True)
