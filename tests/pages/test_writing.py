"""Editors write the mission's pages: drafted, dated, withdrawn; each act leaves its record."""

import html
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from pages import actions
from pages.models import Kind, Page, PageState
from tests.factories import CommuneFactory, PageFactory

pytestmark = pytest.mark.django_db
NEWS = {"title": "À Felletin", "body": "Un **bel** atelier."}


def new(kind: str = "news") -> str:
    return reverse("new_page", args=["tiers-lieux", kind])


def change(page: Page) -> str:
    return reverse("edit_page", args=["tiers-lieux", page.pk])


def test_a_page_is_kept_as_a_draft_until_it_is_published(client, consultation, editor):
    client.force_login(editor)
    client.post(new(), NEWS)
    page = Page.objects.get()
    assert (page.state, page.slug, page.html) == (
        PageState.DRAFT,
        "a-felletin",
        "<p>Un <strong>bel</strong> atelier.</p>",
    )

    client.post(change(page), NEWS | {"revision": "1", "then": "publish"})

    page.refresh_from_db()
    assert (page.state, page.is_public) == (PageState.PUBLISHED, True)
    acts = list(consultation.audit.order_by("pk").values_list("action", "by"))
    assert acts == [(f"page.{act}", editor.pk) for act in ("written", "rewritten", "published")]


def test_a_date_ahead_shows_the_page_from_then_on(client, consultation, editor):
    client.force_login(editor)
    tomorrow = timezone.localtime() + timedelta(days=1)
    client.post(new(), NEWS | {"then": "publish", "at": tomorrow.strftime("%Y-%m-%dT%H:%M")})
    page = Page.objects.get()
    assert page.is_ahead
    assert "Cette page paraîtra le" in client.get(page.get_absolute_url()).text
    client.logout()
    assert client.get(page.get_absolute_url()).status_code == 404
    assert not Page.objects.public().exists()
    assert Page.objects.public(now=tomorrow + timedelta(minutes=1)).get() == page


def test_a_new_date_alone_moves_a_page_that_is_online(client, consultation, editor):
    page = PageFactory(consultation=consultation)
    client.force_login(editor)
    client.post(change(page), NEWS | {"revision": "1", "at": "2026-03-02T09:00"})
    page.refresh_from_db()
    assert timezone.localtime(page.published_at).isoformat() == "2026-03-02T09:00:00+01:00"


def test_two_editors_at_once_lose_nothing(client, consultation, editor):
    page = PageFactory(consultation=consultation)
    client.force_login(editor)
    client.post(change(page), {"title": "Le premier", "body": "Le texte du premier.", "revision": "1"})

    answer = client.post(change(page), {"title": "Le second", "body": "Le texte du second.", "revision": "1"})

    assert answer.status_code == 409
    assert "Le texte du premier." in answer.text
    assert "Le texte du second." in answer.text
    page.refresh_from_db()
    assert page.title == "Le premier"
    client.post(change(page), {"title": "Le second", "body": "Le texte du second.", "revision": str(page.revision)})
    page.refresh_from_db()
    assert page.title == "Le second"


def test_the_preview_works_without_javascript_and_keeps_what_was_typed(client, consultation, editor):
    client.force_login(editor)
    answer = client.post(
        new("visit"), {"title": "Crest", "body": "*Bientôt*", "then": "preview", "commune": "nulle part"}
    )
    assert answer.status_code == 200
    assert "<em>Bientôt</em>" in answer.text
    assert 'value="nulle part"' in answer.text
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("kind", "sent", "says"),
    [
        ("news", {"title": "", "body": "x"}, "Donnez un titre à la page."),
        ("news", {"title": "\u200b", "body": "x"}, "Donnez un titre à la page."),
        ("news", {"title": "x" * 161, "body": "x"}, "Le titre dépasse 160 caractères"),
        ("news", {"title": "x", "body": " ", "then": "publish"}, "Écrivez le texte de la page"),
        ("news", {"title": "x", "body": "x" * 20_001}, "Le texte dépasse 20000 caractères"),
        ("news", {"title": "x", "body": "x", "slug": "agenda"}, "Cette adresse est réservée."),
        ("news", {"title": "x", "body": "x", "slug": "é è"}, "Écrivez l’adresse en lettres sans accent"),
        ("news", {"title": "x", "body": "x", "slug": "prise"}, "Une autre page a déjà cette adresse."),
        ("news", {"title": "x", "body": "x", "at": "demain"}, "Écrivez la date et l’heure ainsi"),
        ("news", {"title": "x", "body": "x", "at": "0001-01-01T00:00"}, "Écrivez la date et l’heure ainsi"),
        ("news", {"title": "a\x00b", "body": "x"}, "caractère"),
        ("visit", {"title": "x", "body": ""}, "Dites quel jour a lieu la visite."),
        ("visit", {"title": "x", "body": "", "visit_on": "32/13/2026"}, "Écrivez le jour ainsi"),
        ("visit", {"title": "x", "body": "", "visit_on": "2026-05-24", "commune": "Nulle"}, "n’a pas été trouvée"),
        ("contact", {"title": "x", "body": "x"}, "Cette page existe déjà"),
    ],
)
def test_what_does_not_make_a_page_is_said_and_nothing_typed_is_lost(client, consultation, editor, kind, sent, says):
    PageFactory(consultation=consultation, slug="prise")
    PageFactory(consultation=consultation, slug="contact", kind=Kind.CONTACT)
    client.force_login(editor)
    answer = client.post(new(kind), {"title": "", "body": ""} | sent)
    assert answer.status_code == 422
    assert says in html.unescape(answer.text)
    assert sent["body"][:50].strip() in answer.text
    assert Page.objects.count() == 2


