"""From degrees to the drawing of the departments: where a point falls on the map, and whether it is where it says.

The outlines (`sources.outlines`) are a picture, not a survey: the mainland is a conformal conic drawing, Corsica stands
nearer to the coast, each overseas department apart at a scale of its own. The constants below were fitted by least
squares on the boxes of the departments; a point falls within about three kilometres of its place, which is why whoever
asks whether a point is in a department gives a margin.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import asinh, atanh, cos, exp, hypot, radians, sin, tan

from . import sources

# Lambert 93 (IGN, "Systèmes de référence", RGF93): exponent, constant and origin of the projection, in metres.
_N, _C, _X0, _Y0 = 0.7256077650, 11_754_255.426, 700_000.0, 12_655_612.050
_E = 0.08181919112  # first eccentricity of the ellipsoid GRS 80

# Lambert 93, in thousands of kilometres, to the drawing: turned and scaled, then moved.
_SCALE, _TURN = 945.3962, -8.2091
_MAINLAND, _CORSICA = (-60.557, 6727.392), (-113.487, 6737.971)
_IN_CORSICA = ("2A", "2B")
_UNITS_OF_MAINLAND = _SCALE / 1000  # a kilometre

# Overseas: x = a·longitude + b, y = c·latitude + d.
_INSETS = {
    "971": (164.18, 10179.85, -172.20, 3872.81),
    "972": (235.41, 14665.12, -238.02, 4571.45),
    "973": (30.65, 2130.29, -31.68, 1212.05),
    "974": (209.71, -10939.69, -223.69, -3638.84),
    "976": (341.50, -14518.87, -352.29, -3434.26),
}
_KM_IN_A_DEGREE = 111.2

Point = tuple[float, float]
Ring = tuple[Point, ...]


def is_drawn(department: str) -> bool:
    """Whether the map has an outline for this department (a code); none of the overseas territories has one."""
    return department in _rings()


def at(department: str, longitude: float, latitude: float) -> Point | None:
    """Where a point (degrees, WGS 84) of this department falls, in units of `sources.view_box`; None when not drawn."""
    if not is_drawn(department):
        return None
    if department in _INSETS:
        a, b, c, d = _INSETS[department]
        return a * longitude + b, c * latitude + d
    x, y = (metres / 1e6 for metres in _lambert(longitude, latitude))
    left, top = _CORSICA if department in _IN_CORSICA else _MAINLAND
    return _SCALE * x + _TURN * y + left, _TURN * x - _SCALE * y + top


def _lambert(longitude: float, latitude: float) -> Point:
    sine = sin(radians(latitude))
    isometric = asinh(tan(radians(latitude))) - _E * atanh(_E * sine)
    radius, angle = _C * exp(-_N * isometric), _N * radians(longitude - 3)
    return _X0 + radius * sin(angle), _Y0 - radius * cos(angle)


def is_within(department: str, longitude: float, latitude: float, *, margin: float) -> bool:
    """Whether a point is in a department or within `margin` kilometres of its outline; True where none is drawn."""
    if not abs(latitude) < 90:  # a pole has no place in the projection
        return False
    point = at(department, longitude, latitude)
    if point is None:
        return True
    reach = margin * _units_of_a_kilometre(department)
    rings = _rings()[department]
    return any(_holds(ring, point) for ring in rings) or any(_distance(ring, point) <= reach for ring in rings)


def departments_at(longitude: float, latitude: float, *, margin: float) -> list[str]:
    """The codes of the drawn departments a point is in, or within `margin` kilometres of."""
    return [code for code in sorted(_rings()) if is_within(code, longitude, latitude, margin=margin)]


@cache
def centre(department: str) -> Point | None:
    """A point inside the outline, for what is somewhere in the department: its centroid, or a point level with it."""
    if not is_drawn(department):
        return None
    ring = max(_rings()[department], key=lambda each: abs(_area(each)))
    x, y = _centroid(ring)
    if _holds(ring, (x, y)):
        return x, y
    crossings = sorted(_crossings(ring, y))
    left, right = max(zip(crossings[::2], crossings[1::2], strict=False), key=lambda span: span[1] - span[0])
    return (left + right) / 2, y


def box(department: str) -> tuple[float, float, float, float] | None:
    """Left, top, width and height of the outline of a department; None where none is drawn."""
    if not is_drawn(department):
        return None
    xs, ys = zip(*(point for ring in _rings()[department] for point in ring), strict=True)
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _units_of_a_kilometre(department: str) -> float:
    return -_INSETS[department][2] / _KM_IN_A_DEGREE if department in _INSETS else _UNITS_OF_MAINLAND


# --- Outlines as rings of points

_COMMAND = re.compile(r"([a-zA-Z])([^a-zA-Z]*)")
_NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
_VALUES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4}  # of one step; the last two are where a curve ends


@cache
def _rings() -> dict[str, tuple[Ring, ...]]:
    return {code: tuple(rings(path)) for code, path in sources.outlines().items()}


def rings(path: str) -> Iterator[Ring]:
    """The closed lines of SVG path data, curves as their chords. Knows M, L, H, V, C, S and Z; else ValueError."""
    here, ring = (0.0, 0.0), []
    for letter, digits in _COMMAND.findall(path):
        kind, values = letter.upper(), [float(number) for number in _NUMBER.findall(digits)]
        if kind in "MZ" and ring:
            yield tuple(ring)
            here, ring = ring[0], []
        if kind == "Z":
            continue
        if kind not in _VALUES:
            raise ValueError(f"path command not known here: {letter}")
        for place in range(0, len(values), _VALUES[kind]):
            here = _step(kind, letter.islower(), values[place : place + _VALUES[kind]], here)
            ring.append(here)
    if ring:
        yield tuple(ring)


def _step(kind: str, relative: bool, values: list[float], here: Point) -> Point:
    x, y = here if relative else (0.0, 0.0)
    if kind == "H":
        return x + values[0], here[1]
    if kind == "V":
        return here[0], y + values[0]
    return x + values[-2], y + values[-1]


def _sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    yield from pairwise((*ring, ring[0]))


def _crossings(ring: Ring, y: float) -> Iterator[float]:
    """Where a ring meets the horizontal line at `y`."""
    for (x1, y1), (x2, y2) in _sides(ring):
        if (y1 > y) != (y2 > y):
            yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _holds(ring: Ring, point: Point) -> bool:
    return sum(x > point[0] for x in _crossings(ring, point[1])) % 2 == 1


def _distance(ring: Ring, point: Point) -> float:
    return min(_to_side(point, *side) for side in _sides(ring))


def _to_side(point: Point, start: Point, end: Point) -> float:
    (px, py), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = max(0.0, min(1.0, ((px - x1) * (x2 - x1) + (py - y1) * (y2 - y1)) / length)) if length else 0.0
    return hypot(px - x1 - along * (x2 - x1), py - y1 - along * (y2 - y1))


def _area(ring: Ring) -> float:
    """Signed, by the shoelace formula."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring)) / 2


def _centroid(ring: Ring) -> Point:
    """Of the surface (P. Bourke, "Calculating the area and centroid of a polygon")."""
    area = _area(ring)
    if not area:
        return ring[0]
    turns = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in _sides(ring)]
    return (
        sum((a[0] + b[0]) * turn for a, b, turn in turns) / (6 * area),
        sum((a[1] + b[1]) * turn for a, b, turn in turns) / (6 * area),
    )
