"""What a published version counted stays as it was, whatever the readers, the moderators and the authors do after."""

import pytest
from django.db import InternalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from debates.models import Contribution, State
from synthesis import actions, composing, open_data, reading
from synthesis.models import Standing, Synthesis
from synthesis.open_data import harvest
from tests.factories import ContributionFactory, ReadingFactory, StatementFactory, SynthesisFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(consultation, contributions, extract, theme):
    ReadingFactory(contribution=contributions[1], outcome="off_topic")
    ContributionFactory(question=contributions[0].question, state=State.HIDDEN)
    synthesis = SynthesisFactory(consultation=consultation)
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail freine.", extracts=[extract])
    return synthesis


@pytest.fixture
def published(draft, editor):
    return actions.publish(draft, by=editor)


def rows(synthesis) -> list[tuple]:
    scope = open_data.Scope(synthesis, composing.document(synthesis))
    return list(harvest.coverage(scope).records())


def test_each_contribution_has_one_standing_written_in_one_query(draft, editor, contributions):
    with CaptureQueriesContext(connection) as caught:
        actions.publish(draft, by=editor)

    assert len([query for query in caught if 'INSERT INTO "synthesis_standing"' in query["sql"]]) == 1
    told = set(Standing.objects.filter(synthesis=draft).values_list("contribution", "state", "reason"))
    assert {(pk, state, why) for pk, state, why in told if pk in {c.pk for c in contributions}} == {
        (contributions[0].pk, "cited", ""),
        (contributions[1].pk, "nothing_kept", "off_topic"),
        (contributions[2].pk, "unread", ""),
        (contributions[3].pk, "unread", ""),
    }
    assert len(told) == 5


def test_a_draft_and_what_is_refused_have_none(draft, editor):
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, text="Sans citation.")
    with pytest.raises(actions.Refused):
        actions.publish(draft, by=editor)
    assert not Standing.objects.exists()
    draft.refresh_from_db()
    assert not draft.has_standings


def test_reading_on_moves_nothing(published, contributions, editor):
    before = rows(published), reading.coverage(published.consultation, published)
    for contribution in contributions[2:]:
        actions.mark_read(contribution, outcome="nothing_new", by=editor)

    assert (rows(published), reading.coverage(published.consultation, published)) == before
    assert reading.coverage(published.consultation).unread == 0


def test_what_left_the_site_since_is_counted_without_being_named(published, contributions):
    Contribution.objects.filter(pk__in=[contributions[0].pk, contributions[1].pk]).update(state=State.HIDDEN)

    told = rows(published)

    assert [pk for pk, *_others in told if pk] == [contributions[2].pk, contributions[3].pk]
    assert [row for row in told if row[0] is None] == [
        (None, "cited", None, 1),
        (None, "nothing_kept", "off_topic", 1),
        (None, "set_aside", None, 1),
    ]


def test_what_came_online_since_is_not_said_to_have_been_away(published, contributions):
    Contribution.objects.filter(state=State.HIDDEN).update(state=State.PUBLISHED)

    assert [row for row in rows(published) if row[1] == "set_aside"] == [(None, "set_aside", None, 1)]
    [told] = reading.not_cited(published).values()
    assert told.count == 3


def test_the_page_says_why_as_it_was(client, published, contributions, editor):
    before = reading.not_cited(published)
    actions.mark_read(contributions[2], outcome="off_topic", by=editor)
    after = reading.not_cited(published)

    assert [each.reasons for each in after.values()] == [each.reasons for each in before.values()]
    page = client.get(reverse("synthesis", args=["tiers-lieux"]))
    assert page.status_code == 200


def test_a_version_published_before_goes_by_the_states_of_today(published, contributions, editor):
    published.standings.all().delete()
    Synthesis.objects.filter(pk=published.pk).update(has_standings=False)
    published.refresh_from_db()
    actions.mark_read(contributions[2], outcome="off_topic", by=editor)

    assert (contributions[2].pk, "nothing_kept", "off_topic", 1) in rows(published)
    scope = open_data.Scope(published, composing.document(published))
    assert not harvest.is_as_published(scope)
    assert not harvest.is_frozen(scope)


def test_nobody_changes_a_standing(published):
    with pytest.raises((InternalError, ProgrammingError), match="never changes"), transaction.atomic():
        Standing.objects.filter(synthesis=published).update(state="unread")


def test_the_coverage_of_a_published_version_costs_one_query(published, django_assert_num_queries):
    with django_assert_num_queries(1):
        reading.coverage(published.consultation, published)
