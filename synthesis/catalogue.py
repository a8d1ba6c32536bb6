"""The charts and tables that editors drop into a synthesis, each under a key, all made of the document's own figures.

A key is `totals`, `coverage`, or a family and what it is about: `breakdown:kind`, `representation:kind`,
`agreed:12`, `divided:12`, `argued:12`, `groups:12` (12 is a question of the document). A statement holds a key and its
own words, which are the caption; what is drawn is read again from the document by whoever shows it, so that the page,
the PDF and the word processor's file cannot disagree. Labels are in the active language.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from synthesis import charts
from synthesis.charts import Cell, Picture
from synthesis.document import Document, QuestionBlock
from synthesis.exports import labels

BREAKDOWNS = ("theme", "question", "nature", "kind", "stakeholder", "region", "department", "origin", "week")
REPRESENTED = ("kind", "stakeholder")
_BESIDE = {"kind": ("representation", "territory"), "stakeholder": ("qualities", "stakeholder")}  # figure, of a quote


def figure_of(document: Document, key: str) -> Picture | None:
    """What a key stands for in a document; None for a key it has nothing for (`offered` gives those it has).

    It is not drawn yet: `charts.drawn` does it, all those of a page at once. One whose `plan` is empty is a table.
    `title`, `headings` and `rows` are always there, `description` is the alternative text. Contribution titles in it
    are those of the document: leave out first what is offline since (`synthesis.showing.readable`).
    """
    family, _colon, about = key.partition(":")
    if key in _WHOLE:
        return _WHOLE[key](document, key)
    if family in _BY_NAME and about in _BY_NAME[family][0]:
        return _BY_NAME[family][1](document, key, about)
    question = _question(document, about)
    return _BY_QUESTION[family](question, key) if question and family in _BY_QUESTION else None


def offered(document: Document, theme: int | None = None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The keys that have something to show, in families with their words, for a select: those of the whole document,
    then those of the questions of a theme (of every theme without one). Nothing is drawn.
    """
    whole = [(key, _words(key)) for key in _keys_of_whole() if _has(document, key)]
    families = [(_("Toute la consultation"), whole)]
    for question in _questions(document, theme):
        keys = [(f"{family}:{question.id}", words) for family, words in _question_words().items()]
        families.append((question.title, [(key, words) for key, words in keys if _has(document, key)]))
    return [(title, keys) for title, keys in families if keys]


def named(document: Document, key: str) -> str:
    """The words of a key; "" when the document has nothing for it."""
    return next((words for _title, keys in offered(document) for other, words in keys if other == key), "")


def _keys_of_whole() -> list[str]:
    names = [f"{family}:{name}" for family, (known, _make) in _BY_NAME.items() for name in known]
    return [*_WHOLE, *names]


def _words(key: str) -> str:
    family, _colon, about = key.partition(":")
    if family == "breakdown":
        return labels.breakdown(about)
    words = {
        "totals": _("La participation en chiffres"),
        "coverage": _("Ce qui a été lu et cité"),
        "representation:kind": _("Contributions, citations et population par type de territoire"),
        "representation:stakeholder": _("Contributions et citations par qualité"),
    }
    return words[key]


def _question_words() -> dict[str, str]:
    return {
        "agreed": _("Ce qui recueille le plus d’accord"),
        "divided": _("Ce qui partage le plus"),
        "argued": _("Ce qui est le plus argumenté"),
        "groups": _("Groupes de contributions proches"),
    }


def _questions(document: Document, theme: int | None) -> Iterable[QuestionBlock]:
    return (q for t in document.themes if theme is None or t.id == theme for q in t.questions)


def _question(document: Document, about: str) -> QuestionBlock | None:
    return next((q for q in _questions(document, None) if str(q.id) == about), None)


def _has(document: Document, key: str) -> bool:
    """Whether there is something to show, without drawing it."""
    family, _colon, about = key.partition(":")
    if family in _PARTS:
        question = _question(document, about)
        return bool(question and question.part.get(_PARTS[family]))
    by = document.figures.get("by") or {}
    if family == "coverage":
        return document.coverage.contributions > 0
    return bool(document.figures.get("totals")) if family == "totals" else _counts(by.get(about))


