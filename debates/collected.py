"""The texts collected off the site: read for those who enter them, and counted apart for everybody."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from consultation.cursor import Page, page
from consultation.models import Consultation
from debates.models import Collected, Contribution, Way


def entered(consultation: Consultation, after: str = "") -> Page:
    """The last entered first, whatever their state. One query."""
    rows = Collected.objects.filter(contribution__question__theme__consultation=consultation)
    rows = rows.select_related("contribution__live", "contribution__awaiting", "contribution__question__theme")
    found = page(rows, key="entered_at", size=settings.PAGE, after=after)
    for row in found:
        row.contribution.question.theme.consultation = consultation
    return found


@dataclass(frozen=True)
class WayCount:
    """How many texts came in one way."""

    way: str
    label: str
    count: int


def ways(consultation: Consultation) -> list[WayCount]:
    """How many of the texts online came in each way, those there are. One query."""
    rows = Contribution.objects.of(consultation).contributions().published().filter(channel__in=Way.values)
    counted = dict(rows.order_by().values_list("channel").annotate(n=Count("pk")))
    return [WayCount(way.value, str(way.label), counted[way.value]) for way in Way if way.value in counted]
