"""Whatever people do, in whatever order: counters equal a recount, and a stranger reads only what is published."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from consultation.models import Consultation, Notice
from debates import actions
from debates.models import (
    OVER,
    Contribution,
    Decision,
    Hold,
    Publication,
    Question,
    Reaction,
    Reason,
    Report,
    SearchEntry,
    Stance,
    State,
    Suspension,
    Version,
)
from debates.thread import nested
from tests.factories import (
    ArgumentFactory,
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    NatureFactory,
    QuestionFactory,
    UserFactory,
)

PICK = st.integers(0, 10**6)
COUNTS = ("arguments_count", "for_count", "against_count", *(f"{kind}_count" for kind in Reaction.Kind.values))
COLUMNS = ("pk", "state", "live", "awaiting", "question", "root", "parent", "depth", "covered", "merged_into", *COUNTS)
COLUMNS += ("waiting_since", "queued_at", "reports_count")


class Debate(RuleBasedStateMachine):
    """Random acts of five people under two questions, through the doors that pages use; any decision may be undone."""

    def __init__(self):
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.consultation = ConsultationFactory(reports_to_hold=2)
        self.questions = QuestionFactory.create_batch(2, theme__consultation=self.consultation)
        self.nature = NatureFactory(consultation=self.consultation)
        self.people = UserFactory.create_batch(4)
        self.moderator = MembershipFactory(consultation=self.consultation).user
        self.words = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    @staticmethod
    def text(pick: int) -> Contribution:
        rows = list(Contribution.objects.order_by("pk"))
        return rows[pick % len(rows)]

    def anything_written(self) -> bool:
        return Contribution.objects.exists()

    def new_words(self) -> str:
        self.words += 1
        return f"Mot{self.words}.\n\nSuite{self.words}.\n\nFin{self.words}."

    @rule(who=PICK, where=PICK)
    def post(self, who, where):
        words, question = self.new_words(), self.questions[where % 2]
        title = f"Titre{self.words}"
        actions.post(question, by=self.people[who % 4], nature=self.nature, title=title, body=words)

    @precondition(anything_written)
    @rule(who=PICK, which=PICK, stance=st.sampled_from(Stance.values))
    def argue(self, who, which, stance):
        self.attempt(actions.argue, self.text(which), by=self.people[who % 4], stance=stance, body=self.new_words())

    @precondition(anything_written)
    @rule(which=PICK, back=st.booleans())
    def edit(self, which, back):
        written = self.text(which)
        words = written.versions.first().body if back else self.new_words()
        title = "" if written.is_argument else "Titre"
        self.attempt(actions.edit, written, by=written.author, title=title, body=words)

    @precondition(anything_written)
    @rule(which=PICK)
    def withdraw(self, which):
        self.attempt(actions.withdraw, self.text(which), by=self.text(which).author)

    @precondition(anything_written)
    @rule(which=PICK, version=PICK, named=st.booleans(), undone=st.booleans())
    def publish(self, which, version, named, undone):
        """With the version the moderator read (any of them: his page may be old), or without."""
        written = self.text(which)
        refused = set(written.decisions.filter(verdict="refuse_edit", undone_at=None).values_list("version", flat=True))
        read = self.version(written, version) if named else None
        if self.decide(actions.publish, written, undone=undone, version=read) and not undone:
            written.refresh_from_db()
            assert read is None or written.live == read
            assert written.live_id not in refused

    @precondition(anything_written)
    @rule(which=PICK, version=PICK, named=st.booleans(), undone=st.booleans(), suspend=st.booleans())
    def hide(self, which, version, named, undone, suspend):
        written = self.text(which)
        read = self.version(written, version) if named else None
        self.decide(actions.hide, written, undone=undone, reason=Reason.INSULT, version=read, suspend=suspend, days=7)

    @precondition(anything_written)
    @rule(act=st.sampled_from([actions.refuse_edit, actions.amend]), which=PICK, undone=st.booleans())
    def refuse_the_words(self, act, which, undone):
        self.decide(act, self.text(which), undone=undone, reason=Reason.INSULT)

    @precondition(anything_written)
    @rule(which=PICK, undone=st.booleans())
    def keep(self, which, undone):
        self.decide(actions.keep, self.text(which), undone=undone)

    @precondition(anything_written)
    @rule(which=PICK, where=PICK, undone=st.booleans())
    def move_to(self, which, where, undone):
        self.decide(actions.move_to, self.text(which), self.questions[where % 2], undone=undone)

    @precondition(anything_written)
    @rule(which=PICK, into=PICK, undone=st.booleans())
    def merge(self, which, into, undone):
        self.decide(actions.merge, self.text(which), self.text(into), undone=undone)

    @precondition(anything_written)
    @rule(which=PICK, where=PICK, heir=st.integers(0, 1), undone=st.booleans())
    def split(self, which, where, heir, undone):
        first = actions.Part("Le début", self.nature, (0, 1), self.questions[where % 2])
        parts = [first, actions.Part("La fin", self.nature, (2,))]
        self.decide(actions.split, self.text(which), parts, undone=undone, arguments_to=heir)

    @precondition(lambda self: Decision.objects.filter(undone_at=None).exists())
    @rule(back=st.integers(0, 3))
    def undo(self, back):
        """One of the last decisions, whatever happened since."""
        decisions = Decision.objects.filter(undone_at=None).order_by("-pk")[: back + 1]
        self.attempt(actions.undo, list(decisions)[-1], by=self.moderator)

    @precondition(anything_written)
    @rule(who=PICK, which=PICK, kind=st.sampled_from(["", *Reaction.Kind.values]))
    def react(self, who, which, kind):
        self.attempt(actions.react, self.text(which), by=self.people[who % 4], kind=kind)

    @precondition(anything_written)
    @rule(who=PICK, which=PICK)
    def report(self, who, which):
        self.attempt(actions.report, self.text(which), by=self.people[who % 4], reason=Reason.INSULT)

    @rule(kind=st.sampled_from(Consultation.Moderation.values))
    def change_the_moderation(self, kind):
        Consultation.objects.filter(pk=self.consultation.pk).update(moderation=kind)
        self.questions = list(Question.objects.select_related("theme__consultation").order_by("pk"))

    def decide(self, act, *texts, undone: bool, **values):
        """What the act says; undone at once, everything is as it was before."""
        before = self.everything()
        with suppress(ValidationError), transaction.atomic():
            outcome = act(*texts, by=self.moderator, **values)
            assert outcome or self.everything() == before
            if outcome and undone:
                assert actions.undo(outcome.decision, by=self.moderator)
                assert self.everything() == before
                assert not Notice.objects.filter(facts__decision=outcome.decision.pk).exists()
            return outcome
        assert self.everything() == before
        return None

    @staticmethod
    def everything() -> list:
        """All that an undone decision leaves as it was. Texts put together again stay as addresses that lead there."""
        whole = Q(contribution__split_from=None)
        texts = Contribution.objects.exclude(state=State.MERGED, merged_into=F("split_from")).order_by("pk")
        return [
            list(texts.values_list(*COLUMNS)),
            list(Question.objects.order_by("pk").values_list("pk", "contributions_count", "arguments_count")),
            list(Report.objects.order_by("pk").values_list("pk", "outcome", "decision")),
            list(Hold.objects.filter(lifted_at=None).order_by("pk").values_list("pk", flat=True)),
            list(Suspension.objects.filter(lifted_at=None).order_by("pk").values_list("pk", flat=True)),
            list(Suspension.objects.filter(lifted_at=None).order_by("pk").values_list("pk", flat=True)),
            list(Version.objects.filter(whole).order_by("pk").values_list("pk", "published_at")),
            list(Publication.objects.filter(whole).order_by("contribution").values_list("contribution")),
        ]

    @staticmethod
    def version(written, pick):
        versions = list(written.versions.all())
        return versions[pick % len(versions)]

    @staticmethod
    def attempt(act, *args, **values):
        with suppress(ValidationError), transaction.atomic():
            act(*args, **values)

    @invariant()
    def counters_equal_a_recount(self):
        rows = list(Contribution.objects.all())
        shown = [row for row in rows if row.state == State.PUBLISHED and not row.covered]
        for question in Question.objects.all():
            here = [row for row in shown if row.question_id == question.pk]
            assert question.contributions_count == sum(not row.is_argument for row in here)
            assert question.arguments_count == sum(row.is_argument for row in here)
        for row in rows:
            counted = [getattr(row, name) for name in COUNTS]
            below = [other for other in shown if other.root_id == row.pk]
            direct = [other.stance for other in below if other.parent_id == row.pk]
            reactions = [row.reactions.filter(kind=kind).count() for kind in Reaction.Kind.values]
            assert counted == [len(below), direct.count("for"), direct.count("against"), *reactions]

    @invariant()
    def the_index_holds_what_is_published(self):
        indexed = set(SearchEntry.objects.values_list("contribution", flat=True))
        assert indexed == set(Contribution.objects.published().values_list("pk", flat=True))

    @invariant()
    def a_thread_stands_together(self):
        for row in Contribution.objects.arguments().select_related("root", "parent"):
            assert row.covered == (row.root.state in actions.COVERING)
            assert row.question_id == row.root.question_id
            assert (row.parent.root_id or row.parent_id) == row.root_id
            assert row.depth == row.parent.depth + 1

    @invariant()
    def a_text_that_was_put_elsewhere_leads_to_one_that_was_not(self):
        for row in Contribution.objects.filter(state__in=(State.MERGED, State.SPLIT)).select_related("merged_into"):
            assert not row.thread.exists()
            assert (row.state == State.MERGED) == bool(row.merged_into)
            assert row.merged_into is None or row.merged_into.merged_into_id is None

    @invariant()
    def a_state_and_its_versions_agree(self):
        for row in Contribution.objects.select_related("live", "awaiting"):
            assert (row.state == State.PENDING) <= (row.awaiting is not None)
            assert (row.state in (State.HIDDEN, State.TO_AMEND, *OVER)) <= (row.awaiting is None)
            assert row.live is None or row.live.published_at is not None
            assert row.state not in (State.PUBLISHED, State.HIDDEN) or row.awaiting is None or row.awaiting != row.live

    @invariant()
    def what_waits_is_in_the_queue(self):
        for row in Contribution.objects.all():
            waits = row.state not in OVER and (row.awaiting_id or row.reports_count)
            assert bool(waits) == (row.queued_at is not None) == (row.waiting_since is not None)
            assert row.reports_count == row.reports.filter(outcome="open").count()

    @invariant()
    def a_stranger_reads_only_what_is_published(self):
        seen = set()
        for row in Contribution.objects.filter(root=None):
            if row.state in (State.PUBLISHED, *OVER):
                seen |= {node.pk for node in nested(row, AnonymousUser()).values() if node.depth and node.shows_text}
        arguments = Contribution.objects.arguments()
        assert seen == set(arguments.published().values_list("pk", flat=True))


class TestWhateverPeopleDo(TestCase):
    def test_whatever_people_do(self):
        run_state_machine_as_test(
            Debate,
            settings=settings(
                max_examples=8,
                stateful_step_count=25,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
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
