"""A map of figures by department: SVG drawn on the server, its legend and the rows of the table beside it.

The page's style sheet colours the classes `map-0` (no figure) to `map-5` (the highest fifth): no style is inline.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation import cells

from .models import Department
from .sources import view_box

CLASSES = 5


@dataclass(frozen=True)
class Row:
    """One line of the table beside the map."""

    code: str
    name: str
    figure: int | None  # None: not published, for too few people


@dataclass(frozen=True)
class Band:
    """One line of the legend: a class of the map with the lowest and the highest figure it holds."""

    css_class: str
    lowest: int
    highest: int


def shades(figures: dict[str, int | None]) -> dict[str, int]:
    """The class, 1 to 5, of each department whose figure is above zero; the others are of class 0.

    Quantiles, by the empirical distribution function: among the n positive figures, a figure x has the class
    ceil(5 · #{figures ≤ x} / n). Equal figures share the higher class, hence with many ties some classes stay empty.
    Raises ValueError on a negative figure. One that is not published (None) is of class 0.
    """
    if any(figure < 0 for figure in figures.values() if figure):
        raise ValueError("figures by department are counts: none can be negative")
    ordered = sorted(figure for figure in figures.values() if figure)
    return {
        code: -(-CLASSES * bisect_right(ordered, figure) // len(ordered)) if figure else 0
        for code, figure in figures.items()
    }


def legend(figures: dict[str, int | None]) -> list[Band]:
    """The classes in use above zero, lowest first, with the figures they really hold."""
    held: dict[int, list[int]] = {}
    for code, shade in shades(figures).items():
        held.setdefault(shade, []).append(figures[code])
    return [Band(f"map-{shade}", min(held[shade]), max(held[shade])) for shade in sorted(held) if shade]


def department_rows(figures: dict[str, int | None]) -> list[Row]:
    """Departments with a figure above zero, the highest first, then by name; those not published last. One query.

    Overseas territories have their row here though the map has no outline for them. Raises ValueError on a code that
    is not a department's: a figure must not vanish.
    """
    names = dict(Department.objects.values_list("code", "name"))
    if unknown := figures.keys() - names.keys():
        raise ValueError(f"not departments: {sorted(unknown)}")
    rows = [Row(code, names[code], figure) for code, figure in figures.items() if figure != 0]
    return sorted(rows, key=lambda row: (row.figure is None, -(row.figure or 0), row.name))


def department_map(
    figures: dict[str, int | None], *, title: str, description: str, marks: SafeString | str = ""
) -> SafeString:
    """An accessible SVG of the 101 departments, each shaded by its figure (a count by department code) and titled.

    `marks`, safe SVG in the units of the map (`drawing.at`), is drawn above. One query. The same arguments give the
    same markup, byte for byte; its ids are made from the figures and the words, so that two different maps may stand on
    one page. Every text is escaped. Raises ValueError on a negative figure.
    """
    mark = _mark(figures, title, description)
    return format_html(
        '<svg class="department-map" xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img"'
        ' aria-labelledby="{mark}-title {mark}-desc">'
        '<title id="{mark}-title">{title}</title><desc id="{mark}-desc">{description}</desc>{paths}{marks}</svg>',
        box=view_box(),
        mark=mark,
        title=title,
        description=description,
        paths=_paths(figures),
        marks=marks,
    )


def _paths(figures: dict[str, int | None]) -> SafeString:
    shade = shades(figures)
    drawn = Department.objects.exclude(outline="").order_by("code").values_list("code", "name", "outline")
    return format_html_join(
        "",
        '<path class="map-{}" data-department="{}" d="{}"><title>{}</title></path>',
        ((shade.get(code, 0), code, d, _caption(name, figures.get(code, 0))) for code, name, d in drawn),
    )


def _caption(name: str, figure: int | None) -> str:
    shown = cells.HIDDEN if figure is None else number_format(figure, use_l10n=True, force_grouping=True)
    return _("%(department)s : %(figure)s") % {"department": name, "figure": shown}


def _mark(figures: dict[str, int | None], title: str, description: str) -> str:
    told = repr((sorted(figures.items()), title, description)).encode()
    return f"map-{hashlib.sha256(told).hexdigest()[:12]}"
