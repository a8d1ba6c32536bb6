"""Roll-ups and files asked for."""

from django.conf import settings

from consultation.cursor import Page, page
from consultation.models import Consultation
from debates.models import Theme
from synthesis.models import Export, JobState, RollUp


def last_rollup(consultation: Consultation) -> RollUp | None:
    """The newest finished one."""
    return consultation.rollups.filter(state=JobState.DONE).first()


def rollups(consultation: Consultation, after: str = "") -> Page:
    """The roll-ups, newest first, without their snapshots. One query."""
    rows = consultation.rollups.defer("snapshot").select_related("by", "consultation")
    return page(rows, key="asked_at", size=settings.PAGE, after=after)


def exports(consultation: Consultation, after: str = "") -> Page:
    """The files asked for, newest first. One query."""
    rows = Export.objects.filter(synthesis__consultation=consultation).select_related("by", "synthesis__consultation")
    rows = rows.defer("synthesis__document", "synthesis__introduction")
    return page(rows, key="asked_at", size=settings.PAGE, after=after)


def theme_of(pk: int) -> Theme | None:
    return Theme.objects.filter(pk=pk).first()
