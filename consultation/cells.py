"""Small cells: a count of people by where they live or speak from is published for enough people only.

Plain functions on plain data. A cell is hidden when fewer than SMALL_CELL different people are in it (setting, 5 by
default): people, not texts, since one person may write many. Then others go until no hidden cell can be found by
subtracting what is shown from a published total, along rows, columns and totals of totals (complementary suppression;
see Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). What is guarded against is subtraction, repeated
as often as one likes; bounds by linear programming over many tables at once are not.

One mark says both "few people" and "would tell of few people": telling them apart would narrow what is hidden.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

Key = Hashable
HIDDEN = gettext_lazy("non publié")  # the one mark: "fewer than five" would not be true of those hidden with others


def explanation() -> str:
    """What the mark means, once a page and once a document."""
    words = gettext(
        "« Non publié » : moins de %(least)s personnes, ou un nombre qui permettrait "
        "d’en retrouver un par soustraction."
    )
    return words % {"least": threshold()}


class Cell(NamedTuple):
    """What is counted in a cell: `people` different persons, `number` texts (or whatever the table adds up)."""

    people: int
    number: int


@dataclass(frozen=True)
class Line:
    """Cells whose numbers add up to a total: the cell `total`, or one that is published anyway (None)."""

    cells: tuple[Key, ...]
    total: Key | None = None


def threshold() -> int:
    """How many different people a published cell holds at least."""
    return settings.SMALL_CELL


def to_hide(cells: Mapping[Key, Cell], lines: Iterable[Line], least: int | None = None) -> set[Key]:
    """The cells not to be published, of tables whose sums are `lines`; a line speaks of cells of `cells` only.

    Hidden are: each cell with somebody's texts and fewer than `least` people; in each line with one hidden cell the
    next smallest, an empty one if there is no other; where the total is shown, as many as it takes for the hidden ones
    to hold `least` people together, for two cells of one person are found by their sum. What a line of a single cell
    holds is its total: its table says the same as the total and hides nothing.
    """
    least = threshold() if least is None else least
    hidden = {key for key, cell in cells.items() if cell.number and cell.people < least}
    lines = [line for line in lines if len(line.cells) > 1 or line.total is not None]
    while more := _next(cells, lines, hidden, least):
        hidden |= more
    return hidden


def one_way(cells: Mapping[Key, Cell], least: int | None = None) -> set[Key]:
    """The cells to hide in one list whose total is published."""
    return to_hide(cells, [Line(tuple(cells))], least)


def two_way(cells: Mapping[tuple[Key, Key], Cell], least: int | None = None) -> set[tuple[Key, Key]]:
    """The cells to hide in a table whose totals by row and by column are published. Keys are (row, column)."""
    rows, columns = {row for row, _column in cells}, {column for _row, column in cells}
    lines = [Line(tuple(key for key in cells if key[0] == row)) for row in rows]
    lines += [Line(tuple(key for key in cells if key[1] == column)) for column in columns]
    return to_hide(cells, lines, least)


def _next(cells: Mapping[Key, Cell], lines: Iterable[Line], hidden: set[Key], least: int) -> set[Key]:
    """One more cell for each line that tells of a hidden one, chosen as if the others were as they are."""
    more: set[Key] = set()
    for line in lines:
        known = hidden | more
        if _tells(cells, line, known, least):
            found = _smallest(cells, line, known)
            more |= set() if found is None else {found}
    return more


def _tells(cells: Mapping[Key, Cell], line: Line, hidden: set[Key], least: int) -> bool:
    inside = [key for key in line.cells if key in hidden]
    if line.total is not None and line.total in hidden:
        return not inside  # all its cells would give the total away
    return len(inside) == 1 or (bool(inside) and sum(cells[key].people for key in inside) < least)


def _smallest(cells: Mapping[Key, Cell], line: Line, hidden: set[Key]) -> Key | None:
    """The next cell to go: of the fewest people, the empty ones last, the total of the line when none is left."""
    inside = [key for key in line.cells if key in hidden]
    visible = [key for key in line.cells if key not in hidden]
    if len(inside) > 1:  # enough to hide one behind the other: an empty one would add nobody
        visible = [key for key in visible if cells[key].number]
    if visible:
        return min(visible, key=lambda key: (not cells[key].number, *cells[key], repr(key)))
    alone = line.total is not None and line.total not in hidden and len(inside) == 1
    return line.total if alone else None
