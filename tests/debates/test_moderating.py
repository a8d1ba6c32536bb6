"""Decisions: their effect, their reason, and that two moderators never decide unknowingly."""

import pytest

from consultation.models import AuditEntry, Notice
from debates import actions
from debates.models import Contribution, Reason, State
from tests.factories import ArgumentFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_publishing_tells_the_author(question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)

    assert actions.publish(contribution, by=moderator)

    contribution.refresh_from_db()
    question.refresh_from_db()
    assert contribution.is_public
    assert contribution.decisions.get().verdict == "publish"
    assert question.contributions_count == 1
    assert Notice.objects.get(person=citizen).kind == "published"


def test_the_second_moderator_learns_that_it_was_decided(citizen, moderator):
    contribution = ContributionFactory(author=citizen, state=State.PENDING)
    read = contribution.awaiting
    assert actions.publish(contribution, by=moderator, version=read)

    assert not actions.publish(contribution, by=UserFactory(), version=read)
    assert contribution.decisions.count() == 1


def test_a_version_nobody_read_is_not_published(citizen, moderator):
    contribution = ContributionFactory(author=citizen, state=State.PENDING)
    read = contribution.awaiting
    actions.edit(contribution, by=citizen, title="Autre", body="Tout autre chose.")

    assert not actions.publish(contribution, by=moderator, version=read)

    contribution.refresh_from_db()
    assert contribution.state == State.PENDING


def test_hiding_takes_the_thread_away_and_says_why(question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen)
    argument = ArgumentFactory(parent=contribution)

    assert actions.hide(contribution, by=moderator, reason=Reason.PERSONAL_DATA, note="Un numéro de téléphone.")

    question.refresh_from_db()
    argument.refresh_from_db()
    assert not Contribution.objects.published().exists()
    assert argument.covered
    assert (question.contributions_count, question.arguments_count) == (0, 0)
    notice = Notice.objects.get(person=citizen)
    assert notice.facts["reason"] == "donnée personnelle"
    assert notice.facts["note"] == "Un numéro de téléphone."
    assert AuditEntry.objects.filter(action="contribution.hide", by=moderator).exists()


def test_hiding_without_a_reason_is_refused(moderator):
    contribution = ContributionFactory()

    with pytest.raises(actions.Refused):
        actions.hide(contribution, by=moderator, reason="parce que")

    contribution.refresh_from_db()
    assert contribution.is_public


def test_a_hidden_text_comes_back_with_its_thread(question, moderator):
    contribution = ContributionFactory(question=question)
    ArgumentFactory(parent=contribution)
    actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)

    assert actions.publish(contribution, by=moderator)

    question.refresh_from_db()
    contribution.refresh_from_db()
    assert (question.contributions_count, question.arguments_count) == (1, 1)
    assert contribution.arguments_count == 1


def test_an_argument_published_under_a_hidden_text_stays_covered(moderator):
    root = ContributionFactory()
    argument = ArgumentFactory(parent=root, state=State.PENDING)
    actions.hide(root, by=moderator, reason=Reason.OFF_TOPIC)

    actions.publish(argument, by=moderator)

    assert not Contribution.objects.published().exists()


def test_a_refused_edit_leaves_the_former_version(citizen, moderator):
    contribution = ContributionFactory(author=citizen, body="Avant.")
    actions.edit(contribution, by=citizen, title="Titre", body="Publicité.")

    assert actions.refuse_edit(contribution, by=moderator, reason=Reason.ADVERTISING)

    contribution.refresh_from_db()
    assert contribution.awaiting is None
    assert contribution.live.body == "Avant."
    assert contribution.is_public
    assert Notice.objects.get(person=citizen).kind == "edit_refused"


def test_a_withdrawn_text_cannot_be_published(citizen, moderator):
    contribution = ContributionFactory(author=citizen)
    actions.withdraw(contribution, by=citizen)

    assert not actions.publish(contribution, by=moderator)
    assert not actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)
