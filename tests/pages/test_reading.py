"""The mission's pages as everybody reads them, on the site and through the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pages import reading
from pages.models import Kind, PageState
from tests.factories import CommuneFactory, ConsultationFactory, PageFactory

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def visit(consultation, days: int, **fields):
    return PageFactory(consultation=consultation, kind=Kind.VISIT, visit_on=TODAY() + timedelta(days), **fields)


def address(name: str) -> str:
    return reverse(name, args=["tiers-lieux"])


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_an_empty_mission_says_what_to_do_next(client, consultation):
    assert "Aucune actualité pour le moment" in client.get(address("mission")).text
    assert "Aucune visite n’est annoncée" in client.get(address("mission_agenda")).text
    assert "La mission n’a pas encore donné d’adresse" in client.get(address("mission_contact")).text


def test_the_contact_page_has_the_address_of_the_mission_and_what_it_says(client, consultation):
    consultation.contact = "mission@exemple.invalid"
    consultation.save()
    PageFactory(
        consultation=consultation, kind=Kind.CONTACT, slug="contact", body="Nous répondons **sous huit jours**."
    )
    read = client.get(address("mission_contact")).text
    assert 'href="mailto:mission@exemple.invalid"' in read
    assert "<strong>sous huit jours</strong>" in read


def test_news_and_press_come_newest_first_page_by_page(client, consultation, settings):
    made = [
        PageFactory(consultation=consultation, kind=kind, published_at=timezone.now() - timedelta(days=n))
        for n, kind in enumerate([Kind.NEWS, Kind.PRESS] * 4)
    ]
    PageFactory(consultation=consultation, kind=Kind.ABOUT, title="Qui nous sommes")
    PageFactory()
    settings.PAGE = 3
    seen, after = [], ""
    while True:
        news = client.get(address("mission"), {"apres": after}).context["news"]
        seen += news.rows
        if not news.next:
            break
        after = news.next
    assert seen == made
    assert reading.latest_news(consultation) == made[:3]
    assert "Qui nous sommes" in client.get(address("mission")).text


def test_the_agenda_has_todays_visit_to_come_and_the_others_made(client, consultation, settings):
    today, soon, later = visit(consultation, 0), visit(consultation, 3), visit(consultation, 9)
    made = [visit(consultation, -n) for n in range(1, 6)]
    visit(consultation, 4, state=PageState.DRAFT, published_at=None)
    visit(consultation, -2, published_at=timezone.now() + timedelta(days=1))

    agenda = reading.agenda(consultation)

    assert agenda.coming == [today, soon, later]
    assert agenda.past == made[:3]
    settings.PAGE = 2
    first = client.get(address("mission_agenda")).context["past"]
    second = client.get(address("mission_agenda"), {"apres": first.next}).context["past"]
    assert first.rows + second.rows == made[:4]


def test_a_visit_says_what_was_heard_once_it_is_over(client, consultation):
    ahead = visit(consultation, 2, body="", venue="La Mégisserie", commune=CommuneFactory())
    over = visit(consultation, -2, body="Le bail est trop court.")
    silent = visit(consultation, -3, body="")
    read = client.get(ahead.get_absolute_url()).text
    assert "La Mégisserie" in read
    assert "Felletin (23), rural" in read
    assert "La visite est à venir" in read
    assert "Ce que la mission y a entendu" in client.get(over.get_absolute_url()).text
    assert "Le compte rendu n’est pas encore écrit" in client.get(silent.get_absolute_url()).text


def test_a_page_belongs_to_its_consultation(client, consultation):
    elsewhere = PageFactory(consultation=ConsultationFactory(slug="autre"), slug="ici")
    assert client.get(f"/tiers-lieux/mission/{elsewhere.slug}/").status_code == 404
    preparing = PageFactory(consultation=ConsultationFactory(slug="bientot", state="preparing"))
    assert client.get(preparing.get_absolute_url()).status_code == 404


def test_the_number_of_queries_does_not_depend_on_the_number_of_pages(client, consultation):
    before = [queries(client, address(name)) for name in ("mission", "mission_agenda", "mission_contact")]
    for n in range(4):
        PageFactory(consultation=consultation, kind=Kind.PRESS)
        PageFactory(consultation=consultation, kind=Kind.FREE)
        visit(consultation, n, commune=CommuneFactory())
        visit(consultation, -n - 1, commune=CommuneFactory(metropolis=True))
    assert [queries(client, address(name)) for name in ("mission", "mission_agenda", "mission_contact")] == before


@pytest.mark.parametrize("after", ["x", "'", "WyIyMDI2LTAxLTAxIiwgMV0", "WzEsMV0", "\x00"])
def test_a_made_up_cursor_gives_the_first_page(client, consultation, after):
    PageFactory(consultation=consultation)
    for name in ("mission", "mission_agenda"):
        assert client.get(address(name), {"apres": after}).status_code == 200


def test_the_api_gives_what_is_public_and_nothing_else(client, consultation):
    news = PageFactory(consultation=consultation, body="Un **mot**.")
    trip = visit(consultation, 3, venue="La Mégisserie", commune=CommuneFactory())
    for hidden in ({"state": "draft"}, {"state": "withdrawn"}, {"published_at": timezone.now() + timedelta(days=1)}):
        page = PageFactory(consultation=consultation, **hidden)
        assert client.get(f"/api/v1/pages/{page.pk}/").status_code == 404
    PageFactory(consultation=ConsultationFactory(state="preparing"))

    rows = client.get("/api/v1/pages/").json()["results"]
    assert [row["id"] for row in rows] == [news.pk, trip.pk]
    assert rows[0]["url"].endswith(news.get_absolute_url())
    assert (rows[0]["html"], rows[0]["text"], rows[0]["kind"]) == ("<p>Un <strong>mot</strong>.</p>", "Un mot.", "news")
    assert (rows[1]["visit_on"], rows[1]["commune"]["label"]) == (trip.visit_on.isoformat(), "Felletin (23)")
    assert [r["id"] for r in client.get("/api/v1/pages/?kind=visit").json()["results"]] == [trip.pk]
    assert client.get("/api/v1/pages/?kind=blog").status_code == 400
    assert client.get("/api/v1/pages/?state=draft").status_code == 400
