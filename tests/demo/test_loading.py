"""The demonstration as it is in the database."""

from collections import Counter
from hashlib import sha256
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from consultation.accounts import DEMO_PASSWORD, demo_addresses
from consultation.management.commands.stats import figures
from consultation.models import Notice, Phase, Stakeholder, User
from consultation.permissions import allowed, open_phases
from consultation.territories.models import Commune, TerritoryKind
from debates.actions import is_contestable
from debates.models import Contribution, Decision, Question, Reaction, Version
from demo import debate, loading
from demo.people import MissingCommune
from synthesis import checking, comparing, reading
from synthesis.composing import document
from synthesis.document import digest
from synthesis.models import (
    Citation,
    Extract,
    JobState,
    ProposedPassage,
    Reading,
    RollUp,
    SecondReading,
    Synthesis,
)
from synthesis.reading import coding
from tests.demo.conftest import load_communes_of_participants


def test_the_figures_that_were_promised(demonstration):
    found = figures(demonstration)
    assert (found["themes"], found["questions"]) == (3, 9)
    assert found["contributions"] >= 150
    assert found["arguments"] >= 350
    assert 60 <= found["participants"] <= 70
    assert found["reactions"] > 1_000
    states = ("pending", "published", "hidden", "withdrawn", "to_amend", "merged", "split")
    assert all(found["by_state"][state] for state in states)
    assert all(found["arguments_by_state"][state] for state in ("pending", "published", "hidden"))


def test_people_of_every_quality_from_every_kind_of_territory(demonstration):
    authors = User.objects.filter(contributions__question__theme__consultation=demonstration)
    assert set(authors.values_list("stakeholder", flat=True)) == set(Stakeholder.values)
    kinds = set(authors.values_list("commune__kind", flat=True)) - {None}
    assert kinds == set(TerritoryKind.values)


def test_the_debate_is_open_today_and_nothing_is_dated_after_now(demonstration):
    assert open_phases(demonstration) == {Phase.Kind.DEBATE}
    assert [phase.kind for phase in demonstration.phases.all()] == ["information", "debate", "synthesis", "follow_up"]
    now = timezone.now()
    for model, column in ((Contribution, "created_at"), (Version, "published_at"), (Decision, "at"), (Reaction, "at")):
        assert not model.objects.filter(**{f"{column}__gt": now}).exists()
    assert not demonstration.audit.filter(at__gt=now).exists()


def test_nothing_is_answered_read_or_reacted_to_before_it_is_online(demonstration):
    online = dict(Version.objects.filter(number=1).values_list("contribution_id", "published_at"))
    for answered, at in Contribution.objects.exclude(parent=None).values_list("parent_id", "created_at"):
        assert online[answered] < at
    for text, at in Reaction.objects.values_list("contribution_id", "at"):
        assert online[text] <= at
    for extract in Extract.objects.select_related("version"):
        assert extract.version.published_at <= extract.at <= timezone.now()


def test_counters_are_those_of_a_recount(demonstration):
    assert_counters_are_right(demonstration)


def assert_counters_are_right(consultation) -> None:
    """Count everything again, row by row."""
    texts = list(Contribution.objects.of(consultation))
    public = [text for text in texts if text.is_public]
    answers = Counter(text.root_id for text in public if text.root_id)
    direct = Counter((text.parent_id, text.stance) for text in public if text.depth == 1)
    reactions = Counter(Reaction.objects.values_list("contribution_id", "kind"))
    extracts = Counter(Extract.objects.values_list("contribution_id", flat=True))
    for text in texts:
        kinds = [text.agree_count, text.disagree_count, text.unclear_count, text.more_info_count]
        assert kinds == [reactions[text.pk, kind] for kind in Reaction.Kind.values]
        assert text.extracts_count == extracts[text.pk]
        thread = (text.arguments_count, text.for_count, text.against_count)
        assert thread == (answers[text.pk], direct[text.pk, "for"], direct[text.pk, "against"])
    for question in Question.objects.filter(theme__consultation=consultation):
        here = [text for text in public if text.question_id == question.pk]
        roots = sum(1 for text in here if not text.root_id)
        assert (question.contributions_count, question.arguments_count) == (roots, len(here) - roots)


def test_passages_are_verbatim_and_filed(demonstration):
    extracts = list(Extract.objects.of(demonstration).select_related("version").prefetch_related("ideas"))
    assert len(extracts) > 90
    for extract in extracts:
        assert extract.version.text[extract.start : extract.end] == extract.quote
        assert extract.ideas.all()


