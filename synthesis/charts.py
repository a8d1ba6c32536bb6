"""The words of the pictures of the participation figures; `synthesis.drawing` draws them, the same for every format.

A picture never goes without its title, its description in words and the table of its numbers; it may go without its
drawing, where that failed: the table then stands for it.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from consultation import beside
from synthesis import drawing
from synthesis.exports import labels

# The accents of the themes on paper: far enough apart in lightness to be told in grey and by colour-blind readers.
ACCENTS = {
    "green": "#1b6a3c",
    "ochre": "#a63f15",
    "blue": "#1a55a8",
    "plum": "#7b2c6c",
    "teal": "#0b676c",
    "slate": "#3f4b5f",
}
UNKNOWN = "#a9abb0"  # what was not stated
DRAWN = ("nature", "kind", "stakeholder", "region", "week")  # departments are a table: a hundred bars read as nothing
_LABEL = 40  # characters of a line
_WEEKS = 60  # columns; a longer consultation keeps only the weeks in which something was written


@dataclass(frozen=True)
class Cell:
    """A bar: its words, its count (None when it is not published: a small cell), its distinct authors (None when
    unknown), its colour.
    """

    label: str
    count: int | None
    authors: int | None = None
    colour: str = ACCENTS["slate"]


@dataclass(frozen=True)
class Picture:
    """`svg` is inline SVG with <title> and <desc>, without identifiers that could clash in a page; "" for a table.

    `plan` is what is to be drawn of it: the arguments of `synthesis.drawing.svg`; empty for a table.
    """

    key: str
    title: str
    description: str
    svg: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    hides: bool = False  # some of its numbers are not published
    plan: tuple[Any, ...] = ()

    @property
    def png(self) -> bytes:
        """The same picture in pixels, for files that cannot hold SVG."""
        return drawing.png(self.svg)

    @property
    def is_missing(self) -> bool:
        """Whether it should be drawn and is not."""
        return bool(self.plan) and not self.svg


def pictures(figures: dict[str, Any]) -> list[Picture]:
    """Those of `planned`, drawn."""
    return drawn(planned(figures))


def drawn(pictures: Iterable[Picture]) -> list[Picture]:
    """The same with what is planned drawn, all at once. In a process that serves pages one may still miss its drawing
    (`consultation.beside`).
    """
    pictures = list(pictures)
    to_draw = {place: picture for place, picture in enumerate(pictures) if picture.plan and not picture.svg}
    svgs = beside.each("synthesis.drawing:svg", [picture.plan for picture in to_draw.values()])
    done = {place: _captioned(picture, svg) for (place, picture), svg in zip(to_draw.items(), svgs, strict=True) if svg}
    return [done.get(place, picture) for place, picture in enumerate(pictures)]


def planned(figures: dict[str, Any]) -> list[Picture]:
    """One picture for each breakdown of DRAWN that has at least one contribution, in that order.

    `figures` as `synthesis.rollup.figures` gives them: {"by": {name: [{"value", "contributions", "authors"}]}}; a row
    may bring its own "label". Words are in the active language.
    """
    breakdowns = figures.get("by") or {}
    found = ((name, cells_of(name, breakdowns.get(name) or [])) for name in DRAWN)
    return [plan(name, labels.breakdown(name), cells) for name, cells in found if any(cell.count for cell in cells)]


def cells_of(name: str, rows: Sequence[dict[str, Any]]) -> list[Cell]:
    """The bars of a breakdown: weeks in time without gaps, others from the largest, "not stated" last."""
    if name == "week":
        return _weeks(rows)
    known = sorted((row for row in rows if row.get("value")), key=_rank)
    unknown = [row for row in rows if not row.get("value") and row["contributions"] != 0]
    return [_cell(name, row) for row in known] + [_cell(name, row, UNKNOWN) for row in unknown]


def _rank(row: dict[str, Any]) -> tuple:
    """From the largest; those that are not published behind, by their names."""
    number = row["contributions"]
    return number is None, -(number or 0), str(row["value"])


def plan(key: str, title: str, cells: Sequence[Cell]) -> Picture:
    """Columns for weeks, horizontal bars for anything else; to be drawn. `cells` is not empty."""
    headings = (_("Semaine du") if key == "week" else _("Libellé"), _("Contributions"), _("Participants"))
    rows = tuple(told(cell) for cell in cells)
    if all(cell.authors is None for cell in cells):
        headings, rows = headings[:2], tuple(row[:2] for row in rows)
    to_draw = ("columns", [_column(cell) for cell in cells]) if key == "week" else ("bars", [_bar(c) for c in cells])
    hides = any(cell.count is None for cell in cells)
    return Picture(key, title, _describe(key, cells), "", headings, rows, hides, to_draw)


def told(cell: Cell) -> tuple[str | int, str | int, str | int]:
    """A bar as a row of a table: its words, its numbers; words instead of those that are not published."""
    if cell.count is None:
        return cell.label, labels.unpublished(), labels.unpublished()
    return cell.label, cell.count, "" if cell.authors is None else cell.authors


def _cell(name: str, row: dict[str, Any], colour: str = ACCENTS["slate"]) -> Cell:
    return Cell(labels.of_row(name, row), row["contributions"], row.get("authors"), colour)


def _weeks(rows: Sequence[dict[str, Any]]) -> list[Cell]:
    known = {date.fromisoformat(row["value"]): row for row in rows if row.get("value")}
    if not known:
        return []
    first, last = min(known), max(known)
    every = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    weeks = every if len(every) <= _WEEKS else sorted(known)
    empty = {"contributions": 0, "authors": 0}
    return [_week(monday, known.get(monday, empty)) for monday in weeks]


def _week(monday: date, row: dict[str, Any]) -> Cell:
    return Cell(formats.date_format(monday, "SHORT_DATE_FORMAT"), row["contributions"], row.get("authors"))


def _describe(key: str, cells: Sequence[Cell]) -> str:
    cells = [cell for cell in cells if cell.count is not None]
    most, least = max(cells, key=lambda c: c.count), min(cells, key=lambda c: c.count)
    words = {"most": most.label, "top": most.count, "least": least.label, "low": least.count}
    if len(cells) == 1:
        return _("Une seule barre : %(most)s, %(top)s.") % words
    if most.count == least.count:
        return _("Barres de même longueur : %(top)s chacune.") % words
    if key == "week":
        return _("Colonnes, une par semaine. La plus haute : semaine du %(most)s, %(top)s.") % words
    return _("Barres horizontales. La plus longue : %(most)s, %(top)s ; la plus courte : %(least)s, %(low)s.") % words


def _bar(cell: Cell) -> drawing.Bar:
    lines = textwrap.wrap(_printable(cell.label), _LABEL)[:3] or [""]
    return {"label": lines, "count": cell.count or 0, "shown": _shown(cell), "colour": cell.colour}


def _column(cell: Cell) -> drawing.Bar:
    return {"label": [cell.label], "count": cell.count, "colour": cell.colour}


def _shown(cell: Cell) -> str:
    return labels.unpublished() if cell.count is None else _number(cell.count)


def _captioned(picture: Picture, svg: str) -> Picture:
    """One picture for assistive tools, not a heap of marks: its title and description, and nothing inside."""
    opening, rest = svg.split(">", 1)
    title, description = (escape(_printable(words)) for words in (picture.title, picture.description))
    svg = f'{opening} role="img"><title>{title}</title><desc>{description}</desc>{rest}'
    return replace(picture, svg=svg)


def _number(value: int) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _printable(text: str) -> str:
    """A label on one line, without what XML cannot hold."""
    return re.sub("[ \t\r\n]+", " ", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text))
