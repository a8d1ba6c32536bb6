"""Posting, arguing, editing, withdrawing: what the acts keep and what they refuse."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from consultation.models import AuditEntry, Consultation, Notice
from debates import actions
from debates.models import Contribution, Question, Stance, State
from tests.factories import ArgumentFactory, ContributionFactory, NatureFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = {"title": "Un lieu par bourg", "body": "Le **bail** est trop long."}


def post(question, natures, citizen, **more):
    return actions.post(question, by=citizen, nature=natures["barrier"], **{**WORDS, **more})


def moderate_after(question) -> None:
    Consultation.objects.filter(pk=question.consultation.pk).update(moderation=Consultation.Moderation.AFTER)
    question.theme.consultation.refresh_from_db()


def test_a_text_waits_for_a_moderator(question, natures, citizen):
    contribution = post(question, natures, citizen)

    assert contribution.state == State.PENDING
    assert contribution.live is None
    assert contribution.awaiting.body == WORDS["body"]
    assert contribution.awaiting.text == "Le bail est trop long."
    assert not Contribution.objects.published().exists()
    assert AuditEntry.objects.get().action == "contribution.posted"


def test_moderated_after_it_is_online_at_once(question, natures, citizen):
    moderate_after(question)

    contribution = post(question, natures, citizen)

    question.refresh_from_db()
    assert contribution.is_public
    assert contribution.live.published_at is not None
    assert question.contributions_count == 1


def test_where_the_author_speaks_from_is_kept_with_the_text(question, natures, citizen):
    contribution = post(question, natures, citizen)
    citizen.stakeholder = "elected"
    citizen.save()

    contribution.refresh_from_db()
    assert contribution.stakeholder == "citizen"


def test_the_same_form_sent_twice_makes_one_text(question, natures, citizen):
    first = post(question, natures, citizen, key="formulaire-1")
    again = post(question, natures, citizen, key="formulaire-1")

    assert again.pk == first.pk
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_sendings_of_one_form_make_one_text(question, natures, citizen):
    def send():
        try:
            post(question, natures, citizen, key="formulaire-1")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b", "x" * 20_001])
def test_a_text_nobody_could_read_is_refused(question, natures, citizen, body):
    with pytest.raises(ValidationError):
        post(question, natures, citizen, body=body)
    assert not Contribution.objects.exists()


def test_the_nature_of_another_consultation_is_refused(question, citizen):
    with pytest.raises(actions.Refused):
        actions.post(question, by=citizen, nature=NatureFactory(key="model"), **WORDS)


def test_an_argument_is_counted_where_it_is_seen(question, citizen, moderator):
    root = ContributionFactory(question=question)
    argument = actions.argue(root, by=citizen, stance=Stance.FOR, body="Chez nous aussi.")
    actions.publish(argument, by=moderator)
    reply = actions.argue(argument, by=UserFactory(), stance=Stance.AGAINST, body="Pas partout.")
    actions.publish(reply, by=moderator)

    root.refresh_from_db()
    question.refresh_from_db()
    assert (root.arguments_count, root.for_count, root.against_count) == (2, 1, 0)
    assert question.arguments_count == 2
    assert reply.root_id == root.pk
    assert reply.depth == 2


@pytest.mark.parametrize("state", [State.HIDDEN, State.PENDING])
def test_nobody_argues_under_a_text_that_is_not_online(citizen, state):
    root = ContributionFactory(state=state)

    with pytest.raises(actions.Refused):
        actions.argue(root, by=citizen, stance=Stance.FOR, body="Chez nous aussi.")


def test_a_forged_stance_is_refused(citizen):
    with pytest.raises(actions.Refused):
        actions.argue(ContributionFactory(), by=citizen, stance="admin", body="Chez nous aussi.")


def test_an_edit_waits_while_the_former_version_stays_online(citizen):
    contribution = ContributionFactory(author=citizen, title="Avant", body="Avant.")

    actions.edit(contribution, by=citizen, title="Après", body="Après.")

    contribution.refresh_from_db()
    assert contribution.live.body == "Avant."
    assert contribution.awaiting.body == "Après."
    assert contribution.is_public


def test_an_edit_never_publishes_a_pending_text(question, citizen):
    contribution = ContributionFactory(question=question, author=citizen, state=State.PENDING)
    moderate_after(question)

    actions.edit(contribution, by=citizen, title="Après", body="Après.")

    contribution.refresh_from_db()
    assert contribution.state == State.PENDING
    assert contribution.live is None


def test_an_edit_that_changes_nothing_makes_no_version(citizen):
    contribution = ContributionFactory(author=citizen, title="Titre", body="Corps.")

    assert actions.edit(contribution, by=citizen, title="Titre", body="Corps.") is None
    assert contribution.versions.count() == 1


def test_an_edit_of_a_hidden_text_is_refused(citizen):
    contribution = ContributionFactory(author=citizen, state=State.HIDDEN)

    with pytest.raises(actions.Refused):
        actions.edit(contribution, by=citizen, title="Après", body="Après.")


def test_withdrawing_keeps_the_answers_of_others(question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    ArgumentFactory(parent=contribution)

    assert actions.withdraw(contribution, by=citizen)

    question.refresh_from_db()
    assert Contribution.objects.published().count() == 1
    assert (question.contributions_count, question.arguments_count) == (0, 1)
    assert not actions.withdraw(contribution, by=citizen)


def test_the_author_is_told_of_an_answer_when_it_is_online(citizen, moderator):
    argument = actions.argue(ContributionFactory(author=citizen), by=UserFactory(), stance=Stance.FOR, body="Oui.")
    assert not Notice.objects.filter(person=citizen).exists()

    actions.publish(argument, by=moderator)

    assert Notice.objects.get(person=citizen).kind == "answered"


def test_reactions_change_and_are_taken_back(citizen):
    contribution = ContributionFactory()

    assert actions.react(contribution, by=citizen, kind="agree") == "agree"
    assert actions.react(contribution, by=citizen, kind="disagree") == "disagree"
    contribution.refresh_from_db()
    assert (contribution.agree_count, contribution.disagree_count) == (0, 1)

    assert actions.react(contribution, by=citizen, kind="") == ""
    contribution.refresh_from_db()
    assert contribution.disagree_count == 0
    assert not contribution.reactions.exists()


def test_a_forged_reaction_is_refused(citizen):
    with pytest.raises(actions.Refused):
        actions.react(ContributionFactory(), by=citizen, kind="superlike")


@pytest.mark.django_db(transaction=True)
def test_parallel_reactions_of_one_person_count_once(citizen):
    contribution = ContributionFactory()
    kinds = ["agree", "disagree", "unclear", "more_info"]

    def send(kind):
        try:
            actions.react(contribution, by=citizen, kind=kind)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[kind]) for kind in kinds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    contribution.refresh_from_db()
    counts = [getattr(contribution, f"{kind}_count") for kind in kinds]
    assert sum(counts) == contribution.reactions.count() == 1


def test_counters_of_other_questions_do_not_move(question, natures, citizen, moderator):
    other = ContributionFactory().question
    actions.publish(post(question, natures, citizen), by=moderator)

    assert Question.objects.get(pk=other.pk).contributions_count == 1
