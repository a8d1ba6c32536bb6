"""manage.py recount: what lists show is what there is."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from debates.models import Contribution, Question
from tests.factories import ArgumentFactory, ContributionFactory, ExtractFactory, ReactionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(question) -> Contribution:
    root = ContributionFactory(question=question, supports=3, agree_count=3)
    ArgumentFactory(parent=ArgumentFactory(parent=root), stance="against")
    ReactionFactory(contribution=root)
    ExtractFactory(contribution=root)
    call_command("recount", stdout=StringIO())
    return root


def said(*args: str) -> str:
    out = StringIO()
    call_command("recount", *args, stdout=out)
    return out.getvalue()


def test_right_counters_are_left_alone(root):
    assert said("--check") == "Tous les compteurs sont justes.\n"
    root.refresh_from_db()
    assert (root.agree_count, root.arguments_count, root.for_count, root.against_count, root.extracts_count) == (
        *(4, 2, 1, 0),
        1,
    )


def test_wrong_ones_are_said_then_put_right(root):
    Contribution.objects.filter(pk=root.pk).update(agree_count=9, against_count=5, extracts_count=0)
    Question.objects.filter(pk=root.question_id).update(contributions_count=7)

    with pytest.raises(CommandError, match="4 compteurs"):
        said("--check")
    told = said("--consultation", "tiers-lieux")

    assert f"contribution {root.pk} agree_count\u00a0: 9 → 4" in told
    assert f"question {root.question_id} contributions_count\u00a0: 7 → 1" in told
    assert said("--check") == "Tous les compteurs sont justes.\n"


def test_another_consultation_is_left_alone(root):
    elsewhere = ContributionFactory()
    Contribution.objects.filter(pk=elsewhere.pk).update(agree_count=9)

    assert "justes" in said("--consultation", "tiers-lieux", "--check")
    with pytest.raises(CommandError):
        said("--consultation", "nulle-part")
