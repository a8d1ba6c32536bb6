"""Places as marks on the map of departments: a disc for those of participants, a square for those of a list, a triangle
in the middle of a department for those that have no point. What each says is in the list beside the map."""

import hashlib
from collections.abc import Iterable

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from consultation.territories import drawing, sources
from consultation.territories import map as maps
from debates.models import Place
from debates.place_reading import Figures, Spots

DISC, SQUARE, TRIANGLE = 7, 5, 9  # radius, side, half of the base, on the map of France (units of its frame)
NARROW = 30  # a mark is this many times smaller than the drawing of a department
Dots = Iterable[tuple[float, float]]


def france(counted: dict[str, Figures], spots: Spots) -> SafeString:
    """The map of all places with its title and description. One query."""
    without = {code for code, each in counted.items() if each.named_without_point + each.listed_without_point}
    marks = _marks(spots, without, 1)
    return maps.department_map(
        {code: figures.whole for code, figures in counted.items()},
        title=_("Les lieux, par département"),
        description=_(
            "Un disque : un lieu nommé par un participant. Un carré : un lieu de la liste. Un triangle au milieu d’un "
            "département : des lieux sans point précis. Le tableau donne les nombres, la liste les noms."
        ),
        marks=marks,
    )


def department(
    code: str, outline: str, spots: Spots, *, without_point: bool, title: str, description: str
) -> SafeString:
    """A department with its places; "" for a territory that has no outline."""
    box = drawing.box(code)
    if not box or not outline:
        return SafeString("")
    left, top, width, height = box
    scale = max(width, height) / NARROW / DISC
    edge = 2 * DISC * scale
    frame = " ".join(f"{value:.1f}" for value in (left - edge, top - edge, width + 2 * edge, height + 2 * edge))
    mark = hashlib.sha256(f"{code}{title}{description}".encode()).hexdigest()[:12]
    return format_html(
        '<svg class="department-map" xmlns="http://www.w3.org/2000/svg" viewBox="{}" role="img"'
        ' aria-labelledby="p-{}-title p-{}-desc"><title id="p-{}-title">{}</title><desc id="p-{}-desc">{}</desc>'
        '<path class="map-0" d="{}"/>{}</svg>',
        *(frame, mark, mark, mark, title, mark, description, outline),
        _marks(spots, {code} if without_point else set(), scale),
    )


def locator(place: Place) -> SafeString:
    """Where one place is in its department; "" where there is no outline. `commune__department` should be selected."""
    code = place.commune.department_id
    spot = [(code, place.longitude, place.latitude)] if place.has_point else []
    spots = Spots(spot, []) if place.contribution_id else Spots([], spot)
    return department(
        code,
        sources.outlines().get(code, ""),
        spots,
        without_point=not place.has_point,
        title=_("%(commune)s dans son département") % {"commune": place.commune},
        description=_("Le point donné par l’auteur.") if place.has_point else _("Sans point précis."),
    )


def swatches() -> dict[str, SafeString]:
    """Each mark alone, for a legend or a line of the list."""
    drawn = {
        "named": _discs([(8, 8)], 6 / DISC),
        "listed": _squares([(8, 8)], 9 / SQUARE),
        "without": _triangles([(8, 8)], 7 / TRIANGLE),
    }
    svg = '<svg class="spot" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">{}</svg>'
    return {name: format_html(svg, mark) for name, mark in drawn.items()}


def _marks(spots: Spots, without: set[str], scale: float) -> SafeString:
    centres = [centre for code in sorted(without) if (centre := drawing.centre(code))]
    return format_html(
        "{}{}{}",
        _squares(_placed(spots.listed, scale), scale),
        _triangles(centres, scale),
        _discs(_placed(spots.named, scale), scale),
    )


def _placed(spots: list[tuple[str, float, float]], scale: float) -> Dots:
    """Where points fall, those that would be drawn one upon the other once."""
    found = (drawing.at(*spot) for spot in spots)
    step = 2 * scale
    return sorted({(round(x / step) * step, round(y / step) * step) for x, y in filter(None, found)})


def _squares(dots: Dots, scale: float) -> SafeString:
    side = SQUARE * scale
    return _path(
        "spot-listed", (f"M{_n(x - side / 2)} {_n(y - side / 2)}h{_n(side)}v{_n(side)}h-{_n(side)}z" for x, y in dots)
    )


def _triangles(dots: Dots, scale: float) -> SafeString:
    half = TRIANGLE * scale
    return _path(
        "spot-without", (f"M{_n(x)} {_n(y - half)}l{_n(half)} {_n(2 * half)}h-{_n(2 * half)}z" for x, y in dots)
    )


def _path(css: str, steps: Iterable[str]) -> SafeString:
    line = "".join(steps)
    return format_html('<path class="{}" d="{}"/>', css, line) if line else SafeString("")


def _discs(dots: Dots, scale: float) -> SafeString:
    rows = ((_n(x), _n(y), _n(DISC * scale)) for x, y in dots)
    return format_html_join("", '<circle class="spot-named" cx="{}" cy="{}" r="{}"/>', rows)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
