"""Pictures of the participation figures: drawn once, the same in the page, the PDF and the word processor's file.

A picture never goes without its title, its description in words and the table of its numbers. Drawing needs neither a
browser nor the network: the typeface is a file of this package.
"""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from synthesis.exports import labels

FONTS = Path(__file__).parent / "exports" / "fonts"
FACE = "Atkinson Hyperlegible Next"
INK, MUTED, RULE = "#191a1c", "#56585c", "#c9c9c2"
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
_WIDTH, _LABEL, _PNG_SCALE = 640, 40, 2.5
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
    """`svg` is inline SVG with <title> and <desc>, without identifiers that could clash in a page."""

    key: str
    title: str
    description: str
    svg: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]
    hides: bool = False  # some of its numbers are not published

    @property
    def png(self) -> bytes:
        """The same picture in pixels, for files that cannot hold SVG."""
        return _converter().svg_to_png(self.svg, scale=_PNG_SCALE)


def pictures(figures: dict[str, Any]) -> list[Picture]:
    """One picture for each breakdown of DRAWN that has at least one contribution, in that order.

    `figures` as `synthesis.rollup.figures` gives them: {"by": {name: [{"value", "contributions", "authors"}]}}; a row
    may bring its own "label". Words are in the active language.
    """
    breakdowns = figures.get("by") or {}
    drawn = ((name, cells_of(name, breakdowns.get(name) or [])) for name in DRAWN)
    return [draw(name, labels.breakdown(name), cells) for name, cells in drawn if any(cell.count for cell in cells)]


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


def draw(key: str, title: str, cells: Sequence[Cell]) -> Picture:
    """Columns for weeks, horizontal bars for anything else. `cells` is not empty."""
    description = _describe(key, cells)
    chart = _columns(cells) if key == "week" else _bars(cells)
    headings = (_("Semaine du") if key == "week" else _("Libellé"), _("Contributions"), _("Participants"))
    rows = tuple(told(cell) for cell in cells)
    if all(cell.authors is None for cell in cells):
        headings, rows = headings[:2], tuple(row[:2] for row in rows)
    return Picture(
        key,
        title,
        description,
        _svg(chart, title, description),
        headings,
        rows,
        any(cell.count is None for cell in cells),
    )


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


def _bars(cells: Sequence[Cell]) -> Any:
    import altair as alt

    lines = [textwrap.wrap(_printable(cell.label), _LABEL)[:3] or [""] for cell in cells]
    step = 12 + 14 * max(len(some) for some in lines)
    values = [_bar(n, cell, some) for n, (cell, some) in enumerate(zip(cells, lines, strict=True))]
    axis = alt.Axis(labelExpr="split(datum.label, '\\n')", labelLimit=400, domain=False, ticks=False, labelPadding=8)
    base = alt.Chart(alt.Data(values=values)).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=axis),
        x=alt.X("count:Q", title=None, axis=None, scale=alt.Scale(domainMin=0)),
    )
    bars = base.mark_bar(height=16).encode(color=alt.Color("colour:N", scale=None))
    counts = base.mark_text(align="left", dx=5, color=INK, fontSize=13).encode(text="shown:N")
    return (bars + counts).properties(width=_WIDTH, height=step * len(cells))


def _bar(place: int, cell: Cell, lines: Sequence[str]) -> dict[str, Any]:
    """Labels that look alike still make two bars: each ends in invisible characters of its own."""
    own = "\u200b" * place
    return {"label": "\n".join(lines) + own, "count": cell.count or 0, "shown": _shown(cell), "colour": cell.colour}


def _shown(cell: Cell) -> str:
    return labels.unpublished() if cell.count is None else _number(cell.count)


def _columns(cells: Sequence[Cell]) -> Any:
    import altair as alt

    values = [{"label": c.label, "count": c.count, "colour": c.colour} for c in cells]
    shown = [cell.label for cell in cells[:: max(1, -(-len(cells) // 10))]]
    across = alt.Axis(values=shown, labelAngle=0, domainColor=RULE, ticks=False, labelPadding=6, labelOverlap=True)
    upward = alt.Axis(tickMinStep=1, tickCount=4, grid=True, gridColor=RULE, domain=False, ticks=False, format="d")
    chart = alt.Chart(alt.Data(values=values)).mark_bar(color=ACCENTS["slate"])
    return chart.encode(
        x=alt.X("label:N", sort=None, title=None, axis=across, scale=alt.Scale(paddingInner=0.25)),
        y=alt.Y("count:Q", title=None, axis=upward),
    ).properties(width=_WIDTH, height=210)


_STYLE = {
    "font": FACE,
    "background": None,
    "padding": 4,
    "autosize": {"type": "fit-x", "contains": "padding"},  # the same width, so letters are of one size in a report
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "labelColor": INK, "labelLineHeight": 14, "labelFont": FACE},
}


def _svg(chart: Any, title: str, description: str) -> str:
    raw = _converter().vegalite_to_svg(chart.to_dict() | {"config": _STYLE})
    return _captioned(raw, title, description)


_HINTS = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"')


def _captioned(svg: str, title: str, description: str) -> str:
    """One picture for assistive tools, not a heap of marks: its title and description, and nothing inside."""
    from html import escape

    plain = (
        _HINTS.sub("", svg).replace("\u200b", "").replace(f'font-family="{FACE}"', f'font-family="{FACE}, sans-serif"')
    )
    opening, rest = plain.split(">", 1)
    words = f"<title>{escape(_printable(title))}</title><desc>{escape(_printable(description))}</desc>"
    return f'{opening} role="img">{words}{rest}'


@cache
def _converter():
    import vl_convert

    vl_convert.register_font_directory(str(FONTS))
    return vl_convert


def _number(value: int) -> str:
    return formats.number_format(value, use_l10n=True, force_grouping=True)


def _printable(text: str) -> str:
    """A label on one line, without what XML cannot hold."""
    return re.sub("[ \t\r\n]+", " ", re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text))