def _counts(rows: list[dict] | None) -> bool:
    return any(row["contributions"] for row in rows or ())


# --- Of the whole document


def _totals(document: Document, key: str) -> Picture | None:
    totals = document.figures.get("totals") or {}
    rows = tuple((labels.total(name), number) for name, number in totals.items())
    return _table(key, _words(key), (_("Libellé"), _("Nombre")), rows) if rows else None


def _coverage(document: Document, key: str) -> Picture | None:
    """Every contribution is in one of these states: the bars add up to all."""
    seen = document.coverage
    states = {
        _("Citées"): seen.cited,
        _("Un passage gardé, pas cité"): seen.kept,
        _("Lues, rien de gardé"): seen.read_nothing_kept,
        _("Doublons d’une autre"): seen.duplicate,
        _("Pas encore lues"): seen.unread,
        _("Pas en ligne"): seen.set_aside,
    }
    cells = [Cell(words, count) for words, count in states.items() if count]
    return _planned("coverage", key, _words(key), cells)


def _breakdown(document: Document, key: str, name: str) -> Picture | None:
    rows = (document.figures.get("by") or {}).get(name)
    if not _counts(rows):
        return None
    if name == "department":  # a hundred bars read as nothing
        told = tuple(charts.told(cell) for cell in charts.cells_of(name, rows))
        return _table(key, _words(key), (_("Libellé"), _("Contributions"), _("Participants")), told)
    return _planned(name, key, _words(key), charts.cells_of(name, rows))


def represented(document: Document) -> list[tuple[Picture, str]]:
    """Who writes and who is cited, beside who lives there: each table, and what its shares are and leave out, in words.

    None without citations counted beside (documents of before, and those without a roll-up).
    """
    found = []
    for name, (figure, attribute) in _BESIDE.items():
        picture = figure_of(document, f"representation:{name}") if document.figures.get(figure) else None
        if picture:
            silent = sum(not getattr(quote, attribute) for quote in document.quotes)
            is_told = all(row["contributions"] is not None for row in document.figures[figure])
            said = (labels.beside(name), "" if is_told else labels.shares_of_told(), _silent(name, silent))
            found.append((picture, " ".join(filter(None, said))))
    return found


def _silent(name: str, count: int) -> str:
    """How many citations the shares leave out."""
    if not count:
        return ""
    if name == "kind":
        words = ngettext(
            "%(count)s citation ne montre pas d’où parle son auteur : elle n’est comptée dans aucune part.",
            "%(count)s citations ne montrent pas d’où parle leur auteur : elles ne sont comptées dans aucune part.",
            count,
        )
    else:
        words = ngettext(
            "%(count)s citation ne montre pas la qualité de son auteur : elle n’est comptée dans aucune part.",
            "%(count)s citations ne montrent pas la qualité de leur auteur : elles ne sont comptées dans aucune part.",
            count,
        )
    return words % {"count": count}


def _representation(document: Document, key: str, name: str) -> Picture | None:
    """Contributions beside citations, by what their authors say of themselves; beside the inhabitants by kind."""
    rows = (document.figures.get("by") or {}).get(name)
    if not _counts(rows):
        return None
    figure, attribute = _BESIDE[name]
    beside = document.figures.get(figure) or ()
    cited = Counter(words for quote in document.quotes for words in _both_words(getattr(quote, attribute)))
    if not beside or "citations_share" not in beside[0] or beside[0]["citations"] is None:
        told = tuple(_side_by_side(name, row, cited) for row in rows if row.get("value") or row["contributions"])
        return _table(key, _words(key), (_("Libellé"), _("Contributions"), _("Citations")), told)
    unsaid = [_unsaid(name, row, cited[""]) for row in rows if not row.get("value")]
    told = (*(_with_shares(name, row) for row in beside), *unsaid)
    lived = (_("Part de la population"),) if name == "kind" else ()
    headings = (_("Libellé"), _("Contributions"), _("Citations"), _("Part des contributions"))
    return _table(key, _words(key), (*headings, _("Part des citations"), *lived, _("Écart")), told)


