"""Two people at the same instant, on real connections: nothing is lost, nobody waits crosswise."""

import threading
import time

import pytest
from django.db import transaction
from django.db.models import F

from consultation.models import Consultation
from consultation.whole import whole
from debates import actions, drafts
from debates.models import Contribution, Draft, Question, Reason, Stance, State
from tests.factories import ArgumentFactory, ContributionFactory, NatureFactory, QuestionFactory, UserFactory
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def assert_counted(root: Contribution) -> None:
    root.refresh_from_db()
    question = Question.objects.get(pk=root.question_id)
    shown = Contribution.objects.published().filter(question=question)
    assert root.arguments_count == shown.filter(root=root).count()
    assert question.arguments_count == shown.arguments().count()
    assert question.contributions_count == shown.contributions().count()
    assert not root.thread.exclude(covered=root.state in actions.COVERING).exists()


def moderated(root: Contribution, when: str) -> None:
    """As for those who come after: what they belong to is read with the text."""
    Consultation.objects.filter(pk=root.consultation.pk).update(moderation=when)
    root.refresh_from_db()


def test_many_answer_one_text_at_once():
    root = ContributionFactory()
    moderated(root, Consultation.Moderation.AFTER)
    people = UserFactory.create_batch(6)

    def answer(person):
        for number in range(5):
            actions.argue(root, by=person, stance=Stance.FOR, body=f"Oui {number}.")

    errors = together(*(lambda p=p: answer(p) for p in people))

    assert errors == []
    assert_counted(root)
    assert root.for_count == 30


@pytest.mark.parametrize("moderation", Consultation.Moderation.values)
def test_hiding_a_text_while_others_answer_it(moderator, moderation):
    for _ in range(5):
        root = ContributionFactory()
        moderated(root, moderation)
        people = UserFactory.create_batch(4)

        errors = together(
            lambda root=root: actions.hide(root, by=moderator, reason=Reason.INSULT),
            *(lambda p=p, root=root: actions.argue(root, by=p, stance=Stance.FOR, body="Oui.") for p in people),
        )

        assert errors == []
        assert_counted(root)


def test_hiding_a_text_while_its_arguments_are_published(moderator):
    root = ContributionFactory()
    with transaction.atomic():
        arguments = [ArgumentFactory(parent=root, state=State.PENDING) for _ in range(4)]

    errors = together(
        lambda: actions.hide(root, by=moderator, reason=Reason.INSULT),
        lambda: actions.publish(root, by=moderator),
        *(lambda a=a: actions.publish(a, by=moderator) for a in arguments),
    )

    assert errors == []
    assert_counted(root)


def test_what_was_read_is_what_is_published(citizen, moderator):
    for _ in range(5):
        contribution = ContributionFactory(author=citizen, state=State.PENDING)
        read = contribution.awaiting

        errors = together(
            lambda c=contribution, v=read: actions.publish(c, by=moderator, version=v),
            lambda c=contribution, v=read: actions.publish(c, by=moderator, version=v),
            lambda c=contribution: actions.edit(c, by=citizen, title="Autre", body="Tout autre chose."),
        )

        contribution.refresh_from_db()
        assert errors == []
        assert contribution.decisions.count() == (contribution.state == State.PUBLISHED)
        assert contribution.live in (None, read)


def test_a_storm_of_reactions_on_a_thread_that_moves(citizen, moderator):
    root = ContributionFactory(author=citizen)
    with transaction.atomic():
        argument = ArgumentFactory(parent=root, author=citizen)
    people = UserFactory.create_batch(4)

    def react(person):
        for kind in ("agree", "disagree", "agree", "", "unclear"):
            actions.react(argument, by=person, kind=kind)
            actions.react(root, by=person, kind=kind)

    errors = together(
        *(lambda p=p: react(p) for p in people),
        lambda: [actions.edit(root, by=citizen, title="T", body=f"Corps {n}.") for n in range(5)],
        lambda: [actions.edit(argument, by=citizen, title="", body=f"Corps {n}.") for n in range(5)],
    )

    assert errors == []
    for text in (root, argument):
        text.refresh_from_db()
        assert text.unclear_count == text.reactions.count() == 4
        assert (text.agree_count, text.disagree_count) == (0, 0)


def test_a_draft_kept_while_its_text_is_sent_is_not_left_behind():
    nature = NatureFactory()
    question = QuestionFactory(theme__consultation=nature.consultation)
    for number in range(8):
        person, key = UserFactory(), f"formulaire-{number}"
        typed = {"title": "Un titre", "body": "Un texte", "key": key}
        errors = together(
            lambda: drafts.keep(person, question, None, typed),  # noqa: B023 (run at once)
            lambda: actions.post(question, by=person, nature=nature, **typed),  # noqa: B023
            lambda: drafts.keep(person, question, None, typed),  # noqa: B023
        )
        assert errors == []
        assert not Draft.objects.filter(by=person).exists()


def test_what_waited_while_a_text_went_elsewhere_is_done_there(question, moderator):
    """A decision changes what the row leads to while others wait for it: they find it as it is now."""
    made, other = ContributionFactory(question=question), QuestionFactory(theme=question.theme)
    held, reader = threading.Event(), UserFactory()

    def move() -> None:
        with transaction.atomic():
            actions.move_to(made, other, by=moderator)
            held.set()
            time.sleep(0.3)  # the other one waits for the row meanwhile

    def report() -> None:
        held.wait(10)
        actions.report(made, by=reader, reason=Reason.INSULT)

    assert together(move, report) == []
    made.refresh_from_db()
    assert (made.question_id, made.reports_count) == (other.pk, 1)


def test_texts_put_together_and_apart_crosswise_end_well(question, moderator):
    texts = [ContributionFactory(question=question, body=f"Un texte sur le bail {n}.") for n in range(3)]
    with transaction.atomic():
        below = ArgumentFactory(parent=texts[2])

    def merge(one, into) -> None:
        outcome = actions.merge(one, into, by=moderator)
        if outcome:
            actions.undo(outcome.decision, by=moderator)

    for _ in range(3):
        pairs = [(texts[a], texts[b]) for a, b in ((0, 1), (1, 2), (2, 0))]
        acts = [lambda one=one, into=into: merge(one, into) for one, into in pairs]
        assert together(*acts, lambda: actions.merge(below, texts[0], by=moderator)) == []
    for text in texts:
        assert_counted(text)


def test_an_act_that_postgresql_ended_for_another_one_is_done_again():
    """Two acts that hold one row each and want the other's: one is ended, and both are done."""
    one, other = ContributionFactory(), ContributionFactory()
    met = threading.Barrier(2)

    def hold(first, then):
        tries = []

        @whole
        def act() -> None:
            Contribution.objects.select_for_update().get(pk=first.pk)
            if not tries:
                tries.append(1)
                met.wait(10)
            Contribution.objects.select_for_update().get(pk=then.pk)
            Contribution.objects.filter(pk=then.pk).update(seen_count=F("seen_count") + 1)

        return act

    assert together(hold(one, other), hold(other, one)) == []
    assert set(Contribution.objects.values_list("seen_count", flat=True)) == {1}
