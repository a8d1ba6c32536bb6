"""The home of a consultation, a theme, the site: what is open until when, what is lively, figures and their moment."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultation.models import Consultation, Phase
from consultation.territories.models import Department
from debates import actions, pulse
from debates.models import Pulse, State
from debates.opening import opening
from debates.tasks import take_pulses
from pages.models import Kind
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    MembershipFactory,
    PageFactory,
    PhaseFactory,
    QuestionFactory,
    ReactionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def grown(monkeypatch):
    """A consultation is read from its row as soon as it has one text."""
    monkeypatch.setattr(pulse, "SMALL", 0)


def at(monkeypatch, *moment: int) -> None:
    """The clock of the site shows that moment of Paris."""
    now = datetime(*moment, tzinfo=PARIS)
    monkeypatch.setattr(timezone, "now", lambda: now)


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


# --- What is open, and until when


def test_a_phase_opens_and_closes_at_midnight_in_paris(client, consultation, question, monkeypatch):
    consultation.phases.update(starts_on=date(2026, 3, 28), ends_on=date(2026, 3, 29))  # the clock moves on the 29th
    page = consultation.get_absolute_url()
    for moment, says in (
        ((2026, 3, 27, 23, 59, 59), "Le débat ouvrira le 28 mars 2026."),
        ((2026, 3, 28, 0, 0), "Le débat est ouvert jusqu’au 29 mars 2026 inclus."),
        ((2026, 3, 29, 23, 59, 59), "Le débat est ouvert jusqu’au 29 mars 2026 inclus."),
        ((2026, 3, 30, 0, 0), "Le débat a pris fin le 29 mars 2026."),
    ):
        at(monkeypatch, *moment)
        assert says in client.get(page).text, moment
        assert ("Je participe" in client.get(page).text) == ("ouvert jusqu" in says), moment


def test_writing_stops_with_the_phase_and_everything_stays_readable(client, consultation, question, monkeypatch):
    consultation.phases.update(starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    PhaseFactory(
        consultation=consultation, kind="synthesis", name="Rédaction", starts_on="2026-04-01", ends_on="2026-04-30"
    )
    contribution = ContributionFactory(question=question, title="Un lieu")
    at(monkeypatch, 2026, 4, 1, 0, 0)
    read = client.get(consultation.get_absolute_url()).text
    assert "Étape en cours : Rédaction, jusqu’au 30 avril 2026." in read
    assert "Un lieu" in read
    for path in (question.theme, question, contribution):
        assert client.get(path.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("kind", "days", "expected"),
    [
        ("debate", (-1, 1), "debate"),
        ("debate", (0, 0), "debate"),
        ("debate", (1, 2), "ahead"),
        ("debate", (-2, -1), "over"),
        ("synthesis", (-1, 1), "none"),
    ],
)
def test_the_calendar_says_what_is_open(kind, days, expected):
    today = date(2026, 5, 12)
    phase = Phase(kind=kind, starts_on=today + timedelta(days[0]), ends_on=today + timedelta(days[1]))
    assert opening(Consultation(state="open"), [phase], today).kind == expected
    assert opening(Consultation(state="closed"), [phase], today).kind == "closed"


def test_between_two_debates_both_days_are_said():
    first = Phase(kind="debate", starts_on=date(2026, 5, 1), ends_on=date(2026, 5, 10))
    second = Phase(kind="debate", starts_on=date(2026, 5, 20), ends_on=date(2026, 5, 30))
    found = opening(Consultation(state="open"), [first, second], date(2026, 5, 12))
    assert (found.kind, found.until, found.since) == ("between", date(2026, 5, 10), date(2026, 5, 20))


# --- What the home shows


def test_an_empty_home_says_what_to_do_next(client, consultation):
    read = client.get(consultation.get_absolute_url()).text
    assert "Les questions ne sont pas encore posées" in read
    assert "Personne n’a encore dit d’où il parle" in read
    ThemeFactory(consultation=consultation, slug="vide")
    assert "Ce thème n’a pas encore de question" in client.get("/tiers-lieux/themes/vide/").text


def test_the_latest_of_every_question_come_newest_first(client, question):
    other = QuestionFactory(theme=ThemeFactory(consultation=question.consultation, colour="blue"))
    now = timezone.now()
    made = [
        ContributionFactory(question=(question, other)[n % 2], title=f"Texte {n}.", created_at=now - timedelta(hours=n))
        for n in range(6)
    ]
    ContributionFactory(question=question, title="Trop tôt", state=State.PENDING)
    response = client.get(question.consultation.get_absolute_url())
    assert [line.pk for line in response.context["latest"]] == [text.pk for text in made[:4]]
    assert "Trop tôt" not in response.text
    theme = client.get(other.theme.get_absolute_url())
    assert [line.pk for line in theme.context["latest"]] == [text.pk for text in made[1::2]]


def test_news_and_visits_are_on_the_home(client, consultation):
    PageFactory(consultation=consultation, title="La mission recrute un stagiaire")
    PageFactory(consultation=consultation, kind=Kind.VISIT, title="À Morlaix", commune=CommuneFactory())
    PageFactory(consultation=consultation, title="Pas encore", state="draft")
    read = client.get(consultation.get_absolute_url()).text
    assert "La mission recrute un stagiaire" in read
    assert "À Morlaix" in read
    assert "Pas encore" not in read


@pytest.mark.parametrize("size", ["small", "grown"])
def test_the_number_of_queries_does_not_depend_on_the_data(client, consultation, question, request, size):
    if size == "grown":
        request.getfixturevalue("grown")
    ContributionFactory(question=question)
    pulse.take(consultation)
    page, theme = consultation.get_absolute_url(), question.theme.get_absolute_url()
    before = queries(client, page), queries(client, theme)
    for n in range(4):
        other = QuestionFactory(theme=ThemeFactory(consultation=consultation))
        author = UserFactory(commune=CommuneFactory(metropolis=bool(n % 2)))
        ReactionFactory(contribution=ArgumentFactory(parent=ContributionFactory(question=other, author=author)))
        PageFactory(consultation=consultation)
        PageFactory(consultation=consultation, kind=Kind.VISIT, commune=CommuneFactory())
        PhaseFactory(consultation=consultation, is_ahead=True)
        ContributionFactory(question=question)
    assert (queries(client, page), queries(client, theme)) == before
    assert before[0] <= 14


# --- Figures, as of a moment


def test_a_small_consultation_counts_on_the_spot(client, consultation, question):
    ContributionFactory(question=question, author=UserFactory(commune=CommuneFactory()))
    figures = client.get(consultation.get_absolute_url()).context["pulse"].figures
    nothing = dict.fromkeys(("collected", "arguments", "reactions"), 0)
    assert figures == {"contributions": 1, "participants": 1, "communes": 1, **nothing}
    assert not Pulse.objects.exists()


def test_a_grown_one_reads_its_row_and_says_as_of_when(client, consultation, question, grown, monkeypatch):
    author = UserFactory(commune=CommuneFactory())
    ContributionFactory(question=question, author=author)
    at(monkeypatch, 2026, 5, 12, 14, 30)
    pulse.take(consultation)
    at(monkeypatch, 2026, 5, 12, 14, 33)
    ContributionFactory(question=question, title="Tout neuf")

    response = client.get(consultation.get_absolute_url())

    assert "Comptés le 12 mai 2026 à 14:30" in response.text
    assert response.context["pulse"].figures["contributions"] == 1
    assert "Tout neuf" in response.text
    assert [(row.code, row.figure) for row in response.context["departments"]] == [("23", None)]


def test_a_department_of_few_people_is_not_counted_in_public(client, consultation, question):
    """Twenty texts of one person of the Creuse: the map and the table name the department, and give no number."""
    author = UserFactory(commune=CommuneFactory())
    Department.objects.update(outline="M0 0h10v10z")
    for _each in range(20):
        ContributionFactory(question=question, author=author)
    page = client.get(consultation.get_absolute_url()).text
    assert "Creuse\u00a0: non publié" in page
    assert '<td class="num">non publié</td>' in page
    assert "moins de 5 personnes" in page


def test_a_department_of_five_people_is(client, consultation, question):
    for _each in range(5):
        ContributionFactory(question=question, author=UserFactory(commune=CommuneFactory()))
    page = client.get(consultation.get_absolute_url()).text
    assert '<td class="num">5</td>' in page
    assert "non publié" not in page


def test_figures_may_be_late_texts_never(client, consultation, question, grown, moderator):
    text = ContributionFactory(question=question, title="Un texte de trop", body="Mot à cacher.")
    pulse.take(consultation)
    actions.hide(text, by=moderator, version=text.live, reason="off_topic", note="")
    response = client.get(consultation.get_absolute_url())
    assert "Un texte de trop" not in response.text
    assert "Mot à cacher" not in response.text
    assert "Un texte de trop" not in client.get(question.theme.get_absolute_url()).text


def test_the_worker_counts_the_open_ones_often_and_the_others_once_a_day(consultation):
    closed = ConsultationFactory(state="closed")
    preparing = ConsultationFactory(state="preparing")
    take_pulses()
    assert set(Pulse.objects.values_list("pk", flat=True)) == {consultation.pk, closed.pk}
    assert not pulse.due().exists()
    Pulse.objects.update(at=timezone.now() - timedelta(hours=1))
    assert list(pulse.due()) == [consultation]
    Pulse.objects.update(at=timezone.now() - timedelta(days=2))
    assert set(pulse.due()) == {consultation, closed}
    assert preparing not in pulse.due()


# --- The site


def test_a_single_consultation_is_the_home_of_the_site(client, consultation):
    assert client.get("/").headers["Location"] == consultation.get_absolute_url()


def test_several_stand_side_by_side_and_archives_apart(client, consultation):
    ConsultationFactory(name="Une autre", state="closed")
    ConsultationFactory(name="Une ancienne", state="archived")
    ConsultationFactory(name="Une future", state="preparing")
    response = client.get("/")
    listed = {part["name"]: [each.name for each in part["page"]] for part in response.context["parts"]}
    assert listed == {"en-cours": [consultation.name], "closes": ["Une autre"], "archives": ["Une ancienne"]}
    assert "Le débat est ouvert jusqu’au" in response.text
    assert "Une future" not in response.text


def test_a_site_of_archives_alone_is_listed(client):
    archived = ConsultationFactory(state="archived")
    assert archived.name in client.get("/").text
    assert "Consultation archivée" in client.get(archived.get_absolute_url()).text


def test_one_in_preparation_is_listed_for_its_staff_alone(client, consultation, stranger):
    future = ConsultationFactory(name="Une future", state="preparing")
    client.force_login(stranger)
    assert "Une future" not in client.get("/").text
    MembershipFactory(consultation=future, user=stranger, role="editor")
    MembershipFactory(consultation=future, user=stranger, role="moderator")
    response = client.get("/")
    assert response.text.count("Une future") == 1
    assert client.get(future.get_absolute_url()).status_code == 200


def test_the_site_is_read_page_by_page(client, settings):
    settings.PAGE = 2
    made = {
        name: [ConsultationFactory(state=state) for _ in range(5)][::-1]
        for name, state in (("en-cours", "open"), ("closes", "closed"), ("archives", "archived"))
    }
    few = queries(client, reverse("home"))
    for place, (name, rows) in enumerate(made.items()):
        seen, after = [], ""
        while True:
            page = client.get("/", {name: after}).context["parts"][place]["page"]
            seen += page.rows
            if not page.next:
                break
            after = page.next
        assert seen == rows
    settings.PAGE = 5
    assert queries(client, reverse("home")) == few
    assert client.get("/", {"en-cours": "inventé", "archives": "'"}).status_code == 200
