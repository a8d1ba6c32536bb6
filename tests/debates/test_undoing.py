"""A decision taken back at once: everything is as it was, and nobody was told. (`test_states` tries every act.)"""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import AuditEntry, Notice
from consultation.notices import send_notices
from debates import actions
from debates.models import Decision, Publication, State
from tests.factories import ArgumentFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_was_hidden_by_mistake_is_back_and_its_author_never_knew(client, question, citizen, moderator):
    contribution = ContributionFactory(question=question, author=citizen)
    decision = actions.hide(contribution, by=moderator, reason="insult", suspend=True, days=7).decision

    assert actions.undo(decision, by=moderator)

    contribution.refresh_from_db()
    decision.refresh_from_db()
    question.refresh_from_db()
    assert (contribution.state, question.contributions_count) == (State.PUBLISHED, 1)
    assert decision.undone_at
    assert AuditEntry.objects.filter(action="decision.undone", by=moderator).exists()
    assert not Notice.objects.filter(person=citizen).exists()
    assert decision.suspensions.get().lifted_at


def test_an_author_reads_of_a_decision_once_it_stands(client, citizen, moderator, mailoutbox):
    contribution = ContributionFactory(author=citizen, title="Un lieu de plus")
    actions.hide(contribution, by=moderator, reason="off_topic", note="Une autre question.")
    client.force_login(citizen)
    assert "Un lieu de plus" not in client.get("/mon-espace/avis/").text
    notice = Notice.objects.get(person=citizen)
    assert notice.due_at >= Decision.objects.get().at + actions.UNDO_FOR

    Notice.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    page = client.get("/mon-espace/avis/").text
    send_notices([notice.pk])

    assert "Un lieu de plus" in page
    assert "Contester cette décision" in page
    assert "Une autre question." in mailoutbox[0].body
    assert "/contester/" in mailoutbox[0].body
    assert moderator.name not in mailoutbox[0].body


def test_only_who_decided_takes_it_back_and_only_at_once(moderator):
    contribution = ContributionFactory()
    decision = actions.hide(contribution, by=moderator, reason="insult").decision
    with pytest.raises(actions.Refused):
        actions.undo(decision, by=UserFactory())

    Decision.objects.update(at=timezone.now() - actions.UNDO_FOR)
    decision.refresh_from_db()
    with pytest.raises(actions.Refused):
        actions.undo(decision, by=moderator)


def test_a_decision_is_not_undone_over_another_one(moderator):
    contribution = ContributionFactory()
    first = actions.hide(contribution, by=moderator, reason="insult").decision
    actions.publish(contribution, by=UserFactory())

    assert not actions.undo(first, by=moderator)


def test_a_decision_is_not_undone_over_what_its_author_wrote_since(citizen, moderator):
    contribution = ContributionFactory(author=citizen)
    decision = actions.amend(contribution, by=moderator, reason="insult").decision
    actions.edit(contribution, by=citizen, title="Autrement", body="Plus calmement.")

    assert not actions.undo(decision, by=moderator)
    assert actions.undo(actions.publish(contribution, by=moderator).decision, by=moderator) is not None


def test_a_decision_is_undone_once(moderator):
    decision = actions.hide(ContributionFactory(), by=moderator, reason="insult").decision

    assert actions.undo(decision, by=moderator)
    assert not actions.undo(decision, by=moderator)


def test_a_reported_text_keeps_its_turn_when_a_decision_is_undone(moderator):
    contribution = ContributionFactory()
    actions.report(contribution, by=UserFactory(), reason="insult")
    contribution.refresh_from_db()
    turn = (contribution.waiting_since, contribution.queued_at, contribution.reports_count)
    actions.undo(actions.keep(contribution, by=moderator).decision, by=moderator)
    contribution.refresh_from_db()
    assert (contribution.waiting_since, contribution.queued_at, contribution.reports_count) == turn


def test_who_is_answered_is_told_once_when_a_publication_is_undone_and_done_again(citizen, moderator):
    contribution = ContributionFactory(author=citizen)
    argument = ArgumentFactory(parent=contribution, state=State.PENDING)
    actions.undo(actions.publish(argument, by=moderator).decision, by=moderator)
    assert not Notice.objects.filter(kind="answered").exists()
    assert not Publication.objects.filter(contribution=argument).exists()

    assert actions.publish(argument, by=moderator)

    assert Notice.objects.filter(kind="answered", person=citizen).count() == 1


def test_what_readers_wrote_under_a_merged_text_meanwhile_goes_back_with_it(question, citizen, moderator):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    brought = ArgumentFactory(parent=merged)
    own = ArgumentFactory(parent=kept)
    decision = actions.merge(merged, kept, by=moderator).decision
    brought.refresh_from_db()
    answer = actions.argue(brought, by=citizen, stance="for", body="Tout à fait.")

    assert actions.undo(decision, by=moderator)

    for row in (merged, kept, answer, own):
        row.refresh_from_db()
    assert (answer.root, own.root) == (merged, kept)
    assert merged.merged_into is None


def test_a_text_put_together_again_has_one_address_and_its_parts_lead_there(client, question, citizen, moderator):
    whole = ContributionFactory(question=question, author=citizen, body="Un.\n\nDeux.")
    halves = [actions.Part("Le début", whole.nature, (0,)), actions.Part("La fin", whole.nature, (1,))]
    decision = actions.split(whole, halves, by=moderator).decision
    part = whole.parts.first()
    argument = ArgumentFactory(parent=part)

    assert actions.undo(decision, by=moderator)

    argument.refresh_from_db()
    whole.refresh_from_db()
    assert (argument.root, whole.arguments_count) == (whole, 1)
    assert client.get(part.get_absolute_url()).url == whole.get_absolute_url()
    assert "Réunit aussi" not in client.get(whole.get_absolute_url()).text
    client.force_login(citizen)
    assert "Le début" not in client.get("/mon-espace/").text
