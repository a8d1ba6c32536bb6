"""A person who is suspended in a consultation reads there and does not write; elsewhere nothing changes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation.models import Notice, User
from consultation.permissions import allowed
from debates import actions
from debates.models import State, Suspension
from tests.factories import ConsultationFactory, ContributionFactory, MembershipFactory, PhaseFactory, QuestionFactory

pytestmark = pytest.mark.django_db
ACTS = ("debates.argue", "debates.react", "moderation.report")


@pytest.fixture
def hidden(question, citizen, moderator):
    """A text of the citizen that was hidden with a suspension of a week."""
    contribution = ContributionFactory(question=question, author=citizen)
    outcome = actions.hide(contribution, by=moderator, reason="insult", note="Deuxième fois.", suspend=True, days=7)
    return outcome.decision


def again(person):
    return User.objects.get(pk=person.pk)


def test_she_reads_and_writes_nothing_in_this_consultation(question, citizen, hidden):
    others, own = ContributionFactory(question=question), ContributionFactory(question=question, author=citizen)
    person = again(citizen)

    assert not allowed(person, "debates.post", question)
    assert not any(allowed(person, act, others) for act in ACTS)
    assert not allowed(person, "debates.edit", own)
    assert allowed(person, "debates.read", others)
    assert allowed(person, "debates.withdraw", own)
    assert allowed(person, "moderation.appeal", hidden)


def test_she_is_told_until_when_and_why_where_she_would_have_written(client, question, citizen, hidden):
    other = ContributionFactory(question=question)
    client.force_login(citizen)
    slug = question.consultation.slug

    refused = client.post(reverse("post", args=[slug, question.pk]), {"title": "Un titre", "body": "Mes mots."})
    pages = [client.get(question.get_absolute_url()), client.get(other.get_absolute_url()), refused]

    assert [page.status_code for page in pages] == [200, 200, 403]
    for page in pages:
        assert "Vous ne pouvez pas écrire ici" in page.text
        assert "attaque ou insulte" in page.text
        assert "Deuxième fois." in page.text
    assert "Je contribue" not in pages[0].text
    assert citizen.drafts.get().fields["body"] == "Mes mots."


def test_a_page_kept_for_participants_is_not_hers(client, question, citizen, moderator):
    other = ContributionFactory(question=question)
    client.force_login(citizen)
    assert "Mon argument" in client.get(other.get_absolute_url()).text

    own = ContributionFactory(question=question, author=citizen)
    actions.hide(own, by=moderator, reason="insult", suspend=True)

    page = client.get(other.get_absolute_url()).text
    assert "Mon argument" not in page
    assert "Jusqu’à ce qu’un modérateur" in page


def test_she_writes_elsewhere_and_here_again_once_it_is_over(question, citizen, hidden, moderator):
    elsewhere = QuestionFactory(theme__consultation=ConsultationFactory())
    PhaseFactory(consultation=elsewhere.consultation)
    assert allowed(again(citizen), "debates.post", elsewhere)

    Suspension.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert allowed(again(citizen), "debates.post", question)


def test_a_suspension_is_lifted_once(question, citizen, hidden, moderator):
    suspension = Suspension.objects.get()

    assert actions.lift(suspension, by=moderator)
    assert not actions.lift(suspension, by=moderator)
    assert allowed(again(citizen), "debates.post", question)


def test_she_is_told_by_a_notice(hidden, citizen):
    facts = Notice.objects.get(person=citizen, kind="suspended").facts
    assert facts["decision"] == hidden.pk
    assert facts["until"] == (timezone.localdate() + timedelta(days=7)).isoformat()


def test_staff_and_nobody_are_not_suspended_and_the_text_stays(question, harvester, moderator):
    for author in (harvester, None):
        contribution = ContributionFactory(question=question, author=author)
        with pytest.raises(actions.Refused):
            actions.hide(contribution, by=moderator, reason="insult", suspend=True, days=7)
        contribution.refresh_from_db()
        assert contribution.state == State.PUBLISHED
    assert not Notice.objects.exists()


@pytest.mark.parametrize("days", [0, -1, 367])
def test_for_a_time_that_makes_sense(question, citizen, moderator, days):
    contribution = ContributionFactory(question=question, author=citizen)
    with pytest.raises(actions.Refused):
        actions.hide(contribution, by=moderator, reason="insult", suspend=True, days=days)


def test_nobody_lifts_his_own_suspension(client, consultation, citizen, hidden):
    """Not even who was given a role since."""
    MembershipFactory(consultation=consultation, user=citizen, role="moderator")
    suspension = Suspension.objects.get()
    client.force_login(again(citizen))
    answer = client.post(reverse("lift_suspension", args=[consultation.slug, suspension.pk]), follow=True)

    assert "un autre modérateur peut la lever" in answer.text
    suspension.refresh_from_db()
    assert suspension.lifted_at is None
