"""Whatever the public, the moderators, the readers and the editors do, in whatever order: the ledger is closed."""

from collections import Counter
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from consultation.models import Consultation
from debates import actions as debate
from debates.models import Contribution, Reason, State
from synthesis import actions, composing, open_data, reading
from synthesis.models import Citation, Extract, Reading, Statement, Synthesis
from synthesis.open_data import harvest
from synthesis.reading.ledger import FIELDS, LedgerState, entered
from tests.factories import (
    CommuneFactory,
    ConsultationFactory,
    MembershipFactory,
    NatureFactory,
    QuestionFactory,
    UserFactory,
)

PICK = st.integers(0, 10**6)
READ = sorted(set(Reading.Outcome.values) - {Reading.Outcome.KEPT, Reading.Outcome.DUPLICATE})


def reasons(synthesis: Synthesis) -> set[tuple[int, str]]:
    return set(synthesis.standings.values_list("contribution", "reason"))


class Harvest(RuleBasedStateMachine):
    """Random acts on the texts of two questions of two themes, through the doors that the pages use."""

    def __init__(self):
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.consultation = ConsultationFactory(moderation=Consultation.Moderation.AFTER)
        self.questions = [QuestionFactory(theme__consultation=self.consultation) for _ in range(2)]
        self.natures = [NatureFactory(consultation=self.consultation, key=key) for key in ("finding", "proposal")]
        communes = [CommuneFactory(), CommuneFactory(metropolis=True), None]
        self.people = [
            UserFactory(commune=commune, stakeholder=quality)
            for commune, quality in zip(communes, ("citizen", "elected", ""), strict=True)
        ]
        self.moderator = MembershipFactory(consultation=self.consultation).user
        self.editor = MembershipFactory(consultation=self.consultation, role="editor").user
        self.words = 0
        self.published: dict[int, tuple] = {}  # what a version said as it was published: its states, its coverage

    def teardown(self):
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # --- What there is

    @staticmethod
    def text(pick: int) -> Contribution:
        rows = list(Contribution.objects.order_by("pk"))
        return rows[pick % len(rows)]

    def anything_written(self) -> bool:
        return Contribution.objects.exists()

    def anything_kept(self) -> bool:
        return Extract.objects.exists()

    @staticmethod
    def extract(pick: int) -> Extract:
        rows = list(Extract.objects.order_by("pk"))
        return rows[pick % len(rows)]

    def draft(self) -> Synthesis:
        opened = self.consultation.syntheses.drafts().first()
        return opened or actions.draft(self.consultation, by=self.editor)

    @staticmethod
    def attempt(act, *args, **values) -> None:
        with suppress(ValidationError), transaction.atomic():
            act(*args, **values)

    # --- The public and the moderators

    @rule(who=PICK, where=PICK, what=PICK)
    def post(self, who, where, what):
        self.words += 1
        body = f"Premier mot {self.words}.\n\nSuite {self.words}."
        question, nature = self.questions[where % 2], self.natures[what % 2]
        debate.post(question, by=self.people[who % 3], nature=nature, title=f"Titre {self.words}", body=body)

    @precondition(anything_written)
    @rule(which=PICK)
    def edit(self, which):
        written = self.text(which)
        self.words += 1
        self.attempt(debate.edit, written, by=written.author, title="Titre", body=f"Autre mot {self.words}.")

    @precondition(anything_written)
    @rule(which=PICK, act=st.sampled_from([debate.hide, debate.amend]))
    def take_off(self, which, act):
        self.attempt(act, self.text(which), by=self.moderator, reason=Reason.INSULT)

    @precondition(anything_written)
    @rule(which=PICK)
    def publish(self, which):
        self.attempt(debate.publish, self.text(which), by=self.moderator)

    @precondition(anything_written)
    @rule(which=PICK)
    def withdraw(self, which):
        self.attempt(debate.withdraw, self.text(which), by=self.text(which).author)

    @precondition(anything_written)
    @rule(which=PICK, into=PICK)
    def merge(self, which, into):
        self.attempt(debate.merge, self.text(which), self.text(into), by=self.moderator)

    @precondition(anything_written)
    @rule(which=PICK, where=PICK)
    def split(self, which, where):
        parts = [
            debate.Part("Le début", self.natures[0], (0,), self.questions[where % 2]),
            debate.Part("La fin", self.natures[1], (1,)),
        ]
        self.attempt(debate.split, self.text(which), parts, by=self.moderator, arguments_to=0)

    @precondition(anything_written)
    @rule(which=PICK, where=PICK)
    def move_to(self, which, where):
        self.attempt(debate.move_to, self.text(which), self.questions[where % 2], by=self.moderator)

    # --- The readers

    @precondition(anything_written)
    @rule(which=PICK, length=st.integers(1, 12))
    def keep(self, which, length):
        text = self.text(which)
        if version := text.live:
            self.attempt(actions.keep, version, start=0, end=length, nature=self.natures[0], ideas=[], by=self.editor)

    @precondition(anything_kept)
    @rule(which=PICK)
    def drop(self, which):
        self.attempt(actions.drop, self.extract(which), by=self.editor)

    @precondition(anything_written)
    @rule(which=PICK, outcome=st.sampled_from(READ))
    def mark_read(self, which, outcome):
        self.attempt(actions.mark_read, self.text(which), outcome=outcome, by=self.editor)

    @precondition(anything_written)
    @rule(which=PICK, of=PICK)
    def mark_duplicate(self, which, of):
        values = {"outcome": Reading.Outcome.DUPLICATE, "duplicate_of": self.text(of)}
        self.attempt(actions.mark_read, self.text(which), by=self.editor, **values)

    # --- The editors

    @precondition(anything_kept)
    @rule(which=PICK)
    def cite(self, which):
        theme = self.questions[0].theme
        said = {"theme": theme, "section": "finding", "text": "Un énoncé.", "extracts": [self.extract(which)]}
        self.attempt(actions.state, self.draft(), by=self.editor, **said)

    @precondition(lambda self: Statement.objects.exists())
    @rule(which=PICK)
    def stop_citing(self, which):
        statements = list(Statement.objects.order_by("pk"))
        self.attempt(actions.rewrite, statements[which % len(statements)], by=self.editor, text="Sans.", extracts=[])

    @precondition(lambda self: Statement.objects.exists())
    @rule()
    def publish_the_synthesis(self):
        draft = self.draft()
        draft.statements.filter(citations=None).delete()
        told = self.told(draft)
        self.attempt(actions.publish, draft, by=self.editor)
        if published := self.consultation.syntheses.published().filter(pk=draft.pk).first():
            assert self.kept(published) == told
            self.published[draft.pk] = told, reading.coverage(self.consultation, published), reasons(published)

    # --- What is true at any moment

    def told(self, synthesis: Synthesis | None) -> dict[int, str]:
        """The state of each contribution, found the long way."""
        cited = Citation.objects.all()
        if synthesis:
            cited = cited.filter(statement__synthesis=synthesis)
        else:
            cited = cited.filter(statement__synthesis__state=Synthesis.State.PUBLISHED)
        cited = set(cited.values_list("extract__contribution", flat=True))
        kept = set(Extract.objects.values_list("contribution", flat=True))
        outcomes = dict(Reading.objects.values_list("contribution", "outcome"))
        return {
            pk: self.in_state(state, pk in cited, pk in kept, outcomes.get(pk))
            for pk, state in Contribution.objects.contributions().values_list("pk", "state")
        }

    @staticmethod
    def kept(synthesis: Synthesis) -> dict[int, str]:
        return dict(entered(synthesis.consultation, synthesis).values_list("pk", "ledger"))

    @staticmethod
    def in_state(state: str, is_cited: bool, is_kept: bool, outcome: str | None) -> str:
        if state != State.PUBLISHED:
            return LedgerState.SET_ASIDE
        if is_cited or is_kept:
            return LedgerState.CITED if is_cited else LedgerState.KEPT
        if outcome == Reading.Outcome.DUPLICATE:
            return LedgerState.DUPLICATE
        return LedgerState.UNREAD if outcome is None else LedgerState.NOTHING_KEPT

    @invariant()
    def each_contribution_is_in_one_state(self):
        for synthesis in (None, self.consultation.syntheses.drafts().first()):
            rows = list(entered(self.consultation, synthesis).values_list("pk", "ledger", "reason"))
            told = self.told(synthesis)
            assert len(rows) == len(told)
            assert {pk: state for pk, state, _why in rows} == told
            assert all((why != "") == (state in ("set_aside", "nothing_kept")) for _pk, state, why in rows)

    @invariant()
    def every_breakdown_adds_up(self):
        for synthesis in (None, self.consultation.syntheses.first()):
            whole = reading.coverage(self.consultation, synthesis)
            if not (synthesis and synthesis.has_standings):
                assert whole.contributions == Contribution.objects.contributions().count()
            assert whole.contributions == sum(getattr(whole, field) for field in FIELDS.values())
            for rows in reading.ledgers(self.consultation, synthesis).values():
                for field in ("contributions", *FIELDS.values()):
                    assert sum(getattr(row.sums, field) for row in rows) == getattr(whole, field)

    @invariant()
    def what_was_published_adds_up_for_ever(self):
        for synthesis in self.consultation.syntheses.published():
            frozen = synthesis.document["coverage"]
            assert frozen["contributions"] == sum(n for name, n in frozen.items() if name != "contributions")

    @invariant()
    def no_state_of_a_published_version_ever_moves(self):
        for pk, (told, coverage, why) in self.published.items():
            synthesis = Synthesis.objects.get(pk=pk)
            assert self.kept(synthesis) == told
            assert reasons(synthesis) == why
            assert reading.coverage(self.consultation, synthesis) == coverage
            assert composing.document(synthesis).coverage == coverage

    @invariant()
    def the_open_data_of_a_published_version_counts_what_it_says(self):
        for synthesis in self.consultation.syntheses.published():
            scope = open_data.Scope(synthesis, composing.document(synthesis))
            rows = list(harvest.coverage(scope).records())
            named = [pk for pk, *_others in rows if pk]
            assert set(named) <= set(scope.texts().values_list("pk", flat=True))
            counted = Counter()
            for _pk, state, _why, number in rows:
                counted[FIELDS[state]] += number
            assert counted == Counter({field: getattr(scope.document.coverage, field) for field in FIELDS.values()})


class TestWhateverIsDone(TestCase):
    def test_whatever_is_done_the_ledger_is_closed(self):
        run_state_machine_as_test(
            Harvest,
            settings=settings(
                max_examples=4,
                stateful_step_count=16,
                deadline=None,
                derandomize=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
