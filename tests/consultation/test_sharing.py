"""« Envoyer à un contact » : a mail with fixed words to one address, of which nothing is kept; no relay for anybody."""

import logging
import socket
from smtplib import SMTPRecipientsRefused
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation.models import AuditEntry, Notice
from consultation.sharing import limits
from debates.models import State
from tests import running
from tests.factories import ArgumentFactory, ConsultationFactory, ContributionFactory, PageFactory, SynthesisFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/tiers-lieux/envoyer/"
CONTACT = "proche@exemple.fr"


@pytest.fixture(autouse=True)
def uncounted():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def contribution(question):
    return ContributionFactory(question=question, title="Un lieu par bourg")


def send(client, page, recipient=CONTACT, **more):
    return client.post(ADDRESS, {"page": page, "recipient": recipient, **more})


def test_a_reader_without_an_account_sends_a_page(client, contribution, settings):
    settings.SITE_URL = "https://consultation.exemple.fr"
    path = contribution.get_absolute_url()
    assert f'href="{ADDRESS}?page={path}"' in client.get(path).text
    form = client.get(f"{ADDRESS}?page={path}")
    assert "Un lieu par bourg" in form.text

    response = send(client, path, name="Alice", message="À lire.\nVraiment.")

    assert response.status_code == 302
    after = client.get(response["Location"]).text
    assert "Message parti" in after
    assert CONTACT not in after
    (sent,) = mail.outbox
    assert sent.to == [CONTACT]
    assert (sent.cc, sent.bcc, sent.reply_to, sent.attachments) == ([], [], [], [])
    assert sent.from_email == settings.DEFAULT_FROM_EMAIL
    assert sent.extra_headers == {"Auto-Submitted": "auto-generated"}
    assert sent.content_subtype == "plain"
    assert "Alice" not in sent.subject
    assert f"https://consultation.exemple.fr{path}\n" in sent.body
    assert "« Un lieu par bourg »" in sent.body
    assert "> À lire.\n> Vraiment.\n" in sent.body
    assert "\n\n\n" not in sent.body


def test_a_name_and_a_message_are_not_needed(client, contribution):
    assert send(client, contribution.get_absolute_url()).status_code == 302
    assert "Quelqu’un pense que cette page peut vous intéresser." in mail.outbox[0].body
    assert "Ces mots" not in mail.outbox[0].body
    assert "\n\n\n" not in mail.outbox[0].body


def test_the_form_is_checked_to_be_ours(contribution):
    client = Client(enforce_csrf_checks=True)
    path = contribution.get_absolute_url()
    assert send(client, path).status_code == 403
    client.get(f"{ADDRESS}?page={path}")
    token = client.cookies["csrftoken"].value
    assert send(client, path, csrfmiddlewaretoken=token).status_code == 302
    assert len(mail.outbox) == 1


# --- What may be sent


def test_every_public_page_may_be_sent(client, contribution, question, theme):
    synthesis = SynthesisFactory(
        consultation=question.consultation, state="published", published_at=contribution.created_at, document={}
    )
    argument = ArgumentFactory(parent=contribution)
    pages = [question.consultation, theme, question, contribution, argument, synthesis]
    of_argument = reverse("contribution", args=["tiers-lieux", argument.pk])
    paths = [*(page.get_absolute_url() for page in pages), "/tiers-lieux/synthese/", of_argument]
    paths += [PageFactory(consultation=question.consultation).get_absolute_url(), "/tiers-lieux/lieux/"]
    paths += ["/tiers-lieux/mission/", "/tiers-lieux/mission/agenda/", "/tiers-lieux/mission/contact/"]
    for path in paths:
        assert client.get(f"{ADDRESS}?{urlencode({'page': path})}").status_code == 200, path

    send(client, of_argument)
    assert f"{of_argument}\n" in mail.outbox[0].body
    send(client, f"{contribution.get_absolute_url()}#c{argument.pk}")
    assert f"{contribution.get_absolute_url()}#c{argument.pk}\n" in mail.outbox[1].body


def test_without_a_page_it_is_the_consultation_that_is_sent(client, consultation):
    assert client.post(ADDRESS, {"recipient": CONTACT}).status_code == 302
    assert "/tiers-lieux/\n" in mail.outbox[0].body


@pytest.mark.parametrize(
    "page",
    [
        "https://ailleurs.exemple/",
        "//ailleurs.exemple/tiers-lieux/",
        "/\\ailleurs.exemple",
        "javascript:alert(1)",
        "tiers-lieux/",
        "/tiers-lieux/\r\nBcc: x@exemple.fr",
        "/tiers-lieux/%0d%0aBcc:x",
        "/tiers-lieux/\x00",
        "/tiers-lieux/../comptes/login/",
        "/tiers-lieux/questions/99999999999999999999999/",
        "/tiers-lieux/moderation/",
        "/tiers-lieux/synthese/",
        "/comptes/login/",
        "/mon-espace/",
        "/api/v1/",
        "/admin/",
        "/ailleurs/",
        "<b>x</b>",
        "/" * 1_000_000,
    ],
)
def test_nothing_else_may_be_sent(client, question, stranger, page):
    assert send(client, page).status_code == 404
    assert client.get(f"{ADDRESS}?{urlencode({'page': page[:2000]})}").status_code == 404
    assert mail.outbox == []


