"""The queries of the map and of the list of places: each page has the same number whatever its data."""

from dataclasses import dataclass
from itertools import chain

from django.conf import settings
from django.db.models import CharField, Count, ExpressionWrapper, F, Q, QuerySet

from consultation.cursor import Page, page
from consultation.models import Consultation
from consultation.territories.names import fold
from debates.models import Contribution, Place

MOST_DRAWN = 2000  # points of each kind on one map; the counts and the list have them all
MOST_WORDS = 8


@dataclass(frozen=True)
class PlaceFilters:
    """What a reader asked of the list; every value is checked by `debates.place_forms.PlaceFilterForm`."""

    words: str = ""
    origin: str = ""  # "participants", "liste"
    region: str = ""
    department: str = ""
    after: str = ""


@dataclass(frozen=True)
class Figures:
    """Places of a department that everybody may see: of participants, of lists, and those without a point."""

    department: str
    named: int
    listed: int
    named_without_point: int
    listed_without_point: int

    @property
    def whole(self) -> int:
        return self.named + self.listed


def places(consultation: Consultation, filters: PlaceFilters) -> Page:
    """A page of public places by commune, in the order of the national codes: by department, then nearly by name."""
    rows = _chosen(consultation.places.public(), filters)
    rows = rows.select_related("commune__department__region", "list", "contribution__live", "contribution__nature")
    rows = rows.select_related("contribution__question__theme__consultation")
    rows = rows.annotate(where=ExpressionWrapper(F("commune_id"), output_field=CharField(max_length=5)))
    return page(rows, key="where", size=settings.PAGE, after=filters.after, descending=False)


def _chosen(rows: QuerySet[Place], filters: PlaceFilters) -> QuerySet[Place]:
    chosen = {"commune__department__region": filters.region, "commune__department": filters.department}
    rows = rows.filter(**{column: value for column, value in chosen.items() if value})
    if filters.origin:
        rows = rows.named() if filters.origin == "participants" else rows.listed()
    return holding(rows, filters.words)


def holding(rows: QuerySet[Place], words: str) -> QuerySet[Place]:
    """Places in which each typed word begins a word of the name or of the commune."""
    for word in fold(words).split()[:MOST_WORDS]:
        in_name = Q(search_name__contains=f" {word}")
        in_commune = Q(commune__search_name__startswith=word) | Q(commune__search_name__contains=f" {word}")
        rows = rows.filter(in_name | in_commune)
    return rows


def by_department(consultation: Consultation) -> dict[str, Figures]:
    """How many public places each department has; those with none are left out. Two queries."""
    named = _counted(consultation.places.public().named())
    listed = _counted(consultation.places.listed())
    none = (0, 0)
    return {
        code: Figures(code, *chain(*zip(named.get(code, none), listed.get(code, none), strict=True)))
        for code in sorted(named.keys() | listed.keys())
    }


def _counted(rows: QuerySet[Place]) -> dict[str, tuple[int, int]]:
    """By department: how many there are, and how many of them without a point."""
    counted = rows.order_by().values("commune__department").annotate(n=Count("pk"), pointed=Count("longitude"))
    return {code: (n, n - pointed) for code, n, pointed in counted.values_list("commune__department", "n", "pointed")}


@dataclass(frozen=True)
class Spots:
    """Points to draw, (department, longitude, latitude) each."""

    named: list[tuple[str, float, float]]
    listed: list[tuple[str, float, float]]


def spots(consultation: Consultation, department: str = "") -> Spots:
    """The newest points of public places, MOST_DRAWN of each kind at most. Two queries."""
    rows = consultation.places.public().filter(longitude__isnull=False)
    if department:
        rows = rows.filter(commune__department=department)
    columns = ("commune__department", "longitude", "latitude")
    named, listed = (kind.order_by("-pk").values_list(*columns)[:MOST_DRAWN] for kind in (rows.named(), rows.listed()))
    return Spots(list(named), list(listed))


def place_of(contribution: Contribution) -> Place | None:
    """Where a contribution is, None when it does not say; no query for one of a nature that is nowhere."""
    if contribution.is_argument or not contribution.nature.names_place:
        return None
    return Place.objects.filter(contribution=contribution).select_related("commune__department").first()


def words_of(contribution: Contribution) -> str:
    """What its author wrote freely of its place, as a moderator read it; "" where there is none."""
    place = place_of(contribution)
    return place.words if place else ""