def _both_words(frozen: str) -> set[str]:
    """What a quotation shows, as it was frozen and in the language of the reader: rows may be in either."""
    return {frozen, _(frozen)} if frozen else {""}


def _side_by_side(name: str, row: dict, cited: Counter[str]) -> tuple[str | int, ...]:
    shown = cited[row.get("label", "")] if row.get("value") else cited[""]
    return labels.of_row(name, row), _told(row), shown


def _with_shares(name: str, row: dict) -> tuple[str | int, ...]:
    shares = [row["contributions_share"], row["citations_share"]]
    shares += [row["population_share"]] if name == "kind" else []
    return labels.of_row(name, row), _told(row), row["citations"], *map(labels.share, shares), labels.far(name, row)


def _unsaid(name: str, row: dict, cited: int) -> tuple[str | int, ...]:
    """What is counted in no share."""
    return labels.of_row(name, row), _told(row), cited, *("",) * (4 if name == "kind" else 3)


def _told(row: dict) -> str | int:
    return labels.unpublished() if row["contributions"] is None else row["contributions"]


# --- Of one question


def _ranking(columns: dict[str, Callable[[], str]], part: str) -> Callable[[QuestionBlock, str], Picture | None]:
    def table(question: QuestionBlock, key: str) -> Picture | None:
        entries = question.part.get(part) or []
        rows = tuple((entry["title"] or _("Sans titre"), *(entry[name] for name in columns)) for entry in entries)
        headings = (_("Contribution"), *(words() for words in columns.values()))
        return _table(key, _title(question, key), headings, rows) if rows else None

    return table


def _groups(question: QuestionBlock, key: str) -> Picture | None:
    cells = [Cell(_group(group), group["count"]) for group in question.part.get("groups") or []]
    return _planned("groups", key, _title(question, key), cells)


def _group(group: dict) -> str:
    if group.get("apart"):
        return _("Contributions qui ne ressemblent à aucune autre")
    return group.get("label") or _("Groupe sans mot commun")


def _title(question: QuestionBlock, key: str) -> str:
    return f"{_question_words()[key.partition(':')[0]]} – {question.title}"


# --- How it is given


def _planned(name: str, key: str, title: str, cells: list[Cell]) -> Picture | None:
    return replace(charts.plan(name, title, cells), key=key) if any(cell.count for cell in cells) else None


def _table(key: str, title: str, headings: tuple[str, ...], rows: tuple[tuple[str | int, ...], ...]) -> Picture:
    description = ngettext("Tableau de %d ligne.", "Tableau de %d lignes.", len(rows)) % len(rows)
    hides = any(labels.unpublished() in row for row in rows)
    return Picture(key, title, description, "", headings, rows, hides)


_WHOLE: dict[str, Callable[[Document, str], Picture | None]] = {"totals": _totals, "coverage": _coverage}
_BY_NAME: dict[str, tuple[tuple[str, ...], Callable[[Document, str, str], Picture | None]]] = {
    "breakdown": (BREAKDOWNS, _breakdown),
    "representation": (REPRESENTED, _representation),
}
_PARTS = {"agreed": "most_agreed", "divided": "most_divided", "argued": "most_argued", "groups": "groups"}
_REACTIONS = {"agree": lambda: _("D’accord"), "disagree": lambda: _("Pas d’accord")}
_ARGUMENTS = {"arguments": lambda: _("Arguments"), "pros": lambda: _("Pour"), "cons": lambda: _("Contre")}
_BY_QUESTION: dict[str, Callable[[QuestionBlock, str], Picture | None]] = {
    "agreed": _ranking(_REACTIONS, "most_agreed"),
    "divided": _ranking(_REACTIONS, "most_divided"),
    "argued": _ranking(_ARGUMENTS, "most_argued"),
    "groups": _groups,
}