@pytest.mark.parametrize("state", [State.PENDING, State.HIDDEN, State.WITHDRAWN])
def test_a_text_that_is_not_online_may_be_sent_by_nobody(client, question, citizen, moderator, state):
    text = ContributionFactory(question=question, author=citizen, state=state)
    for person in (citizen, moderator):
        client.force_login(person)
        assert send(client, text.get_absolute_url()).status_code == 404
    assert mail.outbox == []


def test_a_consultation_in_preparation_may_be_sent_by_nobody(client, consultation, administrator):
    consultation.state = consultation.State.PREPARING
    consultation.save()
    client.force_login(administrator)
    assert send(client, "/tiers-lieux/").status_code == 404


def test_what_follows_an_address_is_left_out_of_it(client, contribution):
    path = contribution.get_absolute_url()
    send(client, f"{path}?next=https://ailleurs.exemple/#https://ailleurs.exemple")
    assert f"{path}\n" in mail.outbox[0].body
    assert "ailleurs" not in mail.outbox[0].body


# --- To whom


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "a@b",
        "a@exemple.fr\nBcc: b@exemple.fr",
        "a@exemple.fr\r\nSubject: x\r\n\r\nx",
        "a@exemple.fr%0aBcc:b@exemple.fr",
        "a@exemple.fr, b@exemple.fr",
        "a@exemple.fr;b@exemple.fr",
        "a@exemple.fr b@exemple.fr",
        "Alice <a@exemple.fr>",
        '"a,b"@exemple.fr',
        '"a@autre.fr "@exemple.fr',
        "a%autre.fr@exemple.fr",
        "autre.fr!a@exemple.fr",
        "@autre.fr:a@exemple.fr",
        "a@[127.0.0.1]",
        "a@localhost",
        "é@exemple.fr",
        "a@exemple.fr\x00",
        f"{'a' * 1_000_000}@exemple.fr",
    ],
)
def test_one_ordinary_address_and_nothing_else(client, contribution, recipient):
    response = send(client, contribution.get_absolute_url(), recipient=recipient, message="Gardé.")

    assert response.status_code == 422
    assert "error-summary" in response.text
    assert "Gardé." in response.text
    assert mail.outbox == []


def test_an_address_given_twice_is_read_once(client, contribution):
    given = urlencode(
        [("page", contribution.get_absolute_url()), ("recipient", "a@exemple.fr"), ("recipient", "b@exemple.fr")]
    )
    client.post(ADDRESS, given, content_type="application/x-www-form-urlencoded")
    assert [sent.to for sent in mail.outbox] == [["b@exemple.fr"]]


# --- What it says


@pytest.mark.parametrize("field", ["name", "message"])
@pytest.mark.parametrize(
    "words",
    [
        "Gagnez : https://piege.exemple",
        "http\u200b://piege.exemple",
        "WWW.piege.exemple",
        "www\u3002piege.exemple",
        "mailto:x@piege.exemple",
    ],
)
def test_a_link_is_refused_and_nothing_typed_is_lost(client, contribution, field, words):
    response = send(client, contribution.get_absolute_url(), **{field: words})

    assert response.status_code == 422
    assert "Retirez le lien" in response.text
    assert f'value="{CONTACT}"' in response.text
    assert mail.outbox == []


def test_nothing_of_what_is_said_becomes_a_link_or_a_header(client, contribution):
    contribution.live.title = "Achetez sur titre.exemple"
    contribution.live.save()
    said = {"name": "Alice\r\nBcc: b@exemple.fr", "message": "Voir nom.exemple\u3002com\u202e\n\nFin.<b>x</b> 3.5"}
    assert send(client, contribution.get_absolute_url(), **said).status_code == 302

    (sent,) = mail.outbox
    assert sent.recipients() == [CONTACT]
    assert "Bcc" not in sent.message().as_string().split("\n\n")[0]
    assert "titre. exemple" in sent.body
    assert "> Voir nom. exemple. com\n>" in sent.body
    assert "Alice Bcc: b @ exemple. fr" in sent.body
    assert "Fin.<b>x</b> 3.5" in sent.body  # plain text: no program reads tags in it


@pytest.mark.parametrize(("field", "length"), [("message", 501), ("message", 1_000_000), ("name", 61)])
def test_what_is_too_long_is_said(client, contribution, field, length):
    response = send(client, contribution.get_absolute_url(), **{field: "a" * length})
    assert response.status_code == 422
    assert mail.outbox == []


def test_a_robot_that_fills_the_hidden_field_sends_nothing(client, contribution):
    assert send(client, contribution.get_absolute_url(), site="x").status_code == 302
    assert mail.outbox == []


# --- How often


