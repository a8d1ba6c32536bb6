"""The public register: exact counts and delays, week by week and in all, that name nobody."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation import audit, public
from consultation.models import Role
from consultation.spreadsheets import restore
from debates import actions
from debates.models import Decision, Hold, Reason, State
from moderation.register import register_of
from moderation.register_table import length
from tests.factories import (
    AppealFactory,
    ConsultationFactory,
    ContributionFactory,
    DecisionFactory,
    MembershipFactory,
    ReportFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 3, 17, 10, tzinfo=UTC)  # of week 12


@pytest.fixture
def second(consultation):
    person = UserFactory(name="Berthe Seconde")
    MembershipFactory(consultation=consultation, user=person, role=Role.MODERATOR)
    return person


def decision(question, *, at=TUESDAY, waited=None, verdict="publish", reason="", **fields) -> Decision:
    since = at - waited if waited is not None else None
    text = ContributionFactory(question=question)
    return DecisionFactory(contribution=text, at=at, waiting_since=since, verdict=verdict, reason=reason, **fields)


def table(client, consultation) -> list[list[str]]:
    data = b"".join(client.get(reverse("register_csv", args=[consultation.slug])).streaming_content)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_story_from_the_report_to_the_register(client, question, consultation, citizen, moderator, second):
    contribution = ContributionFactory(question=question, author=citizen)
    actions.report(contribution, by=UserFactory(), reason=Reason.OFF_TOPIC)
    actions.hide(contribution, by=moderator, reason=Reason.OFF_TOPIC)
    appeal = actions.appeal(contribution.decisions.first(), by=citizen, words="Voici pourquoi.")
    register = register_of(consultation).whole
    assert register.reports == {"upheld": 1}
    assert register.appeals == {"open": 1}

    actions.grant(appeal, by=second, answer="Vous avez raison.")

    register = register_of(consultation).whole
    assert register.decisions == {("hide", "hors sujet"): 1}  # putting it back counts with the appeal
    assert register.appeals == {"granted": 1}
    assert register.reports == {"dismissed": 1}
    page = client.get(reverse("register", args=[consultation.slug])).text
    for words in ("masquer", "hors sujet", "accordée"):
        assert words in page
    for secret in (citizen.name, moderator.name, second.name, "Voici pourquoi", contribution.live.title):
        assert secret not in page


def test_delays_are_the_percentiles_of_what_waited(question, consultation):
    for minutes in (10, 20, 30, 40, 1000):
        decision(question, waited=timedelta(minutes=minutes))
    decision(question, verdict="hide", reason="insult")  # found by a moderator: it waited for nobody
    delay = register_of(consultation).whole.delay
    assert delay.measured == 5
    assert delay.median == timedelta(minutes=30)
    assert delay.late == timedelta(minutes=40 + 0.8 * 960)  # between the 4th and the 5th: (n - 1) × 0.95 = 3.8


def test_weeks_are_those_of_the_calendar_in_paris(question, consultation):
    monday = datetime(2026, 3, 22, 23, 30, tzinfo=UTC)  # half past midnight on Monday 23 in Paris
    decision(question, waited=timedelta(minutes=10))
    decision(question, at=monday, waited=timedelta(minutes=50), verdict="hide", reason="insult")
    weeks = register_of(consultation).weeks
    assert [week.iso for week in weeks] == ["2026-S12", "2026-S13"]
    assert [str(week.sunday) for week in weeks] == ["2026-03-22", "2026-03-29"]
    assert [week.delay.median for week in weeks] == [timedelta(minutes=10), timedelta(minutes=50)]
    assert weeks[1].decisions == {("hide", "attaque ou insulte"): 1}
    assert [week.delay.median for week in [register_of(consultation).whole]] == [timedelta(minutes=30)]


def test_what_was_undone_and_what_is_elsewhere_does_not_count(question, consultation):
    decision(question, undone_at=timezone.now(), waited=timedelta(hours=1))
    decision(ContributionFactory().question, waited=timedelta(hours=1))
    ReportFactory()
    AppealFactory()
    register = register_of(consultation)
    assert register.weeks == []
    assert register.whole.decided == register.whole.reported == register.whole.appealed == 0
    assert register.whole.delay.measured == 0


def test_the_share_of_reports_found_right_leaves_out_what_nobody_judged(question, consultation):
    contribution = ContributionFactory(question=question)
    for outcome in ("upheld", "upheld", "upheld", "dismissed", "moot", "open"):
        ReportFactory(contribution=contribution, outcome=outcome, at=TUESDAY)
    whole = register_of(consultation).whole
    assert whole.reported == 6
    assert whole.upheld_share == 0.75


def test_what_each_filter_held_is_counted(question, consultation):
    contribution = ContributionFactory(question=question, state=State.PENDING)
    for kind in (Hold.Kind.INSULT, Hold.Kind.INSULT, Hold.Kind.LINKS):
        Hold.objects.create(contribution=contribution, version=contribution.awaiting, kind=kind, found="un mot")
    assert register_of(consultation).whole.holds == {"insult": 2, "links": 1}


def test_the_table_says_the_same_with_columns_that_do_not_change(client, question, consultation):
    decision(question, waited=timedelta(minutes=90))
    decision(question, verdict="hide", reason="ton", reason_name="=ton blessant")
    ReportFactory(contribution=ContributionFactory(question=question), at=TUESDAY)
    headings, *rows = table(client, consultation)
    assert headings == ["Semaine", "Premier jour", "Dernier jour", "Rubrique", "Détail", "Raison", "Valeur", "Unité"]
    assert {len(row) for row in rows} == {8}
    assert rows[0] == [
        "2026-S12",
        "2026-03-16",
        "2026-03-22",
        "Décisions",
        "masquer",
        "'=ton blessant",
        "1",
        "décisions",
    ]
    assert restore(rows[0][5]) == "=ton blessant"
    assert ["Total", "", "", "Délai", "médiane", "", "90", "minutes"] in rows
    assert ["Total", "", "", "Signalements", "en attente", "", "1", "signalements"] in rows
    reader = client.get(reverse("register_csv", args=[consultation.slug]), headers={"accept-language": "en"})
    assert b"Semaine" in b"".join(reader.streaming_content)


def test_it_costs_as_many_queries_whatever_there_is_to_count(client, question, consultation, django_assert_num_queries):
    def queries() -> int:
        with django_assert_num_queries(5):
            register_of(consultation)

    queries()
    for week in range(3):
        decision(question, at=TUESDAY + timedelta(weeks=week), waited=timedelta(hours=week))
        ReportFactory(contribution=ContributionFactory(question=question), at=TUESDAY)
    queries()


def test_everybody_finds_it_and_it_is_of_its_consultation_alone(client, consultation):
    page = client.get(reverse("register", args=[consultation.slug]))
    assert page.status_code == 200
    assert not page.cookies
    assert "Rien n’a encore été décidé" in page.text
    assert reverse("register", args=[consultation.slug]) in client.get(consultation.get_absolute_url()).text
    assert reverse("register", args=[consultation.slug]) in {page.path for page in public.pages_of(consultation)}
    assert public.is_for_search_engines("register")
    hidden = ConsultationFactory(slug="entre-nous", state="preparing")
    for name in ("register", "register_csv"):
        assert client.get(reverse(name, args=[hidden.slug])).status_code == 404
        assert client.post(reverse(name, args=[consultation.slug])).status_code == 405


def test_programs_read_the_same(client, question, consultation):
    decision(question, waited=timedelta(minutes=90), verdict="hide", reason="insult")
    ReportFactory(contribution=ContributionFactory(question=question), at=TUESDAY, outcome="upheld")
    answer = client.get("/api/v1/consultations/tiers-lieux/register/").json()
    assert answer["whole"]["decisions"] == [{"verdict": "hide", "reason": "attaque ou insulte", "number": 1}]
    assert answer["whole"]["delay"] == {"median": 90, "p95": 90, "measured": 1}
    assert answer["whole"]["reports"]["upheld"] == 1
    assert [week["week"] for week in answer["weeks"]] == ["2026-S12"]
    assert client.get("/api/v1/consultations/ailleurs/register/").status_code == 404


def test_it_shows_the_end_of_the_record(client, question, consultation, moderator):
    actions.hide(ContributionFactory(question=question), by=moderator, reason=Reason.INSULT)
    audit.seal_waiting()
    assert audit.head().seal in client.get(reverse("register", args=[consultation.slug])).text


@pytest.mark.parametrize(
    ("delay", "words"),
    [
        (None, ""),
        (timedelta(seconds=20), "moins d’une minute"),
        (timedelta(seconds=89), "1 minute"),
        (timedelta(minutes=59), "59 minutes"),
        (timedelta(minutes=185), "3 h 05"),
        (timedelta(days=1, hours=23, minutes=59), "47 h 59"),
        (timedelta(days=2, hours=3), "2 jours 3 h"),
        (timedelta(days=7), "7 jours"),
    ],
)
def test_delays_in_words(delay, words):
    assert length(delay) == words
