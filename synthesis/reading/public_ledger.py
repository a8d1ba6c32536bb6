"""The ledger of coverage of one version as everybody reads it.

By theme, nature and origin it is the ledger itself, all six states. By territory and quality it says of texts what they
say of themselves, and nothing of what was only counted: those of who shows neither, or has left, and those that are no
longer online, are in one row together. What few people wrote is withheld as everywhere (`consultation.cells`).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import cells
from synthesis.document import Coverage
from synthesis.models import Synthesis
from synthesis.reading.ledger import BREAKDOWNS, FIELDS, LedgerState, Row, coverage, entered, ledgers, total

EXACT = ("theme", "nature", "origin")
SHOWN = {"kind": "shows_commune", "region": "shows_commune", "quality": "shows_stakeholder"}
HEADS = {  # what a column of a table is called: short
    LedgerState.CITED: gettext_lazy("Citées"),
    LedgerState.KEPT: gettext_lazy("Gardées"),
    LedgerState.NOTHING_KEPT: gettext_lazy("Rien de gardé"),
    LedgerState.UNREAD: gettext_lazy("Non lues"),
    LedgerState.DUPLICATE: gettext_lazy("Doublons"),
    LedgerState.SET_ASIDE: gettext_lazy("Pas en ligne"),
}
READ = "read"  # read and not cited: three states as one, so that fewer cells are small
OF = {LedgerState.CITED: "cited", LedgerState.UNREAD: "unread"}
WIDE = {"cited": gettext_lazy("Citées"), READ: gettext_lazy("Lues, pas citées"), "unread": gettext_lazy("Non lues")}
OTHERS, SILENT = "others", None  # values of rows: few people each, together; where nothing is shown

Heads = tuple[str, ...]
Numbers = tuple[int | None, ...]
Held = Mapping[object, Mapping[str, Mapping[int | None, int]]]  # value: state: author: texts


@dataclass(frozen=True)
class Line:
    """One row: its words, whether they are those of the consultation, its numbers (None: withheld), their sum."""

    words: str
    is_own: bool
    cells: tuple[tuple[str, int | None], ...]  # the head of the column, and the number
    total: int


@dataclass(frozen=True)
class Table:
    """One breakdown of a version. Its last line is the sum of the others, and what the version says of the whole."""

    key: str
    title: str
    heads: tuple[str, ...]  # one a number
    lines: tuple[Line, ...]
    whole: Line
    says_online: bool  # only what was online is told

    @property
    def hides(self) -> bool:
        return any(number is None for line in self.lines for _head, number in line.cells)


def public_ledger(synthesis: Synthesis) -> list[Table]:
    """The tables of a draft, or of a version that kept its standings; none of the others, whose states of then are
    lost. A breakdown with a single row says nothing: it is left out. Seven queries at most.
    """
    if synthesis.published_at and not synthesis.has_standings:
        return []
    exact = ledgers(synthesis.consultation, synthesis, only=EXACT)
    tables = {key: _exact(key, rows) for key, rows in exact.items()} | _shown(synthesis)
    return [tables[key] for key in BREAKDOWNS if key in tables and len(tables[key].lines) > 1]


def _exact(key: str, rows: list[Row]) -> Table:
    heads = tuple(map(str, HEADS.values()))
    is_own = key in ("theme", "nature")
    lines = [_line(row.label, is_own and row.value is not None, heads, _six(row.sums)) for row in rows]
    return _table(key, heads, lines, _six(total(rows)), says_online=False)


def _six(sums: Coverage) -> tuple[int, ...]:
    return tuple(getattr(sums, FIELDS[state]) for state in HEADS)


def _line(words: str, is_own: bool, heads: Heads, counts: Numbers, total: int | None = None) -> Line:
    added = sum(number or 0 for number in counts) if total is None else total
    return Line(words, is_own, tuple(zip(heads, counts, strict=True)), added)


def _table(key: str, heads: Heads, lines: list[Line], sums: Numbers, *, says_online: bool) -> Table:
    whole = _line(_("Ensemble"), False, heads, sums)
    return Table(key, str(BREAKDOWNS[key].title), heads, tuple(lines), whole, says_online)


# --- By what people show of where they speak from


def _shown(synthesis: Synthesis) -> dict[str, Table]:
    """The tables by territory and quality. Three queries, of two looks: what everybody may read, and all of it."""
    whole = coverage(synthesis.consultation, synthesis)
    sums = {"cited": whole.cited, READ: whole.kept + whole.read_nothing_kept + whole.duplicate, "unread": whole.unread}
    held: dict[str, dict] = {key: defaultdict(lambda: defaultdict(lambda: defaultdict(int))) for key in SHOWN}
    for state, author, *values, number in _told(synthesis):
        for key, value in zip(SHOWN, values, strict=True):
            if value:
                held[key][value][OF.get(state, READ)][author] += number
    return {key: _of_people(synthesis, key, _merged(rows), sums) for key, rows in held.items()}


def _told(synthesis: Synthesis) -> QuerySet:
    """(state, author, a value a breakdown, texts) of what everybody may read now and did then."""
    rows = entered(synthesis.consultation, synthesis).quotable().exclude(ledger=LedgerState.SET_ASIDE)
    rows = rows.filter(author__erased_at=None, live__isnull=False).annotate(**{f"told_{k}": _if(k) for k in SHOWN})
    counted = rows.order_by().values_list("ledger", "author", *(f"told_{key}" for key in SHOWN))
    return counted.annotate(n=Count("pk")).iterator(chunk_size=2_000)


def _if(key: str) -> Case:
    shown = Q(**{SHOWN[key]: True})
    return Case(When(shown, then=F(BREAKDOWNS[key].column)), default=Value(None), output_field=CharField())


def _merged(rows: Held) -> Held:
    """The same with the values of few people in one, which holds enough of them and two values at least.

    Nothing where no value is left beside it.
    """
    people = {value: _people(by_state.values()) for value, by_state in rows.items()}
    by_size = sorted(rows, key=lambda value: (len(people[value]), str(value)))
    least = cells.threshold()
    few = [value for value in by_size if len(people[value]) < least]
    rest = by_size[len(few) :]
    while few and rest and (len(few) == 1 or len(set().union(*(people[value] for value in few))) < least):
        few.append(rest.pop(0))
    if not rest:
        return {}
    together: dict = defaultdict(lambda: defaultdict(int))
    for value in few:
        for state, by_author in rows[value].items():
            for author, number in by_author.items():
                together[state][author] += number
    return {value: rows[value] for value in rest} | ({OTHERS: together} if few else {})


def _people(by_author: Iterable[Mapping[int | None, int]]) -> set[int]:
    """Who is in some cells; a text whose author is not known adds nobody."""
    return {author for each in by_author for author in each if author is not None}


def _of_people(synthesis: Synthesis, key: str, rows: Held, sums: Mapping[str, int]) -> Table:
    """One table: totals of rows and columns are published, and of the cells those that nobody can be found by."""
    counted = {(value, state): _cell(by_state.get(state, {})) for value, by_state in rows.items() for state in WIDE}
    totals = {value: sum(counted[value, state].number for state in WIDE) for value in rows}
    hidden = cells.two_way(counted)
    words = BREAKDOWNS[key].words(synthesis.consultation) | {OTHERS: _("autres")}
    heads = tuple(map(str, WIDE.values()))
    lines = []
    for value in sorted(rows, key=lambda value: (value == OTHERS, -totals[value], str(value))):
        told = tuple(None if (value, state) in hidden else counted[value, state].number for state in WIDE)
        lines.append(_line(str(words.get(value, value)), False, heads, told, totals[value]))
    silent = tuple(sums[state] - sum(counted[value, state].number for value in rows) for state in WIDE)
    lines += [_line(_("non montré"), False, heads, silent)] if any(silent) else []
    return _table(key, heads, lines, tuple(sums.values()), says_online=True)


def _cell(by_author: Mapping[int | None, int]) -> cells.Cell:
    return cells.Cell(len(_people([by_author])), sum(by_author.values()))
