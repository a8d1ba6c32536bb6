"""The debate closes at midnight in Paris, in the night of October that has an hour twice like in any other."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from debates.models import Contribution

pytestmark = pytest.mark.django_db
LAST = date(2026, 10, 25)  # the day on which 3 o'clock is 2 o'clock again


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), 302),  # half past two, for the first time
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), 302),  # half past two, again
        (datetime(2026, 10, 25, 22, 59, 59, tzinfo=UTC), 302),
        (datetime(2026, 10, 25, 23, 0, 0, tzinfo=UTC), 403),
        (datetime(2026, 10, 26, 0, 30, tzinfo=UTC), 403),
    ],
)
def test_writing_stops_at_midnight_of_the_longest_day(
    client, consultation, question, natures, citizen, monkeypatch, moment, status
):
    consultation.phases.update(starts_on=date(2026, 10, 1), ends_on=LAST)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    client.force_login(citizen)
    sent = {"nature": "barrier", "title": "Le bail", "body": "Écrit la nuit de la clôture.", "key": "nuit"}

    answer = client.post(reverse("post", args=["tiers-lieux", question.pk]), sent)

    assert answer.status_code == status
    assert Contribution.objects.filter(key="nuit").exists() is (status == 302)
    assert ("Écrit la nuit de la clôture." in answer.content.decode()) is (status == 403)