def test_a_sender_who_sends_too_often_is_told_how_long_to_wait(client, contribution):
    path = contribution.get_absolute_url()
    for number in range(5):
        assert send(client, path, recipient=f"proche{number}@exemple.fr").status_code == 302

    response = send(client, path, recipient="proche5@exemple.fr", message="Gardé.")

    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 600
    assert "Recommencez dans" in response.text
    assert "Gardé." in response.text
    assert len(mail.outbox) == 5
    elsewhere = {"page": path, "recipient": "proche5@exemple.fr"}
    assert client.post(ADDRESS, elsewhere, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_two_addresses_of_one_network_are_one_sender(client, contribution):
    path, said = contribution.get_absolute_url(), []
    for number in range(6):
        given = {"page": path, "recipient": f"proche{number}@exemple.fr"}
        said.append(client.post(ADDRESS, given, REMOTE_ADDR=f"2001:db8::{number}").status_code)
    assert said == [302] * 5 + [429]


def test_nobody_is_written_to_without_end(client, contribution):
    path, said = contribution.get_absolute_url(), []
    for number in range(4):
        given = {"page": path, "recipient": CONTACT.upper() if number == 1 else CONTACT}
        said.append(client.post(ADDRESS, given, REMOTE_ADDR=f"192.0.2.{number}").status_code)
    assert said == [302, 302, 302, 429]


def test_the_whole_site_has_its_limit(client, contribution, monkeypatch):
    monkeypatch.setattr(limits, "LIMITS", (limits.Limit("site", 1, 3600),))
    path = contribution.get_absolute_url()
    assert send(client, path, recipient="un@exemple.fr").status_code == 302
    assert send(client, path, recipient="deux@exemple.fr").status_code == 429


def test_what_is_refused_is_not_counted(client, contribution):
    for _ in range(8):
        assert send(client, contribution.get_absolute_url(), recipient="x").status_code == 422
    assert send(client, contribution.get_absolute_url()).status_code == 302


def test_nothing_is_sent_while_redis_cannot_count(client, contribution, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": url}}
        caches.close_all()
        response = send(client, contribution.get_absolute_url(), message="Gardé.")

    assert response.status_code == 503
    assert contribution.get_absolute_url() in response.text
    assert "Gardé." in response.text
    assert mail.outbox == []


# --- What is kept


class Refusing(BaseEmailBackend):
    """A mail server that repeats the address it refuses."""

    def send_messages(self, messages):
        raise SMTPRecipientsRefused({CONTACT: (550, f"<{CONTACT}> unknown".encode())})


def test_a_mail_server_that_refuses_is_told_without_the_address(client, contribution, settings, caplog):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    with caplog.at_level(logging.DEBUG):
        response = send(client, contribution.get_absolute_url(), message="Gardé.")

    assert response.status_code == 503
    assert "Gardé." in response.text
    assert "SMTPRecipientsRefused" in caplog.text
    assert "proche" not in caplog.text


def test_the_address_is_kept_nowhere(client, contribution, caplog):
    with caplog.at_level(logging.DEBUG):
        send(client, contribution.get_absolute_url(), message="Un secret")

    assert CONTACT not in caplog.text
    assert Notice.objects.count() == AuditEntry.objects.count() == 0
    assert not client.session.keys()
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{CONTACT}%"])
            assert cursor.fetchone() == (0,), table
    client_of_redis = cache._cache.get_client()
    names = client_of_redis.keys("*sharing*")
    assert len(names) == len(limits.LIMITS)
    assert not any(b"proche" in name for name in names)
    assert all(0 < client_of_redis.ttl(name) <= 86_400 for name in names)


def test_the_pages_that_can_be_sent_say_so(client, contribution, question, theme):
    for page in (question.consultation, theme, question, contribution):
        path = page.get_absolute_url()
        text = client.get(path).text
        assert f'<a href="{ADDRESS}?page={path}" rel="nofollow">' in text
        assert "data-copy" in text


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_to_say_of_the_form(contribution, browser, live_server):
    form = f"{ADDRESS}?page={contribution.get_absolute_url()}"
    assert running.faults(browser, live_server.url, {None: [form, f"{form}&envoye=1"]}) == []


def test_what_has_to_be_mended_is_said_in_the_form_itself(contribution, browser, live_server, transactional_db):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{ADDRESS}?page={contribution.get_absolute_url()}")
    page.get_by_label("Adresse électronique de votre contact").fill("proche@localhost")
    page.get_by_label("Votre message").fill("À lire.")
    page.get_by_role("button", name="Envoyer le message").click()
    assert page.get_by_role("link", name="Écrivez une seule adresse").is_visible()
    assert page.get_by_label("Votre message").input_value() == "À lire."
    page.get_by_label("Adresse électronique de votre contact").fill(CONTACT)
    page.get_by_role("button", name="Envoyer le message").click()
    assert page.get_by_text("Message parti").is_visible()
    context.close()
    assert [sent.to for sent in mail.outbox] == [[CONTACT]]


def test_it_answers_under_its_own_consultation_alone(client, contribution):
    ConsultationFactory(slug="ailleurs")
    path = contribution.get_absolute_url()
    assert client.get(f"{reverse('share', args=['ailleurs'])}?page={path}").status_code == 404
