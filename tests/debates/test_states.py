"""Whatever people do, in whatever order: counters equal a recount, and a stranger reads only what is published."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from consultation.models import Consultation, Notice
from debates import actions
from debates.models import Contribution, Question, Reaction, Reason, Stance, State
from debates.thread import nested
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    NatureFactory,
    QuestionFactory,
    UserFactory,
)

PICK = st.integers(0, 10**6)
COUNTS = ("arguments_count", "for_count", "against_count", *(f"{kind}_count" for kind in Reaction.Kind.values))


class Debate(RuleBasedStateMachine):
    """Random acts of four people under one question, through the doors that pages use."""

    def __init__(self):
        super().__init__()
        self.consultation = ConsultationFactory()
        self.question = QuestionFactory(theme__consultation=self.consultation)
        self.nature = NatureFactory(consultation=self.consultation)
        self.people = UserFactory.create_batch(4)
        self.words = 0

    def text(self, pick: int) -> Contribution:
        rows = list(Contribution.objects.filter(question=self.question).order_by("pk"))
        return rows[pick % len(rows)]

    def anything_written(self) -> bool:
        return Contribution.objects.filter(question=self.question).exists()

    def new_words(self) -> str:
        self.words += 1
        return f"Mot{self.words}."

    @rule(who=PICK)
    def post(self, who):
        words = self.new_words()
        actions.post(self.question, by=self.people[who % 4], nature=self.nature, title=words, body=words)

    @precondition(anything_written)
    @rule(who=PICK, which=PICK, stance=st.sampled_from(Stance.values))
    def argue(self, who, which, stance):
        self.attempt(actions.argue, self.text(which), by=self.people[who % 4], stance=stance, body=self.new_words())

    @precondition(anything_written)
    @rule(which=PICK, back=st.booleans())
    def edit(self, which, back):
        written = self.text(which)
        words = written.versions.first().body if back else self.new_words()
        title = "" if written.is_argument else words
        self.attempt(actions.edit, written, by=written.author, title=title, body=words)

    @precondition(anything_written)
    @rule(which=PICK)
    def withdraw(self, which):
        self.attempt(actions.withdraw, self.text(which), by=self.text(which).author)

    @precondition(anything_written)
    @rule(which=PICK, version=PICK, named=st.booleans())
    def publish(self, which, version, named):
        """With the version the moderator read (any of them: his page may be old), or without."""
        written = self.text(which)
        refused = set(written.decisions.filter(verdict="refuse_edit").values_list("version", flat=True))
        read = self.version(written, version) if named else None
        if actions.publish(written, by=self.people[0], version=read):
            written.refresh_from_db()
            assert read is None or written.live == read
            assert written.live_id not in refused

    @precondition(anything_written)
    @rule(which=PICK, version=PICK, named=st.booleans())
    def hide(self, which, version, named):
        written = self.text(which)
        read = self.version(written, version) if named else None
        actions.hide(written, by=self.people[0], reason=Reason.INSULT, version=read)

    @precondition(anything_written)
    @rule(which=PICK)
    def refuse_edit(self, which):
        actions.refuse_edit(self.text(which), by=self.people[0], reason=Reason.INSULT)

    @precondition(anything_written)
    @rule(who=PICK, which=PICK, kind=st.sampled_from(["", *Reaction.Kind.values]))
    def react(self, who, which, kind):
        self.attempt(actions.react, self.text(which), by=self.people[who % 4], kind=kind)

    @rule(kind=st.sampled_from(Consultation.Moderation.values))
    def change_the_moderation(self, kind):
        Consultation.objects.filter(pk=self.consultation.pk).update(moderation=kind)
        self.question = Question.objects.select_related("theme__consultation").get(pk=self.question.pk)

    @staticmethod
    def version(written, pick):
        versions = list(written.versions.all())
        return versions[pick % len(versions)]

    @staticmethod
    def attempt(act, *args, **values):
        with suppress(ValidationError):
            act(*args, **values)

    @invariant()
    def counters_equal_a_recount(self):
        rows = list(Contribution.objects.filter(question=self.question))
        shown = [row for row in rows if row.state == State.PUBLISHED and not row.covered]
        question = Question.objects.get(pk=self.question.pk)
        assert question.contributions_count == sum(not row.is_argument for row in shown)
        assert question.arguments_count == sum(row.is_argument for row in shown)
        for row in rows:
            counted = [getattr(row, name) for name in COUNTS]
            below = [other for other in shown if other.root_id == row.pk]
            direct = [other.stance for other in below if other.parent_id == row.pk]
            reactions = [row.reactions.filter(kind=kind).count() for kind in Reaction.Kind.values]
            assert counted == [len(below), direct.count("for"), direct.count("against"), *reactions]

    @invariant()
    def covered_says_whether_the_root_is_online(self):
        for row in Contribution.objects.filter(question=self.question).select_related("root"):
            assert row.covered == bool(row.root and row.root.state in actions.COVERING)

    @invariant()
    def a_state_and_its_versions_agree(self):
        for row in Contribution.objects.filter(question=self.question).select_related("live", "awaiting"):
            assert (row.state == State.PENDING) <= (row.awaiting is not None and row.live is None)
            assert (row.state in (State.HIDDEN, State.WITHDRAWN)) <= (row.awaiting is None)
            assert row.live is None or row.live.published_at is not None
            assert row.awaiting is None or row.awaiting != row.live

    @invariant()
    def a_stranger_reads_only_what_is_published(self):
        seen = set()
        for row in Contribution.objects.filter(question=self.question, root=None):
            if row.state in (State.PUBLISHED, State.WITHDRAWN):
                seen |= {node.pk for node in nested(row, AnonymousUser()).values() if node.depth and node.shows_text}
        arguments = Contribution.objects.filter(question=self.question).arguments()
        assert seen == set(arguments.published().values_list("pk", flat=True))


class TestWhateverPeopleDo(TestCase):
    def test_whatever_people_do(self):
        run_state_machine_as_test(
            Debate,
            settings=settings(
                max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
            ),
        )


@pytest.mark.django_db
def test_a_hidden_text_comes_back_as_it_was_read_never_as_what_was_refused(citizen, moderator):
    contribution = ContributionFactory(author=citizen, body="Avant.")
    actions.edit(contribution, by=citizen, title="Titre", body="Publicité.")
    actions.refuse_edit(contribution, by=moderator, reason=Reason.ADVERTISING)
    actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)

    assert actions.publish(contribution, by=moderator, version=contribution.live)

    contribution.refresh_from_db()
    assert contribution.live.body == "Avant."


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["[a]: /url", "> ", "[](https://exemple.invalid)", "\u3164", "\u2800\u034f"])
def test_a_text_that_shows_nothing_is_refused(question, natures, citizen, body):
    with pytest.raises(ValidationError):
        actions.post(question, by=citizen, nature=natures["barrier"], title="Titre", body=body)
    assert not Contribution.objects.exists()


@pytest.mark.django_db
def test_another_text_in_the_same_form_is_not_lost(question, natures, citizen):
    """Somebody goes back in his browser and writes a second text in the form of the first."""
    first, second = (
        actions.post(question, by=citizen, nature=natures["barrier"], title=words, body=words, key="formulaire-1")
        for words in ("Premier.", "Second.")
    )

    assert first.pk != second.pk
    assert second.awaiting.body == "Second."


@pytest.mark.django_db
def test_a_double_click_gives_one_reaction(citizen):
    contribution = ContributionFactory()

    assert actions.react(contribution, by=citizen, kind="agree") == "agree"
    assert actions.react(contribution, by=citizen, kind="agree") == "agree"
    assert actions.react(contribution, by=citizen, kind="") == ""

    contribution.refresh_from_db()
    assert contribution.agree_count == contribution.reactions.count() == 0


@pytest.mark.django_db
def test_an_argument_under_a_hidden_text_waits_until_that_is_back(moderator):
    root = ContributionFactory()
    argument = ArgumentFactory(parent=root, state=State.PENDING)
    actions.hide(root, by=moderator, reason=Reason.OFF_TOPIC)
    assert argument not in Contribution.objects.awaiting_moderation()

    actions.publish(root, by=moderator)
    assert argument in Contribution.objects.awaiting_moderation()


@pytest.mark.django_db
def test_nobody_is_told_that_a_covered_text_is_online(moderator):
    root = ContributionFactory()
    argument = ArgumentFactory(parent=root, state=State.PENDING)
    actions.hide(root, by=moderator, reason=Reason.OFF_TOPIC)
    actions.publish(argument, by=moderator)

    assert not Notice.objects.exclude(kind="hidden").exists()