def test_a_page_that_is_online_is_not_emptied(client, consultation, editor):
    page = PageFactory(consultation=consultation)
    client.force_login(editor)
    assert client.post(change(page), {"title": "x", "body": "", "revision": "1"}).status_code == 422


def test_an_address_that_was_online_stays(consultation, editor):
    page = PageFactory(consultation=consultation, slug="la-visite")
    actions.rewrite(page, by=editor, revision=1, title="Autre titre", body="x", slug="autre")
    assert page.slug == "la-visite"


def test_the_same_title_twice_makes_two_addresses(consultation, editor):
    made = [actions.write(consultation, by=editor, kind="free", title="Agenda", body="x").slug for _ in range(3)]
    assert made == ["agenda-2", "agenda-3", "agenda-4"]


def test_what_comes_from_elsewhere_is_refused_by_the_act_itself(consultation, editor):
    for sent in ({"kind": "blog"}, {"slug": "../x"}, {"title": "x" * 161}, {"kind": "visit"}):
        with pytest.raises(ValidationError):
            actions.write(consultation, by=editor, **({"kind": "news", "title": "x", "body": "x"} | sent))
    assert not Page.objects.exists()


def test_nothing_written_is_html(client, consultation, editor):
    client.force_login(editor)
    body = "<script>alert(1)</script> [lien](javascript:alert(1)) ![x](http://exemple.invalid/x.png)"
    client.post(new("free"), {"title": "<b>x</b>", "body": body, "then": "publish"})
    read = client.get(Page.objects.get().get_absolute_url()).text
    assert "<script>alert" not in read
    assert "<b>x</b>" not in read
    assert 'href="javascript' not in read
    assert "<img" not in read


def test_a_withdrawn_page_leaves_the_site_and_comes_back(client, consultation, editor):
    page = PageFactory(consultation=consultation, title="Une page de trop")
    client.force_login(editor)
    client.post(reverse("withdraw_page", args=["tiers-lieux", page.pk]))
    client.post(reverse("withdraw_page", args=["tiers-lieux", page.pk]))
    assert "Une page de trop" in client.get(page.get_absolute_url()).text
    client.logout()
    assert client.get(page.get_absolute_url()).status_code == 404
    assert "Une page de trop" not in client.get(reverse("mission", args=["tiers-lieux"])).text
    assert consultation.audit.filter(action="page.withdrawn").count() == 1
    client.force_login(editor)
    client.post(change(page), {"title": "Une page", "body": "x", "revision": "1", "then": "publish"})
    client.logout()
    assert client.get(page.get_absolute_url()).status_code == 200


def test_a_visit_has_its_day_and_place(client, consultation, editor):
    CommuneFactory()
    client.force_login(editor)
    sent = {
        "title": "Felletin",
        "body": "",
        "visit_on": "24/05/2026",
        "venue": "La Mégisserie",
        "commune": "Felletin (23)",
    }
    client.post(new("visit"), sent | {"then": "publish"})
    visit = Page.objects.get()
    assert (visit.visit_on.isoformat(), visit.venue, str(visit.commune)) == (
        "2026-05-24",
        "La Mégisserie",
        "Felletin (23)",
    )
    assert 'value="2026-05-24"' in client.get(change(visit)).text
    assert 'value="Felletin (23)"' in client.get(change(visit)).text