def test_some_is_read_without_keeping_and_some_is_not_read(demonstration):
    coverage = reading.coverage(demonstration)
    assert coverage.kept + coverage.cited > 50
    assert coverage.read_nothing_kept > 20
    assert coverage.unread > 10
    assert set(Reading.objects.values_list("outcome", flat=True)) == set(Reading.Outcome.values)


def test_the_interim_synthesis_is_published_and_rests_on_passages(demonstration):
    interim = demonstration.syntheses.published().get(number=1)
    assert (interim.number, interim.kind, interim.by.email) == (1, "interim", "redaction@demo.invalid")
    assert interim.statements.count() > 40
    assert not interim.statements.filter(citations=None).exists()
    frozen = document(interim)
    assert digest(frozen) == interim.sha256
    assert frozen.cut_off < frozen.made_at < timezone.now().isoformat()
    assert frozen.coverage.online == frozen.figures["totals"]["contributions"]
    assert all(statement.marks for theme in frozen.themes for part in theme.sections for statement in part.statements)
    for extract in Extract.objects.filter(citations__statement__synthesis=interim):
        assert extract.at < interim.published_at


def test_the_corrected_version_compares_with_the_first(demonstration):
    corrected = demonstration.syntheses.published().get(number=2)
    assert (corrected.kind, corrected.made_from.number) == (Synthesis.Kind.CORRECTED, 1)
    assert digest(document(corrected)) == corrected.sha256
    assert corrected.published_at < timezone.now()
    changed = comparing.compare(document(corrected.made_from), document(corrected))
    assert [changed.count(kind) for kind in (comparing.ADDED, comparing.REMOVED, comparing.CHANGED)] == [3, 1, 2]
    assert corrected.statements.exclude(figure="").count() == 1


def test_texts_collected_off_the_site_are_online_read_and_cited(demonstration):
    brought = Contribution.objects.exclude(collected=None)
    assert Counter(brought.values_list("channel", flat=True)) == {"visit": 3, "letter": 2, "meeting": 1}
    assert all(text.is_public and text.author is None for text in brought)
    assert brought.filter(extracts__citations__statement__synthesis__number=2).distinct().count() == 4
    for text in brought.select_related("collected", "live"):
        assert text.created_at == text.collected.entered_at < text.live.published_at < timezone.now()


def test_some_repeat_another_text_which_is_named(demonstration):
    repeated = Reading.objects.filter(outcome=Reading.Outcome.DUPLICATE)
    assert repeated.count() >= 5
    assert not repeated.filter(duplicate_of=None).exists()


def test_a_share_is_read_twice_by_two_people_and_two_disagreements_wait(demonstration):
    assert demonstration.harvest_plan.double_share == 20
    twice = SecondReading.objects.of(demonstration).finished()
    assert twice.count() >= 6  # which texts are drawn depends on their numbers
    assert not twice.filter(by=F("first_by")).exists()
    assert not twice.filter(at__lt=F("contribution__reading__at")).exists()
    kept = sum(bool(second.first["passages"]) for second in twice)
    assert coding.to_settle(demonstration).count() == min(2, kept) > 0
    assert ProposedPassage.objects.exists()


def test_a_final_draft_is_open_on_a_finished_roll_up(demonstration):
    draft = demonstration.syntheses.drafts().get()
    assert (draft.number, draft.kind) == (3, Synthesis.Kind.FINAL)
    assert draft.statements.exists()
    uncited = draft.statements.get(citations=None)
    assert [remark.by.email for remark in uncited.remarks.all()] == ["redaction@demo.invalid", "admin@demo.invalid"]
    assert [line.key for line in checking.blocking(draft) if line.count] == ["uncited"]
    rollup = RollUp.objects.get()
    assert (rollup.state, rollup.parts_done) == (JobState.DONE, 9)
    assert draft.rollup == rollup


def test_the_participant_account_has_something_to_see(camille):
    mine = camille.contributions.filter(root=None)
    assert set(mine.values_list("state", flat=True)) == {"published", "pending", "hidden", "to_amend"}
    hidden, to_amend = mine.get(state="hidden"), mine.get(state="to_amend")
    assert is_contestable(hidden.decisions.get())
    assert to_amend.decisions.first().note
    assert Citation.objects.filter(extract__contribution__author=camille).exists()
    assert mine.filter(state="published", awaiting__isnull=False).count() == 1
    assert camille.contributions.exclude(root=None).count() > 5


