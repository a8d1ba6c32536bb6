"""Where something is, as people write it: coordinates with a comma or a point, two fields or one pasted whole."""

import re
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultation.forms import CommuneField
from consultation.models import Consultation
from consultation.territories.models import Department, Region
from debates.locating import Located, check_point
from debates.models import Place
from debates.models.texts import WEB_ADDRESS
from debates.place_reading import PlaceFilters

_DEGREES = re.compile(r"([-+−–]?)(\d{1,3}(?:[.,]\d{1,15})?)\s*°?\s*([NSEWO]?)", re.IGNORECASE | re.ASCII)
_BETWEEN = re.compile(r"[\s,;/°]*", re.ASCII)
_BACKWARD = frozenset("SWO")  # south, and west in English and in French


class CoordinateField(forms.CharField):
    """Degrees: a list of the numbers that were written, none, one or (pasted together) two."""

    def __init__(self, **options):
        super().__init__(
            required=False,
            max_length=60,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
            error_messages={"max_length": _("Ce ne sont pas des coordonnées. Écrivez par exemple 44,8378.")},
            **options,
        )

    def clean(self, value) -> list[float]:
        words = super().clean(value)
        found = degrees(words)
        if found is None:
            message = _("« %(words)s » ne se lit pas en degrés. Écrivez par exemple 44,8378, ou 44.8378, -0.5794.")
            raise ValidationError(message % {"words": words}, code="invalid")
        return found


def degrees(words: str) -> list[float] | None:
    """The numbers written in `words`, at most two, decimals after a comma or a point; None for anything else.

    « 44.8, -0.57 », « 44,8 ; -0,57 » and « 44.8378° N, 0.5794° W » are pairs; « 44,8 » is one number.
    """
    rest, found = words.strip(), []
    while rest and len(found) < 2:
        match = _DEGREES.match(rest)
        if not match:
            return None
        found.append(_signed(*match.groups()))
        rest = rest[match.end() :]
        gap = _BETWEEN.match(rest).end()
        if rest and not gap and rest[0].isalnum():  # 1e3, 4512: not two numbers
            return None
        rest = rest[gap:]
    return None if rest else found


def _signed(sign: str, digits: str, side: str) -> float:
    number = float(digits.replace(",", "."))
    return -number if (sign not in ("", "+")) != (side.upper() in _BACKWARD) else number


class PlaceForm(forms.Form):
    """Where what a contribution describes is. `is_optional` lets every field be empty: then `located` is None."""

    commune = CommuneField(
        label=_("Commune du lieu"),
        max_length=90,
        help_text=_("Son nom ou son code postal."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "communes"}),
        error_messages={
            "required": _("Dites dans quelle commune se trouve ce lieu : son nom ou son code postal."),
            "max_length": _("Ce nom de commune est trop long."),
        },
    )
    name = forms.CharField(
        label=_("Nom du lieu (facultatif)"),
        max_length=160,
        required=False,
        error_messages={"max_length": _("Ce nom dépasse %(limit_value)d caractères : raccourcissez-le.")},
    )
    url = forms.CharField(
        label=_("Son site web (facultatif)"),
        max_length=500,
        required=False,
        validators=[WEB_ADDRESS],
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
        error_messages={
            "invalid": _("Écrivez une adresse web entière, par exemple https://www.exemple.fr."),
            "max_length": _("Cette adresse est trop longue."),
        },
    )
    latitude = CoordinateField(
        label=_("Latitude (facultatif)"),
        help_text=_("En degrés, par exemple 44,8378. Vous pouvez coller ici les deux nombres : 44.8378, -0.5794."),
    )
    longitude = CoordinateField(
        label=_("Longitude (facultatif)"), help_text=_("En degrés ; négative à l’ouest de Greenwich.")
    )

    def __init__(self, *args, is_optional: bool = False, with_words: bool = True, place: Place | None = None, **kwargs):
        if place is not None:
            kwargs["initial"] = _said(place) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.is_optional = is_optional
        if is_optional:
            self.fields["commune"].required = False
        if not with_words:
            del self.fields["name"], self.fields["url"]

    def clean(self):
        """Two numbers pasted in one field are told apart, then the point is checked against the commune."""
        said = super().clean()
        if self.errors:
            return said
        self._part(said)
        if said["commune"] is None:
            if any(value not in (None, "") for value in said.values()):
                self.add_error("commune", self.fields["commune"].error_messages["required"])
            return said
        check_point(said["commune"], said["latitude"], said["longitude"])
        return said

    def _part(self, said: dict) -> None:
        pair = said["latitude"], said["longitude"]
        given = [number for numbers in pair for number in numbers]
        if max(map(len, pair)) == 2 and len(given) > 2:
            message = _("Les deux nombres sont déjà dans un champ : laissez l’autre vide.")
            raise ValidationError({"longitude": message})
        if len(given) == 2:
            said["latitude"], said["longitude"] = given
        else:
            said["latitude"], said["longitude"] = (next(iter(numbers), None) for numbers in pair)

    @property
    def located(self) -> Located | None:
        """What was said, once the form is valid; None when nothing was."""
        said = self.cleaned_data
        return Located(**said) if said.get("commune") else None


def _said(place: Place) -> dict:
    """What the form shows of a place; degrees with a point, as they are pasted elsewhere."""
    point = {"latitude": str(place.latitude), "longitude": str(place.longitude)} if place.has_point else {}
    return {"commune": place.commune, "name": place.name, "url": place.url, **point}


class PlaceFilterForm(forms.Form):
    """The filters of the list of places, as they stand in the address. An unknown value is no filter."""

    mots = forms.CharField(label=_("Nom ou commune"), required=False, max_length=80)
    origine = forms.ChoiceField(
        label=_("Origine"),
        required=False,
        choices=[("", _("Toutes")), ("participants", _("nommés par les participants")), ("liste", _("de la liste"))],
    )
    region = forms.ChoiceField(label=_("Région"), required=False)
    departement = forms.ChoiceField(label=_("Département"), required=False)

    def __init__(self, *args, consultation: Consultation, department: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.department = department
        regions = list(Region.objects.values_list("code", "name"))
        departments = [(code, f"{name} ({code})") for code, name in Department.objects.values_list("code", "name")]
        self.fields["region"].choices = [("", _("Toutes")), *regions]
        self.fields["departement"].choices = [("", _("Tous")), *departments]
        if department:
            del self.fields["region"], self.fields["departement"]

    def filters(self, after: str = "") -> PlaceFilters:
        """What was asked, without what was not understood."""
        self.is_valid()
        asked = self.cleaned_data
        return PlaceFilters(
            words=asked.get("mots", ""),
            origin=asked.get("origine", ""),
            region=asked.get("region", ""),
            department=self.department or asked.get("departement", ""),
            after=after,
        )

    def address(self) -> str:
        """The query string of what was asked, without the cursor."""
        return urlencode({name: value for name, value in self.cleaned_data.items() if value})
