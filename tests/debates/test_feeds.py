"""Atom feeds: what is new for everybody, and nothing else; read again only when it changed."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from debates import actions, feeds
from debates.models import Reason, State
from pages.models import Kind, PageState
from tests.consultation.test_text import naughty_strings
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    PageFactory,
    QuestionFactory,
    UserFactory,
    VersionFactory,
)

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def addresses(question) -> dict[str, str]:
    slug = question.consultation.slug
    return {
        "consultation": reverse("consultation_feed", args=[slug]),
        "theme": reverse("theme_feed", args=[slug, question.theme.slug]),
        "question": reverse("question_feed", args=[slug, question.pk]),
    }


def entries(response) -> list[ElementTree.Element]:
    assert response.status_code == 200
    return ElementTree.fromstring(response.content).findall(f"{ATOM}entry")


def titles(response) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in entries(response)]


def test_each_feed_holds_its_own_newest_first(client, question, theme):
    other = QuestionFactory(theme=theme)
    old = ContributionFactory(question=question, title="Ancienne", created_at=timezone.now() - timedelta(days=3))
    ContributionFactory(question=other, title="Ailleurs", created_at=timezone.now() - timedelta(days=2))
    ContributionFactory(question=question, title="Récente")
    ArgumentFactory(parent=old, body="Un argument n’est pas une contribution.")
    ContributionFactory(title="D’une autre consultation")
    at = addresses(question)

    assert titles(client.get(at["consultation"])) == ["Récente", "Ailleurs", "Ancienne"]
    assert titles(client.get(at["theme"])) == ["Récente", "Ailleurs", "Ancienne"]
    assert titles(client.get(at["question"])) == ["Récente", "Ancienne"]


def test_an_entry_is_the_text_under_an_address_that_does_not_change(client, question, settings):
    settings.SITE_URL = "https://consultation.exemple.invalid"
    one = ContributionFactory(question=question, title="Un & deux <b>", body="Le bail est **trop** long.")
    response = client.get(addresses(question)["question"])
    (entry,) = entries(response)
    permalink = f"https://consultation.exemple.invalid{one.get_absolute_url()}"

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry.findtext(f"{ATOM}title") == "Un & deux <b>"
    assert entry.findtext(f"{ATOM}id") == entry.find(f"{ATOM}link").get("href") == permalink
    assert "<p>Le bail est <strong>trop</strong> long.</p>" in entry.findtext(f"{ATOM}content")
    assert "testserver" not in response.text

    VersionFactory(contribution=one, title="Réécrite", published_at=timezone.now())
    one.live = one.versions.last()
    one.save()
    (again,) = entries(client.get(addresses(question)["question"]))
    assert again.findtext(f"{ATOM}title") == "Réécrite"
    assert again.findtext(f"{ATOM}id") == permalink
    assert again.findtext(f"{ATOM}updated") > entry.findtext(f"{ATOM}updated")
    assert again.findtext(f"{ATOM}published") == entry.findtext(f"{ATOM}published")


def test_quality_and_place_are_there_only_for_those_who_show_them(client, question):
    said = {"stakeholder": "elected", "commune": CommuneFactory(), "question": question}
    ContributionFactory(**said, author=UserFactory(name="Odile"), title="Dit")
    ContributionFactory(
        **said, author=UserFactory(name="Paul"), title="Tu", shows_stakeholder=False, shows_commune=False
    )
    quiet, open_ = entries(client.get(addresses(question)["question"]))

    assert "Élu ou élue · Felletin (23)" in open_.findtext(f"{ATOM}content")
    assert quiet.findtext(f"{ATOM}author/{ATOM}name") == "Paul"
    assert "Felletin" not in quiet.findtext(f"{ATOM}content")
    assert "Élu" not in quiet.findtext(f"{ATOM}content")


def test_what_is_not_public_is_in_no_feed(client, question, moderator):
    for state in (State.PENDING, State.HIDDEN, State.WITHDRAWN):
        ContributionFactory(question=question, state=state, title=f"Secret {state}")
    client.force_login(moderator)

    for address in addresses(question).values():
        assert titles(client.get(address)) == []


def test_staff_finds_no_feed_of_a_consultation_in_preparation(client, question, moderator):
    consultation = question.consultation
    consultation.state = consultation.State.PREPARING
    consultation.save()
    client.force_login(moderator)

    for address in addresses(question).values():
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("leaves", ["hidden", "withdrawn"])
def test_a_text_that_leaves_is_gone_for_a_reader_who_kept_the_feed(client, question, moderator, leaves):
    kept = ContributionFactory(question=question, created_at=timezone.now() - timedelta(days=2))
    gone = ContributionFactory(question=question, created_at=timezone.now() - timedelta(days=3))
    address = addresses(question)["consultation"]
    first = client.get(address)
    same = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")

    if leaves == "hidden":
        actions.hide(gone, by=moderator, reason=Reason.INSULT)
    else:
        actions.withdraw(gone, by=gone.author)

    by_tag = client.get(address, headers={"if-none-match": first["ETag"]})
    by_date = client.get(address, headers={"if-modified-since": first["Last-Modified"]})
    assert titles(by_tag) == titles(by_date) == [kept.live.heading]
    assert first["Cache-Control"] == "public, no-cache"


def test_an_empty_feed_stays_the_same(client, question):
    address = addresses(question)["question"]
    first, again = client.get(address), client.get(address)

    assert entries(first) == []
    assert first.content == again.content
    assert "Last-Modified" in first


def test_a_feed_is_read_in_as_many_queries_whatever_it_holds(client, question, theme):
    address = addresses(question)["consultation"]

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    ContributionFactory(question=question)
    few = asked()
    for number in range(feeds.SIZE + 3):
        ContributionFactory(question=QuestionFactory(theme=theme) if number % 5 == 0 else question)
    assert asked() == few
    assert len(entries(client.get(address))) == feeds.SIZE


def test_what_xml_cannot_hold_is_left_out_and_the_feed_still_reads(client, question):
    author = UserFactory(name="Ali\x0bce")
    ContributionFactory(question=question, author=author, title="a\x01b\x1f\ufffe\uffff", body="c\x08d\x0c ]]> &amp;")
    (entry,) = entries(client.get(addresses(question)["question"]))

    assert entry.findtext(f"{ATOM}title") == "a\ufffdb\ufffd\ufffd\ufffd"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Ali\ufffdce"
    assert "c?d? ]]&gt; &amp;" in entry.findtext(f"{ATOM}content")


def test_no_string_breaks_a_feed(client, question, monkeypatch):
    strings = naughty_strings()
    monkeypatch.setattr(feeds, "SIZE", len(strings))
    author = UserFactory()
    for number, string in enumerate(strings):
        title = string.replace("\x00", "")[:200]
        at = timezone.now() - timedelta(minutes=number)
        ContributionFactory(
            question=question, author=author, title=title, body=string.replace("\x00", ""), created_at=at
        )
    found = entries(client.get(addresses(question)["question"]))

    assert len(found) == len(strings)
    for entry in found:
        html = entry.findtext(f"{ATOM}content").lower()
        assert "<script" not in html
        assert "<img" not in html


def test_pages_say_where_their_feeds_are(client, question):
    contribution = ContributionFactory(question=question)
    at = addresses(question)
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}">'.format
    of_all = link(question.consultation.name, at["consultation"])
    of_question = f'href="{at["question"]}">'

    page = client.get(question.consultation.get_absolute_url()).text
    assert of_all in page
    assert f'<a href="{at["consultation"]}"' in page
    page = client.get(question.theme.get_absolute_url()).text
    assert of_all in page
    assert f'<a href="{at["theme"]}"' in page
    page = client.get(question.get_absolute_url()).text
    assert f'<a href="{at["question"]}"' in page
    assert of_question in page
    assert of_question in client.get(contribution.get_absolute_url()).text


@pytest.mark.parametrize("address", ["/tiers-lieux/questions/99999999999999999999999/flux/", "/rien/flux/"])
def test_a_feed_of_nothing_is_not_found(client, question, address):
    assert client.get(address).status_code == 404


def test_a_feed_is_read_only(client, question):
    assert client.post(addresses(question)["question"]).status_code == 405


# --- What the mission says


def test_news_and_visits_are_in_the_feed_of_the_consultation(client, question):
    consultation = question.consultation
    ContributionFactory(question=question, title="Avant", created_at=timezone.now() - timedelta(days=2))
    news = PageFactory(consultation=consultation, title="Le rapport paraît", body="Il est **là**.")
    visit = PageFactory(
        consultation=consultation,
        kind=Kind.VISIT,
        title="Une fabrique",
        venue="L’Atelier",
        commune=CommuneFactory(),
        visit_on=date(2026, 5, 12),
        published_at=timezone.now() - timedelta(days=5),
    )
    PageFactory(consultation=consultation, state=PageState.DRAFT, title="Brouillon")
    PageFactory(consultation=consultation, published_at=timezone.now() + timedelta(days=1), title="Demain")
    at = addresses(question)
    response = client.get(at["consultation"])

    assert titles(response) == ["Le rapport paraît", "Avant", "Une fabrique"]
    first, _, last = entries(response)
    assert first.findtext(f"{ATOM}id").endswith(news.get_absolute_url())
    assert "<strong>là</strong>" in first.findtext(f"{ATOM}content")
    assert "mardi 12 mai 2026 · L’Atelier · Felletin (23)" in last.findtext(f"{ATOM}content")
    assert last.findtext(f"{ATOM}id").endswith(visit.get_absolute_url())
    assert titles(client.get(at["question"])) == ["Avant"]


def test_a_feed_speaks_the_language_of_its_consultation(client, question):
    PageFactory(consultation=question.consultation, kind=Kind.PRESS)
    client.cookies["django_language"] = "en"
    response = client.get(addresses(question)["consultation"])
    assert response["Content-Language"] == "fr"
    assert '<category term="Presse"/>' in response.text
