"""Jobs while the clock of a machine is wrong, and after it was set right."""

from datetime import timedelta

import pytest
from django.utils import timezone

from synthesis import actions
from synthesis.models import Export, JobState

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def export(consultation, editor, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False
    return actions.request_export(actions.draft(consultation, by=editor), format="csv", by=editor)


def marked(export, **when):
    Export.objects.filter(pk=export.pk).update(**{name: timezone.now() + ahead for name, ahead in when.items()})


def sent_again():
    return list(Export.objects.to_send().values_list("pk", flat=True))


@pytest.mark.parametrize(("ahead", "taken"), [(HOUR, True), (timedelta(0), False), (-HOUR, True)])
def test_a_worker_that_died_while_the_clock_was_wrong_is_replaced(export, ahead, taken):
    assert Export.objects.claim(export.pk)
    marked(export, alive_at=ahead)

    assert (sent_again() == [export.pk]) is taken
    assert (Export.objects.claim(export.pk) is not None) is taken


@pytest.mark.parametrize(("ahead", "again"), [(HOUR, True), (timedelta(0), False), (-HOUR, True)])
def test_what_was_asked_for_while_the_clock_was_wrong_is_sent_again(export, ahead, again):
    Export.objects.filter(pk=export.pk).update(state=JobState.QUEUED)
    marked(export, asked_at=ahead)

    assert (sent_again() == [export.pk]) is again
