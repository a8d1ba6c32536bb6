"""The filters of a list of contributions, as they stand in the address of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from consultation.models import Consultation, Stakeholder
from consultation.territories.models import Region, TerritoryKind
from debates.models import Nature
from debates.reading import SORTS, Filters

_COLUMNS = {
    "nature": "nature",
    "territoire": "territory",
    "region": "region",
    "qualite": "stakeholder",
    "retenues": "harvested",
    "tri": "sort",
}
_HARVESTED = {"oui": "yes", "non": "no"}

Choices = tuple[tuple[str, str], ...]
Offered = dict[str, tuple[str, Choices]]


@dataclass(frozen=True)
class Filter:
    """One filter with what may be asked of it and what was; "" is no filter."""

    name: str
    label: str
    choices: Choices
    asked: str

    @property
    def is_known(self) -> bool:
        return not self.asked or any(self.asked == value for value, _ in self.choices)

    @property
    def value(self) -> str:
        return self.asked if self.is_known else ""

    def __str__(self) -> SafeString:
        return _drawn(self.name, self.label, self.choices, self.value)

    __html__ = __str__


class Filtering:
    """What an address asks of a list, among what is `offered`. Parameters that are no filter say nothing."""

    def __init__(self, asked: Mapping[str, str], offered: Offered):
        self.fields = [Filter(name, *offered[name], asked.get(name, "")) for name in _COLUMNS]

    @property
    def unknown(self) -> list[str]:
        """The names of the filters whose value does not exist: they are not applied, and the page says so."""
        return [field.label for field in self.fields if not field.is_known]

    def filters(self, after: str = "") -> Filters:
        """What was asked, without what was not understood."""
        values = {_COLUMNS[field.name]: field.value for field in self.fields}
        values["harvested"] = _HARVESTED.get(values["harvested"], "")
        values["sort"] = values["sort"] or "recent"
        return Filters(**values, after=after)

    def address(self) -> str:
        """The query string of what was asked, without the cursor."""
        return urlencode({field.name: field.value for field in self.fields if field.value})

    @property
    def sorts_by_least_seen(self) -> bool:
        return self.fields[-1].value == "least_seen"

    @property
    def narrows(self) -> bool:
        """Whether something is asked beside an order."""
        return any(field.value for field in self.fields if field.name != "tri")


def offered(consultation: Consultation) -> Offered:
    """Every filter of a consultation with its label and its choices, in the reader's language. Two queries."""
    natures = tuple((key, Nature(key=key, name=name).label) for key, name in _natures(consultation))
    regions = tuple(Region.objects.values_list("code", "name"))
    return {"nature": (gettext("Nature"), natures), "region": (gettext("Région"), regions)} | _fixed(get_language())


def _natures(consultation: Consultation) -> Iterable[tuple[str, str]]:
    return consultation.natures.values_list("key", "name")


@lru_cache(maxsize=8)
def _fixed(language: str) -> dict[str, tuple[str, Choices]]:
    """The filters that are the same everywhere, in the language that is active."""
    sorts = {
        "recent": gettext("les plus récentes"),
        "argued": gettext("les plus argumentées"),
        "agreed": gettext("les plus approuvées"),
        "divided": gettext("celles qui divisent le plus"),
        "least_seen": gettext("les moins lues"),
    }
    return {
        "territoire": (gettext("Territoire"), _labels(TerritoryKind.choices)),
        "qualite": (gettext("Qualité"), _labels(Stakeholder.choices)),
        "retenues": (gettext("Retenues"), (("oui", gettext("un passage retenu")), ("non", gettext("rien de retenu")))),
        "tri": (gettext("Trier par"), tuple((name, sorts[name]) for name in SORTS)),
    }


def _labels(choices: Iterable[tuple[str, str]]) -> Choices:
    return tuple((value, str(label)) for value, label in choices)


@lru_cache(maxsize=2048)
def _drawn(name: str, label: str, choices: Choices, value: str) -> SafeString:
    options = [] if name == "tri" else [f'<option value="">{_all(name)}</option>']
    for key, words in choices:
        selected = " selected" if key == value else ""
        options.append(f'<option value="{escape(key)}"{selected}>{escape(words)}</option>')
    return mark_safe(  # noqa: S308 (escaped piece by piece)
        f'<div class="field"><label for="id_{name}">{escape(label)}</label>'
        f'<select name="{name}" id="id_{name}">{"".join(options)}</select></div>'
    )


def _all(name: str) -> str:
    return escape(gettext("Tous") if name in ("territoire", "theme", "textes") else gettext("Toutes"))
