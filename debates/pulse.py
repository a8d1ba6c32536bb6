"""The key figures of a consultation: counted on the spot while it is small, kept in a row when it has grown.

docs/decisions/figures-as-of.md says why.
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from consultation.models import Consultation
from debates import reading
from debates.models import Pulse

SMALL = 500  # published texts up to which a page counts them itself: some milliseconds
AT_REST = timedelta(days=1)  # between two counts of a consultation in which nobody writes any more


def pulse_of(consultation: Consultation, texts: int) -> Pulse:
    """The figures to show of a consultation of so many published texts, with their moment.

    One query, three for a small one. Where the row is missing (the worker has not come by yet), it is made.
    """
    if texts <= SMALL:
        return count(consultation)
    return Pulse.objects.filter(pk=consultation.pk).first() or take(consultation)


def count(consultation: Consultation) -> Pulse:
    """The figures as of now, not kept. Three queries, which read every text of the consultation."""
    at = timezone.now()
    figures, departments = reading.key_figures(consultation), reading.by_department(consultation)
    return Pulse(consultation=consultation, figures=figures, departments=departments, at=at)


def take(consultation: Consultation) -> Pulse:
    """Count, and keep it for the pages. Safe to run twice: the last one stays."""
    pulse = count(consultation)
    kept = {"figures": pulse.figures, "departments": pulse.departments, "at": pulse.at}
    return Pulse.objects.update_or_create(consultation=consultation, defaults=kept)[0]


def due() -> QuerySet[Consultation]:
    """Those whose figures are missing or old: PULSE_EVERY seconds for the open ones, a day for those at rest."""
    now = timezone.now()
    old = now - timedelta(seconds=settings.PULSE_EVERY // 2)  # beaten every PULSE_EVERY: none is left for the next beat
    is_open, is_public = Q(state=Consultation.State.OPEN), Consultation.objects.public()
    late = Q(pulse=None) | is_open & Q(pulse__at__lt=old) | Q(pulse__at__lt=now - AT_REST)
    return is_public.filter(late).order_by("pk")
