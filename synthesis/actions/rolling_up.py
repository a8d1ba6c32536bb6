"""Ask for roll-ups."""

from django.db import transaction
from django.utils import timezone

from consultation import audit
from consultation.models import Consultation, User
from consultation.notices import hand_over
from synthesis import tasks
from synthesis.models import JobState, RollUp


@transaction.atomic
def request_roll_up(consultation: Consultation, *, by: User | None) -> RollUp:
    """Ask for a roll-up of what is published now; the one that is already waiting or running is given back."""
    Consultation.objects.select_for_update().get(pk=consultation.pk)
    current = consultation.rollups.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).first()
    if current:
        return current
    rollup = RollUp.objects.create(consultation=consultation, by=by, cut_off=timezone.now())
    audit.record("rollup.requested", rollup, by=by)
    transaction.on_commit(lambda: hand_over(tasks.start_roll_up, rollup.pk))
    return rollup
