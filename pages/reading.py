"""The queries of the mission's pages: each has a number of queries that does not depend on its data."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from consultation import cursor
from consultation.models import Consultation
from pages.models import STATEMENTS, Kind, Page

ANNOUNCED = 50  # visits to come, at most, on one page


@dataclass(frozen=True)
class Agenda:
    """Visits to come, the nearest first, and the last ones made, the newest first. Today's is to come."""

    coming: list[Page]
    past: list[Page]

    def __bool__(self) -> bool:
        return bool(self.coming or self.past)


def public(consultation: Consultation) -> QuerySet[Page]:
    """The pages of a consultation that everybody may read today, newest first."""
    rows = Page.objects.public().filter(consultation=consultation)
    return rows.select_related("consultation", "commune__department").order_by("-published_at", "-pk")


def latest_news(consultation: Consultation, size: int = 3) -> list[Page]:
    """The last news and press pages, newest first. One query."""
    return list(public(consultation).dated()[:size])


def news(consultation: Consultation, after: str = "") -> cursor.Page:
    """A page of the news and press pages, newest first. One query."""
    return cursor.page(public(consultation).dated(), key="published_at", size=settings.PAGE, after=after)


def agenda(consultation: Consultation, coming: int = ANNOUNCED, past: int = 3) -> Agenda:
    """The visits around today, in the time of the site. Two queries."""
    visits, today = public(consultation).visits(), timezone.localdate()
    ahead = visits.filter(visit_on__gte=today).order_by("visit_on", "pk")[:coming]
    made = visits.filter(visit_on__lt=today).order_by("-visit_on", "-pk")[:past]
    return Agenda(list(ahead), list(made))


def past_visits(consultation: Consultation, after: str = "") -> cursor.Page:
    """A page of the visits made, newest first. One query."""
    rows = public(consultation).visits().filter(visit_on__lt=timezone.localdate())
    return cursor.page(rows, key="visit_on", size=settings.PAGE, after=after)


def standing(consultation: Consultation) -> list[Page]:
    """About pages then free ones, by title: the pages that have no date of their own. One query."""
    rows = public(consultation).filter(kind__in=(Kind.ABOUT, Kind.FREE))
    return sorted(rows[:200], key=lambda page: (page.kind != Kind.ABOUT, page.title.casefold()))


def alone(consultation: Consultation, kind: str) -> Page | None:
    """The one page of its kind, if it is online. One query."""
    return public(consultation).filter(kind=kind).first()


def written_statements(consultation: Consultation) -> dict[str, Page]:
    """Of the pages that every consultation has, those that were written here, by their kind. One query."""
    rows = consultation.pages.filter(kind__in=STATEMENTS).select_related("consultation")
    return {page.kind: page for page in rows.defer("body", "html", "text")}


def all_of(consultation: Consultation, after: str = "") -> cursor.Page:
    """Every page in every state, for those who write, the last touched first; not the statements. One query."""
    rows = consultation.pages.exclude(kind__in=STATEMENTS).select_related("consultation", "commune__department", "by")
    return cursor.page(rows, key="updated_at", size=settings.PAGE, after=after)
