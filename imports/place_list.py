"""A list of places as its publisher gives it, read into the places of `debates.locating`. Nothing is guessed.

A commune is found by its code of today, else by its name with what else is known, else by its postcode. A place whose
commune is not found, or whose point is in another department than its commune, is set aside: one of the two is wrong.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from consultation import text
from consultation.territories import drawing
from consultation.territories.names import fold
from debates.incoming import SetAside
from debates.locating import MARGIN, Listed, Located, check_point
from debates.models.texts import WEB_ADDRESS
from imports.place_communes import Clues, Communes
from imports.rows import Refusal, straight
from imports.tables import Crooked, Record, Table, Unreadable

COLUMNS = {
    "number": ("id", "number"),
    "name": ("name", "nom", "nom_tl"),
    "code": ("insee", "inseecom"),
    "commune": ("commune", "cominit", "nomcom"),
    "postcode": ("postcode", "code_postal", "cp"),
    "stands_in": ("inseemetro",),  # the commune the publisher found under the point
    "latitude": ("latitude", "lat"),
    "longitude": ("longitude", "lon", "long"),
    "url": ("url", "site", "web"),
    "address": ("address", "adresse"),
    "type": ("type", "typo"),
}
CODES = ("code", "postcode", "stands_in")
NEAR = 0.1  # kilometres: two of one name in one commune are one place
NAME_MAX, FACT_MAX, URL_MAX = 160, 300, 500  # characters


@dataclass
class Reading:
    """What became of the records of a list; both kinds of `SetAside` are told with their line and reason."""

    read: int = 0
    places: list[Listed] = field(default_factory=list)
    aside: list[SetAside] = field(default_factory=list)
    pointless: list[SetAside] = field(default_factory=list)  # laid all the same
    addresses: int = 0  # web addresses that are none, left out


def read(path: Path, progress: Callable[[int], object] = lambda size: None) -> Reading:
    """The places of a file. Raises Unreadable when the file as a whole cannot be read."""
    table = Table(path, progress=progress)
    for needed in ("number", "name"):
        if not any(name in table.columns for name in COLUMNS[needed]):
            raise Unreadable(_("%(file)s : aucune colonne %(names)s.") % _missing(path, needed))
    reading, house = Reading(), _House(Communes())
    for record in table:
        reading.read += 1
        try:
            house.take(record, reading)
        except Refusal as refusal:
            reading.aside.append(SetAside(record.source, str(refusal)))
    return reading


def _missing(path: Path, needed: str) -> dict[str, str]:
    return {"file": path.name, "names": ", ".join(COLUMNS[needed])}


class _House:
    """The places met so far, by which twins are known."""

    def __init__(self, communes: Communes):
        self.communes = communes
        self.numbers: dict[str, int] = {}
        self.met: dict[tuple[str, str], list[tuple[int, Located, str]]] = {}

    def take(self, record: Record | Crooked, reading: Reading) -> None:
        record = straight(record)
        number, place = self._number(record), self._place(record)
        try:
            place = _with_point(place, record)
        except ValidationError as error:
            reading.pointless.append(SetAside(record.source, " ".join(error.messages)))
        address = line(record, "address")
        self._refuse_twin(record, place, address)
        url = web_address(value(record, "url"))
        reading.addresses += bool(value(record, "url") and not url)
        facts = {"address": address, "type": line(record, "type")}
        listed = Listed(number, replace(place, url=url), {name: fact for name, fact in facts.items() if fact})
        reading.places.append(listed)
        self.numbers[number] = record.source.line
        self.met.setdefault(_key(place), []).append((record.source.line, place, fold(address)))

    def _number(self, record: Record) -> str:
        number = line(record, "number")[:120]
        if not number:
            raise Refusal(_("pas d’identifiant"))
        if number in self.numbers:
            raise Refusal(_("identifiant déjà pris à la ligne %s") % self.numbers[number])
        return number

    def _place(self, record: Record) -> Located:
        name = line(record, "name", most=NAME_MAX + 1)
        if text.is_blank(name):
            raise Refusal(_("pas de nom"))
        if len(name) > NAME_MAX:
            raise Refusal(_("nom de plus de %s caractères") % NAME_MAX)
        clues = Clues(
            code=value(record, "code"),
            names=tuple(each for each in _values(record, "commune") if each),
            postcode=value(record, "postcode"),
            stands_in=value(record, "stands_in"),
            point=_read_point(record),
        )
        commune = self.communes.meant_by(clues)
        if commune is None:
            said = ", ".join(filter(None, (*dict.fromkeys(clues.names), clues.postcode, clues.code))) or _("rien")
            raise Refusal(_("commune introuvable : %s") % said)
        return Located(commune=commune, name=name)

    def _refuse_twin(self, record: Record, place: Located, address: str) -> None:
        for number, other, other_address in self.met.get(_key(place), []):
            if _distance(place, other) <= NEAR or (fold(address) and fold(address) == other_address):
                raise Refusal(_("déjà à la ligne %s : même nom, même commune, même endroit") % number)


def value(record: Record, name: str) -> str:
    """The first value that the columns of this name give; for a code, zero is how some lists say nothing."""
    return next(filter(None, _values(record, name)), "")


def line(record: Record, name: str, most: int = FACT_MAX) -> str:
    return text.clean_line(value(record, name))[:most]


def _values(record: Record, name: str) -> Iterator[str]:
    given = (record[column].strip() for column in COLUMNS[name])
    return (each if each.strip("0") or name not in CODES else "" for each in given)


def web_address(words: str) -> str:
    """The address as it can be followed, "" for what is none: words, an address cut short, two in one."""
    url = words if "://" in words else f"http://{words}"
    if not words or len(url) > URL_MAX or "…" in url or any(sign in url for sign in " |\u00a0"):
        return ""
    try:
        WEB_ADDRESS(url)
    except ValidationError:
        return ""
    return url


def _with_point(place: Located, record: Record) -> Located:
    """The place with its point. ValidationError says why there is none; Refusal, that it is elsewhere in France."""
    point = _read_point(record)
    if point is None:
        raise ValidationError(_("pas de coordonnées lisibles"))
    latitude, longitude = point
    try:
        check_point(place.commune, latitude, longitude)
    except ValidationError as error:
        elsewhere = drawing.departments_at(longitude, latitude, margin=MARGIN)
        if elsewhere:
            facts = {"commune": place.commune, "departments": ", ".join(elsewhere)}
            raise Refusal(_("la commune est %(commune)s et le point dans : %(departments)s") % facts) from error
        raise ValidationError(_("coordonnées hors de France")) from error
    return replace(place, latitude=latitude, longitude=longitude)


def _read_point(record: Record) -> tuple[float, float] | None:
    """Latitude and longitude, None unless both are numbers; 0, 0 is how some lists say nothing."""
    try:
        point = tuple(float(value(record, name).replace(",", ".")) for name in ("latitude", "longitude"))
    except ValueError:
        return None
    return point if all(map(math.isfinite, point)) and any(point) else None


def _key(place: Located) -> tuple[str, str]:
    return fold(place.name) or place.name, place.commune.pk


def _distance(one: Located, other: Located) -> float:
    """Kilometres, on a plane: the points are in one commune. Infinite where a point is missing."""
    if one.latitude is None or other.latitude is None:
        return math.inf
    north = one.latitude - other.latitude
    east = (one.longitude - other.longitude) * math.cos(math.radians(one.latitude))
    return 111.2 * math.hypot(north, east)
