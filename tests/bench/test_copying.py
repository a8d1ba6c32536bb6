"""Contributions copied inside PostgreSQL, for the measures of memory."""

import pytest
from django.utils import timezone

from bench import copying
from debates.models import Contribution, Reaction, Version
from synthesis.models import RollUp, RollUpPart
from synthesis.reading.counted_rows import rows_of
from tests.factories import ContributionFactory, ReactionFactory

pytestmark = pytest.mark.django_db


def test_a_few_contributions_become_as_many_as_asked_for(question):
    texts = [ContributionFactory(question=question, title=f"Un lieu {n}") for n in range(3)]
    for text in texts:
        ReactionFactory(contribution=text)
    rollup = RollUp.objects.create(consultation=question.theme.consultation, cut_off=timezone.now())
    rows = [{"id": text.pk, "nature": "barrier"} for text in texts]
    part = RollUpPart.objects.create(rollup=rollup, question=question, rows=rows)
    copying.copy_until(50, slice_of=20)
    roots = Contribution.objects.contributions().published()
    assert roots.count() == 50
    assert Reaction.objects.count() == 50
    assert Contribution.objects.arguments().count() == sum(root.arguments_count for root in roots) > 5
    assert all(text.live.contribution_id == text.pk for text in Contribution.objects.select_related("live"))
    assert Version.objects.count() == Contribution.objects.count()
    assert [row["id"] for row in rows_of(part.pk)] == sorted(roots.values_list("pk", flat=True))
