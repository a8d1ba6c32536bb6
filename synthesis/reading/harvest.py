"""What is to be read, and what was."""

from django.db.models import Q, QuerySet

from consultation.models import Consultation
from debates.models import Contribution
from synthesis.models import Reading


def unread(consultation: Consultation) -> QuerySet[Contribution]:
    """Published contributions that nobody of the staff has read, the oldest first."""
    public = Contribution.objects.of(consultation).contributions().published()
    return public.filter(reading=None).with_author().order_by("created_at", "pk")


def unread_after(contribution: Contribution) -> Contribution | None:
    """The next one that nobody has read, after a contribution and then from the start; None when it is the only one."""
    waiting = unread(contribution.consultation).exclude(pk=contribution.pk)
    at = contribution.created_at
    later = waiting.filter(Q(created_at__gt=at) | Q(created_at=at, pk__gt=contribution.pk))
    return later.first() or waiting.first()


def reading_of(contribution: Contribution) -> Reading | None:
    return Reading.objects.filter(contribution=contribution).first()