def test_what_people_are_told_they_read_on_the_site_and_nobody_is_written_to(demonstration, camille):
    told = list(Notice.objects.order_by("created_at"))
    assert [notice.kind for notice in told] == ["hidden", "cited", "amend"]
    assert {(notice.person, notice.state) for notice in told} == {(camille, "unsent")}
    assert all(notice.created_at < timezone.now() for notice in told)
    assert mail.outbox == []


def test_each_account_has_its_role_here(demonstration):
    people = {person.email.split("@")[0]: person for person in User.objects.filter(email__in=demo_addresses())}
    assert allowed(people["citoyen"], "debates.post", Question.objects.first())
    assert not allowed(people["citoyen"], "debates.moderate", demonstration)
    assert allowed(people["moderation"], "debates.moderate", demonstration)
    assert allowed(people["analyse"], "synthesis.harvest", demonstration)
    assert not allowed(people["analyse"], "synthesis.edit", demonstration)
    assert allowed(people["redaction"], "synthesis.edit", demonstration)
    assert allowed(people["admin"], "consultation.administer", demonstration)


@pytest.mark.parametrize("address", demo_addresses())
def test_accounts_sign_in_in_the_embedded_mode_only(demonstration, settings, rf, address):
    settings.EMBEDDED = True
    assert authenticate(rf.post("/"), email=address, password=DEMO_PASSWORD).email == address
    settings.EMBEDDED = False
    assert authenticate(rf.post("/"), email=address, password=DEMO_PASSWORD) is None


def test_signing_in_on_the_page_needs_no_code(demonstration, settings, client):
    settings.EMBEDDED = True
    form = {"login": "citoyen@demo.invalid", "password": DEMO_PASSWORD}
    answer = client.post(reverse("account_login"), form)
    assert answer.status_code == 302
    assert answer.url == reverse("my_space")
    assert "_auth_user_id" in client.session


def test_signing_in_on_the_page_is_refused_elsewhere(demonstration, settings, client):
    settings.EMBEDDED = False
    answer = client.post(reverse("account_login"), {"login": "citoyen@demo.invalid", "password": DEMO_PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in client.session


def test_participants_cannot_sign_in(demonstration):
    people = User.objects.filter(origin__startswith="demo:")
    assert people.exclude(email=None).count() == 0
    assert not any(person.has_usable_password() for person in people)


def test_a_second_time_changes_nothing(demonstration):
    before, out = drawn(), StringIO()
    call_command("demo", stdout=out)
    assert "déjà là" in out.getvalue()
    assert drawn() == before


def test_the_same_seed_gives_the_same_texts_and_reactions(demonstration):
    before = drawn()
    empty_all_but_territories()
    loading.load()
    assert drawn() == before


def empty_all_but_territories() -> None:
    """Delete every row of ours, which the transaction of the test undoes; foreign keys are checked at its end.

    TRUNCATE would hold the tables against the thread that gives a job's signs of life.
    """
    with connection.cursor() as cursor:  # the record is never deleted otherwise
        cursor.execute("ALTER TABLE consultation_auditentry DISABLE TRIGGER USER")
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in ("territories", "contenttypes", "auth", "sites"):
            model._base_manager.all()._raw_delete(connection.alias)


def drawn() -> str:
    """Digest of what is said, by whom, in which state, with which reactions, passages and statements."""
    texts = Contribution.objects.values_list("key", "author__name", "state", "versions__sha256", "versions__number")
    reactions = Reaction.objects.values_list("contribution__key", "by__name", "kind")
    extracts = Extract.objects.values_list("quote", "start", "nature__key", "ideas__title")
    readings = Reading.objects.values_list("contribution__key", "outcome")
    statements = Synthesis.objects.values_list("number", "statements__text", "statements__section")
    rows = [sorted(map(str, found)) for found in (texts, reactions, extracts, readings, statements)]
    return sha256(repr(rows).encode()).hexdigest()


def test_another_seed_draws_other_reactions(demonstration, camille):
    people = {person.origin.split(":")[1]: person for person in User.objects.filter(origin__startswith="demo:")}
    people.pop("colleague")  # reads and does not react

    def kinds(seed: int) -> list[str]:
        writer = debate.Writer(demonstration, people | {"citoyen": camille}, camille, seed)
        said = next(loading.contents.read().contributions())
        return [reaction.kind for made in writer.thread(said) for reaction in made.reactions]

    assert kinds(1) == kinds(1) != kinds(2)


def test_a_commune_that_is_not_there_is_named(db):
    load_communes_of_participants()
    empty_all_but_territories()
    Commune.objects.filter(code="23079").delete()
    with pytest.raises(MissingCommune, match="23079"):
        loading.load()
