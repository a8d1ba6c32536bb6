"""The acts about places: a participant says where what he describes is, a list is laid under a consultation.

Each is one transaction. Permissions are asked before; what no caller may ever do is refused here.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import Consultation, User
from consultation.territories import drawing
from consultation.territories.models import Commune
from debates.charter import is_before
from debates.models import Contribution, Place, PlaceList
from debates.models.texts import WEB_ADDRESS

MARGIN = 10  # kilometres a point may be out of the department of its commune: the outlines are a picture
BATCH = 1000


@dataclass(frozen=True)
class Located:
    """Where something is: a commune, and, if its author wishes, a point (degrees, WGS 84), a name, a web address."""

    commune: Commune
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    url: str = ""


@dataclass(frozen=True)
class Listed:
    """A place of a list; `number` knows it in that list."""

    number: str
    place: Located
    facts: dict = field(default_factory=dict)


def keeps_words(contribution: Contribution) -> bool:
    """Whether the name and address of its place stay as they are: where moderators read before, they have been read."""
    return contribution.live_id is not None and (contribution.judged_before or is_before(contribution.question))


@transaction.atomic
def locate(contribution: Contribution, *, by: User, place: Located) -> Place:
    """Say or change where what a contribution describes is. The same place twice writes nothing.

    Where moderators read texts before they are online, the name and the web address are taken while the first version
    awaits one; afterwards those that were read stay, and only the commune and the point change. ValidationError by
    field for a point that is half there or far from its commune, a name too long, an address that is none.
    """
    contribution = _locked(contribution)
    if contribution.is_argument or not contribution.nature.names_place:
        raise ValidationError(_("Un texte de cette nature ne se situe pas sur la carte."))
    columns = _columns(place)
    held = Place.objects.filter(contribution=contribution).first()
    if keeps_words(contribution):
        columns |= {"name": held.name if held else "", "url": held.url if held else ""}
        columns["search_name"] = Place.searched(columns["name"])
    if held and all(getattr(held, name) == value for name, value in columns.items()):
        return held
    fixed = {"consultation": contribution.consultation}
    made, _is_new = Place.objects.update_or_create(contribution=contribution, defaults=columns | fixed)
    _follow(contribution.consultation)
    audit.record("contribution.located", contribution, by=by, commune=place.commune.pk, point=made.has_point)
    return made


@transaction.atomic
def unlocate(contribution: Contribution, *, by: User) -> bool:
    """Take the place of a contribution off the map. False when it had none."""
    contribution = _locked(contribution)
    gone, _by_model = Place.objects.filter(contribution=contribution).delete()
    if gone:
        _follow(contribution.consultation)
        audit.record("contribution.unlocated", contribution, by=by)
    return bool(gone)


@transaction.atomic
def lay(into: PlaceList, places: Iterable[Listed]) -> int:
    """Lay the places of a list that are not there yet under its consultation; how many were.

    A list that is not kept yet is. A place that is there, known by its number, stays as it is. Nobody else lays in this
    consultation meanwhile.
    """
    consultation = Consultation.objects.select_for_update().get(pk=into.consultation_id)
    if into.pk is None:
        into.save()
    prefix = f"{into.key}:"
    there = set(consultation.places.filter(origin__startswith=prefix).values_list("origin", flat=True))
    new = {f"{prefix}{listed.number}": listed for listed in places}
    rows = [_row(into, origin, listed) for origin, listed in new.items() if origin not in there]
    Place.objects.bulk_create(rows, batch_size=BATCH)
    if rows:
        _follow(consultation)
        audit.record("places.laid", consultation, by=None, list=into.key, count=len(rows))
    return len(rows)


def check_point(commune: Commune, latitude: float | None, longitude: float | None) -> None:
    """ValidationError unless the point is whole, on the Earth, and in the department of the commune or near it."""
    if (latitude is None) != (longitude is None):
        missing = "longitude" if longitude is None else "latitude"
        raise ValidationError({missing: _("Il faut la latitude et la longitude, ou aucune des deux.")})
    if latitude is None or longitude is None:
        return
    if not -90 <= latitude <= 90:  # not a number is not between them either
        raise ValidationError({"latitude": _("La latitude va de −90 à 90 degrés.")})
    if not -180 <= longitude <= 180:
        raise ValidationError({"longitude": _("La longitude va de −180 à 180 degrés.")})
    if not drawing.is_within(commune.department_id, longitude, latitude, margin=MARGIN):
        message = _(
            "Ce point est loin de %(commune)s : à plus de %(margin)s km du département. Vérifiez la commune, "
            "l’ordre (la latitude d’abord) et le signe (une longitude à l’ouest de Greenwich est négative)."
        )
        raise ValidationError({"latitude": message % {"commune": commune, "margin": MARGIN}})


def _columns(place: Located) -> dict:
    """The columns of a place, checked."""
    name, url = text.clean_line(place.name), place.url.strip()
    name = "" if text.is_blank(name) else name
    if len(name) > Place._meta.get_field("name").max_length:
        raise ValidationError({"name": _("Ce nom dépasse 160 caractères : raccourcissez-le.")})
    if url:
        _check_address(url)
    check_point(place.commune, place.latitude, place.longitude)
    point = {"latitude": place.latitude, "longitude": place.longitude}
    return {"commune": place.commune, **point, "name": name, "search_name": Place.searched(name), "url": url}


def _check_address(url: str) -> None:
    wrong = ValidationError({"url": _("Écrivez une adresse web entière, par exemple https://www.exemple.fr.")})
    if len(url) > Place._meta.get_field("url").max_length:
        raise wrong
    try:
        WEB_ADDRESS(url)
    except ValidationError:
        raise wrong from None


def _row(into: PlaceList, origin: str, listed: Listed) -> Place:
    columns = _columns(listed.place)
    return Place(consultation=into.consultation, list=into, origin=origin, facts=listed.facts, **columns)


def _locked(contribution: Contribution) -> Contribution:
    Contribution.objects.select_for_update().only("pk").get(pk=contribution.pk)  # held, then read with what it leads to
    return Contribution.objects.select_related("question__theme__consultation", "nature").get(pk=contribution.pk)


def _follow(consultation: Consultation) -> None:
    """The menu leads to the map while there is a place. The row is held: the last act is the one that counts."""
    held = Consultation.objects.select_for_update(no_key=True).only("has_places").get(pk=consultation.pk)
    has_places = held.places.exists()
    if held.has_places != has_places:
        Consultation.objects.filter(pk=held.pk).update(has_places=has_places)
