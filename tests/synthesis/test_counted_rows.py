"""What a roll-up counted is read again a batch at a time, however much it is."""

import tracemalloc

import pytest
from django.utils import timezone

from synthesis.models import RollUp, RollUpPart
from synthesis.reading.counted_rows import rows_of

pytestmark = pytest.mark.django_db


def _part(question, count: int) -> RollUpPart:
    rollup = RollUp.objects.create(consultation=question.theme.consultation, cut_off=timezone.now())
    rows = [
        {"id": pk, "nature": "barrier", "origin": "online", "posted_on": "2026-11-23"} for pk in range(count, 0, -1)
    ]
    return RollUpPart.objects.create(rollup=rollup, question=question, rows=rows)


def test_rows_come_in_the_order_of_the_contributions(question):
    part = _part(question, 4_500)
    rows = list(rows_of(part.pk))
    assert [row["id"] for row in rows] == list(range(1, 4_501))
    assert rows[0] == {"id": 1, "nature": "barrier", "origin": "online", "posted_on": "2026-11-23"}


def test_many_rows_are_never_in_memory_at_once(question):
    part = _part(question, 40_000).pk
    tracemalloc.start()
    try:
        assert sum(1 for _row in rows_of(part)) == 40_000
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()
