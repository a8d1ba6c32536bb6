"""The pages that every consultation has: default texts, the administrator's own, and what no text may leave out."""

import html
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation import accessibility
from consultation.accessibility import Conformity
from consultation.models import Consultation
from pages import actions
from pages.models import STATEMENTS, Kind, PageState
from privacy import retention
from tests import running
from tests.factories import ConsultationFactory, PageFactory, QuestionFactory

pytestmark = pytest.mark.django_db
ROUTES = ("charter", "method", "consultation_legal", "consultation_privacy", "consultation_accessibility", "site_map")


def at(route: str, *args) -> str:
    return reverse(route, args=["tiers-lieux", *args])


def words(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


# --- Default texts


def test_each_is_there_though_nobody_wrote_it_and_sets_no_cookie(client, consultation):
    for route in ROUTES:
        answer = client.get(at(route))
        assert answer.status_code == 200
        assert not answer.cookies
        assert answer.text.count("<h1") == 1
    assert not consultation.pages.exists()


def test_every_page_leads_to_them(client, consultation, settings):
    page = client.get(at("mission")).text
    for route in (*ROUTES, "mission_contact"):
        assert f'href="{at(route)}"' in page
    assert re.search(rf'<a href="{at("consultation_accessibility")}">Accessibilité\s:\snon conforme</a>', page)
    ConsultationFactory()  # with one only, the first page leads to it
    home = client.get("/").text
    assert 'href="/charte/"' in home
    assert re.search(r'<a href="/accessibilite/">Accessibilité\s:\snon conforme</a>', home)


def test_they_speak_the_language_of_the_reader_and_say_what_is_missing(client, consultation, settings):
    assert "à compléter par l’organisme" in words(client.get(at("consultation_privacy")))
    settings.DPO_CONTACT = "dpo@exemple.invalid"
    settings.LEGAL_BASIS = "Décret fictif n° 1."
    said = words(client.get(at("consultation_privacy")))
    assert "dpo@exemple.invalid" in said
    assert "Décret fictif n° 1." in said
    assert "à compléter" not in said


def test_the_privacy_policy_says_what_article_13_asks(client, consultation):
    said = words(client.get(at("consultation_privacy")))
    for word in ("responsable du traitement", "Délégué", "article 9", "opinions", "sensibles", "article 6", "CNIL"):
        assert word in said
    for cookie in ("sessionid", "csrftoken", "django_language"):
        assert cookie in said


def test_it_shows_the_times_that_the_daily_job_applies(client, consultation, settings):
    settings.RETENTION_YEARS = 2
    settings.DRAFTS_DAYS = 77
    said = words(client.get(at("consultation_privacy")))
    assert "2 ans à compter de votre dernier contact" in said
    for limit in retention.limits():
        assert re.sub(r"\s+", " ", f"{limit.what}") in said
    assert "77 jours" in said


def test_the_plan_lists_what_everybody_may_read(client, consultation, question, editor):
    QuestionFactory(theme=question.theme, title="Une autre question")
    PageFactory(consultation=consultation, title="Parue")
    PageFactory(consultation=consultation, title="Un brouillon", state=PageState.DRAFT)
    said = words(client.get(at("site_map")))
    for title in (question.theme.name, "Une autre question", "Parue", "Mentions légales", "La charte", "Contact"):
        assert title in said
    assert "Un brouillon" not in said


def test_the_number_of_queries_does_not_depend_on_the_pages(client, consultation, django_assert_max_num_queries):
    for _ in range(5):
        PageFactory(consultation=consultation)
    with django_assert_max_num_queries(12):
        client.get(at("site_map"))
    with django_assert_max_num_queries(4):
        client.get(at("charter"))


def test_those_of_a_consultation_in_preparation_are_for_its_staff(client, stranger):
    ConsultationFactory(slug="entre-nous", state=Consultation.State.PREPARING)
    client.force_login(stranger)
    for route in ROUTES:
        assert client.get(reverse(route, args=["entre-nous"])).status_code == 404


# --- The administrator's own text


def write(client, kind: str, **sent):
    sent = {"title": "Notre texte", "body": "### Chez nous\n\nC’est **ainsi**."} | sent
    return client.post(at("new_page", kind), sent | {"then": "publish", "asks_again": "no"})


@pytest.mark.parametrize("kind", [kind.value for kind in STATEMENTS])
def test_an_administrator_writes_over_the_default_and_what_the_law_asks_stays(
    client, consultation, administrator, kind
):
    client.force_login(administrator)
    before = client.get(at("new_page", kind)).text
    assert "Le texte ci-dessous est celui que la page montre déjà" in before
    answer = write(client, kind)
    page = consultation.pages.get()
    assert answer["Location"] == page.get_absolute_url()
    client.logout()
    answer = client.get(page.get_absolute_url())
    assert "<h2>Chez nous</h2>" in answer.text
    stays = {"legal": "Hébergeur", "privacy": "sessionid", "access": "Défenseur des droits", "charter": "hors sujet"}
    assert stays.get(kind, "calendrier").casefold() in words(answer).casefold()


def test_whoever_writes_begins_with_the_default_in_the_language_of_the_consultation(
    client, consultation, administrator
):
    client.force_login(administrator)
    client.cookies["django_language"] = "en"
    assert "Ce débat est ouvert à tous" in html.unescape(client.get(at("new_page", "charter")).text)


def test_editors_do_not_write_them(client, consultation, editor):
    page = PageFactory(consultation=consultation, kind=Kind.CHARTER)
    client.force_login(editor)
    assert client.get(at("new_page", "privacy")).status_code == 403
    assert write(client, "privacy").status_code == 403
    assert client.get(at("edit_page", page.pk)).status_code == 403
    assert client.post(at("withdraw_page", page.pk)).status_code == 403
    assert "toujours" not in client.get(at("pages_desk")).text


def test_there_is_one_of_a_kind_and_the_desk_leads_to_it(client, consultation, administrator):
    client.force_login(administrator)
    write(client, "legal")
    page = consultation.pages.get()
    assert client.get(at("new_page", "legal"))["Location"] == at("edit_page", page.pk)
    answer = write(client, "legal", title="Une deuxième")
    assert answer.status_code == 422
    assert "existe déjà" in html.unescape(answer.text), re.findall(r"error-summary.{400}", answer.text, re.S)
    assert client.get(at("mission_page", page.slug))["Location"] == at("consultation_legal")
    assert at("edit_page", page.pk) in client.get(at("pages_desk")).text


def test_a_page_taken_off_shows_the_default_again(client, consultation, administrator):
    client.force_login(administrator)
    write(client, "method")
    assert "Chez nous" in client.get(at("method")).text
    client.post(at("withdraw_page", consultation.pages.get().pk))
    said = client.get(at("method")).text
    assert "Chez nous" not in said
    assert "Qui fait quoi" in said


def test_a_free_page_may_be_called_charte(consultation, editor):
    page = actions.write(consultation, by=editor, kind=Kind.FREE, title="Charte", body="Un texte")
    assert page.slug == "charte"
    assert page.get_absolute_url() == at("mission_page", "charte")


# --- How accessible it is


TODAY = timezone.localdate


@pytest.mark.parametrize(
    ("rate", "days", "state"),
    [
        (None, None, Conformity.NONE),
        ("0", 1, Conformity.NONE),
        ("49.99", 1, Conformity.NONE),
        ("50", 1, Conformity.PARTIAL),
        ("99.99", 1, Conformity.PARTIAL),
        ("100", 0, Conformity.FULL),
        ("100", -1, Conformity.NONE),
    ],
)
def test_the_state_follows_the_rate_while_the_audit_counts(rate, days, state):
    until = None if days is None else TODAY() + timedelta(days=days)
    assert accessibility.conformity(rate and Decimal(rate), until) == state


def test_the_site_has_its_audit_in_its_settings_and_a_consultation_may_have_its_own(client, consultation, settings):
    settings.ACCESSIBILITY_AUDIT_ON = TODAY() - timedelta(days=10)
    settings.ACCESSIBILITY_AUDIT_RATE = Decimal(100)
    ConsultationFactory()
    assert "Accessibilité : totalement conforme" in words(client.get("/"))
    assert "Accessibilité : totalement conforme" in words(client.get(at("mission")))
    assert "totalement conforme au référentiel" in words(client.get("/accessibilite/"))
    Consultation.objects.update(accessibility_rate=12, accessibility_until=TODAY())
    assert "Accessibilité : non conforme" in words(client.get(at("mission")))
    assert "Accessibilité : totalement conforme" in words(client.get("/"))


def test_an_audit_of_the_site_that_is_over_counts_no_more(client, db, settings):
    settings.ACCESSIBILITY_AUDIT_ON = date(2020, 5, 4)
    settings.ACCESSIBILITY_AUDIT_RATE = Decimal(100)
    settings.ACCESSIBILITY_AUDIT_UNTIL = date(2099, 1, 1)  # three years at most, whatever is asked
    said = words(client.get("/accessibilite/"))
    assert "n’est pas conforme" in said
    assert "L’audit du 4 mai 2020 a cessé de valoir le 4 mai 2023" in said


# --- In a browser


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(browser, live_server, consultation, administrator):
    actions.write(consultation, by=administrator, kind=Kind.ACCESS, title="Ce que nous faisons", body="Un audit vient.")
    site = ("/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/charte/")
    settings_pages = ("administer_moderation", "administer_charter", "administer_accessibility", "pages_desk")
    pages = {
        None: [*site, *map(at, ROUTES)],
        administrator: [
            *map(at, settings_pages),
            at("administer_rule", "insult"),
            at("new_page", "charter"),
            at("accept_terms"),
            reverse("acceptances"),
        ],
    }
    assert running.faults(browser, live_server.url, pages) == []
