"""A person asks for a copy of her data."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import User
from consultation.notices import hand_over
from debates.actions import Refused
from privacy.models import PersonalExport
from privacy.tasks import make_personal_export
from synthesis.models import JobState

APART = timedelta(hours=1)  # between two copies
ACTIVE = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def request_export(person: User) -> PersonalExport:
    """Ask for the ZIP of what is held on somebody; the one that is being made already, if there is one.

    Refused within APART of the last one that was made.
    """
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    active = person.personal_exports.filter(state__in=ACTIVE).first()
    if active:
        return active
    if person.personal_exports.filter(state=JobState.DONE, finished_at__gt=timezone.now() - APART).exists():
        raise Refused(_("Une copie vient d’être faite. Téléchargez-la, ou attendez une heure pour une autre."))
    export = PersonalExport.objects.create(person=person)
    _begin(export)
    return export


@transaction.atomic
def retry(export: PersonalExport) -> bool:
    """Ask again for one that failed; False when it did not, or when another one is being made."""
    try:
        with transaction.atomic():
            asked = PersonalExport.objects.filter(pk=export.pk, state=JobState.FAILED).requeue()
    except IntegrityError:  # one at a time
        return False
    if asked:
        _begin(export)
    return bool(asked)


def _begin(export: PersonalExport) -> None:
    audit.record("person.export_requested", export, by=export.person)
    transaction.on_commit(lambda: hand_over(make_personal_export, export.pk))
