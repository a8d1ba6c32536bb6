"""Holes that were found in platforms of this kind, each with the test that it is refused here.

Each story is the shortest that shows the refusal; the folders beside hold the longer ones.
"""

import threading
from dataclasses import replace
from io import BytesIO

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultation import audit, limits, notices, spreadsheets, text
from consultation.models import AuditEntry, Membership, Notice, User
from debates import actions
from debates.models import Contribution, Reaction, Reason, State
from privacy import actions as leaving
from synthesis.exports import file_name, make
from tests.factories import (
    PASSWORD,
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    InvitationFactory,
    PersonalExportFactory,
    UserFactory,
)
from tests.synthesis.exports import fixtures
from tests.synthesis.exports.readers import csv_rows, made

pytestmark = pytest.mark.django_db
WORDS = {"title": "Un guichet", "body": "Un guichet par bourg."}
ACTIVE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


@pytest.fixture
def signed_in(client, citizen):
    client.force_login(citizen)
    return client


def _page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


# --- Moderation gone round


def test_the_client_does_not_choose_the_state_of_a_text(signed_in, question, natures):
    sent = {**WORDS, "nature": "proposal", "key": "k1", "state": "published", "live": "1", "publication_state": "x"}
    signed_in.post(reverse("post", args=["tiers-lieux", question.pk]), sent)
    assert Contribution.objects.get().state == State.PENDING


@pytest.mark.parametrize("state", [State.PENDING, State.PUBLISHED])
def test_an_edit_publishes_nothing(signed_in, question, citizen, state):
    made = ContributionFactory(question=question, author=citizen, state=state)
    path = reverse("edit", args=["tiers-lieux", made.pk])
    signed_in.post(path, {"title": "Autre", "body": "Tout autre chose.", "state": "published"})
    made.refresh_from_db()
    assert made.state == state
    assert "Tout autre chose" not in (made.live.body if made.live else "")


@pytest.mark.parametrize("route", ["contribution", "version", "question", "question_feed", "api-contributions-list"])
@pytest.mark.parametrize("state", [State.PENDING, State.HIDDEN])
def test_what_is_not_online_is_read_through_no_other_door(client, question, route, state):
    made = ContributionFactory(question=question, state=state, title="Zorglub", body="Zorglub.")
    numbers = {"contribution": ["tiers-lieux", made.pk], "version": ["tiers-lieux", made.pk, 1]}
    given = [] if route.startswith("api") else numbers.get(route, ["tiers-lieux", question.pk])
    response = client.get(reverse(route, args=given), {"state": state, "statut": state})
    assert response.status_code in (200, 400, 404)
    assert "Zorglub" not in response.content.decode()


# --- Permissions asked of the wrong object


@pytest.mark.parametrize("route", ["decide", "harvest", "edit"])
def test_a_role_in_the_consultation_of_the_address_gives_nothing_on_a_text_of_another(
    client, stranger, question, route
):
    made = ContributionFactory(question=question, state=State.PENDING)
    client.force_login(stranger)
    path = reverse(route, args=["ailleurs", made.pk])
    assert client.post(path, {"verdict": "publish", **WORDS}).status_code in (403, 404)
    made.refresh_from_db()
    assert made.state == State.PENDING


def test_nobody_exports_the_data_of_somebody_else_nor_replays_a_link_signed_out(client, citizen):
    other = PersonalExportFactory(person=UserFactory(), state="done", finished_at=timezone.now())
    path = reverse("personal_export_file", args=[other.token])
    assert client.get(path).status_code in (302, 404)
    client.force_login(citizen)
    assert client.get(path).status_code == 404


def test_nobody_erases_somebody_else(signed_in, citizen, moderator):
    path = reverse("leave")
    signed_in.post(path, {"texts": "keep", "person": moderator.pk, "user": moderator.pk, "password": PASSWORD})
    moderator.refresh_from_db()
    assert moderator.is_active
    assert moderator.erased_at is None


def test_two_exports_never_share_a_name():
    first, second = fixtures.document(draft=False), fixtures.document(draft=True)
    names = {file_name(document, format) for document in (first, second) for format in ("csv", "xlsx", "html")}
    assert len(names) == 6


# --- What people write is never active


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "java\tscript:x"]
)
def test_no_link_runs_anything(link):
    html = text.render(text.clean_body(f"[lien]({link}) <{link}> <a href='{link}'>x</a>"), "").html
    assert 'href="java' not in html.lower()
    assert 'href="data' not in html.lower()
    assert 'href="vb' not in html.lower()
    assert "<a href='" not in html


def test_names_titles_and_filters_are_words(client, question, citizen):
    User.objects.filter(pk=citizen.pk).update(name=ACTIVE[:80])
    made = ContributionFactory(question=question, author=citizen, title=ACTIVE, body=ACTIVE)
    pages = [
        _page(client, made.get_absolute_url()),
        _page(client, question.get_absolute_url()),
        _page(client, reverse("participant", args=["tiers-lieux", citizen.public_id])),
        client.get(reverse("search", args=["tiers-lieux"]), {"q": ACTIVE}).content.decode(),
        client.get(question.get_absolute_url(), {"apres": ACTIVE, "tri": ACTIVE}).content.decode(),
        client.get(reverse("share", args=["tiers-lieux"]), {"page": ACTIVE}).content.decode(),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_record_of_acts_shows_names_as_words(client, administrator, consultation):
    User.objects.filter(pk=administrator.pk).update(name=ACTIVE[:80])
    actor = User.objects.get(pk=administrator.pk)
    audit.record("theme.added", consultation, by=actor, name=ACTIVE)
    client.force_login(actor)
    page = _page(client, reverse("administer_log", args=["tiers-lieux"]))
    assert "Thème ajouté" in page
    assert "<script>alert" not in page


def test_a_spreadsheet_runs_no_cell_and_loses_no_character():
    for words in ("=1+1", "@mairie de Felletin", "+33 5", "-5 %", "\t=1"):
        cell = spreadsheets.neutralised(words)
        assert cell[0] not in "=@+-\t"
        assert spreadsheets.restore(cell) == words


# --- Twice at once


def test_a_double_click_makes_one_text(signed_in, question, natures):
    sent = {**WORDS, "nature": "proposal", "key": "une-fois"}
    for _each in range(2):
        signed_in.post(reverse("post", args=["tiers-lieux", question.pk]), sent)
    assert Contribution.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_reactions_of_one_person_are_one():
    made, person = ContributionFactory(), UserFactory()

    def react() -> None:
        try:
            actions.react(made, by=person, kind="agree")
        except Exception:  # a refusal is no second reaction
            connection.close()
        connection.close()

    threads = [threading.Thread(target=react) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made.refresh_from_db()
    assert Reaction.objects.filter(contribution=made, by=person).count() <= 1
    assert made.agree_count == Reaction.objects.filter(contribution=made).count()


# --- Jobs


def test_nothing_is_sent_for_what_was_not_committed(citizen, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        try:
            with transaction.atomic():
                notices.tell(citizen, "published", heading="x", path="/", consultation="x")
                raise LookupError
        except LookupError:
            pass
    assert callbacks == []
    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_no_periodic_job_looks_at_less_than_the_time_between_two():
    for name, beat in settings.CELERY_BEAT_SCHEDULE.items():
        assert beat["options"]["expires"] >= beat["schedule"], name


# --- Accounts


def test_no_answer_says_whether_an_address_has_an_account(client, citizen):
    path = reverse("account_reset_password")
    known, unknown = (client.post(path, {"email": email}) for email in (citizen.email, "personne@exemple.invalid"))
    assert (known.status_code, known.get("Location")) == (unknown.status_code, unknown.get("Location"))


def test_an_invitation_is_not_outlived_by_a_new_password(client, consultation, citizen):
    invitation = InvitationFactory(consultation=consultation, email=citizen.email, expires_at=timezone.now())
    citizen.set_password("un tout autre mot de passe")
    citizen.save()
    client.force_login(citizen)
    client.post(reverse("invitation", args=[invitation.token]))
    assert not Membership.objects.filter(user=citizen).exists()


@pytest.mark.parametrize(
    "elsewhere", ["https://exemple.org/", "//exemple.org", "/\\exemple.org", "javascript:alert(1)"]
)
def test_signing_in_leads_to_no_other_site(client, citizen, elsewhere):
    response = client.post(reverse("account_login"), {"login": citizen.email, "password": PASSWORD, "next": elsewhere})
    assert "exemple.org" not in response.get("Location", "")
    assert not response.get("Location", "").startswith("javascript")


@pytest.mark.parametrize("route", ["where_from", "notice_settings"])
def test_no_form_gives_a_right(signed_in, citizen, consultation, route):
    sent = {"name": "Un nom", "rhythm": "weekly", "stakeholder": "", "commune": "", "is_staff": "on"}
    sent |= {"is_superuser": "on", "role": "administrator", "roles": "administrator", "email": "autre@exemple.invalid"}
    signed_in.post(reverse(route), sent)
    citizen.refresh_from_db()
    assert (citizen.is_staff, citizen.is_superuser, citizen.email) == (False, False, "citoyenne@exemple.invalid")
    assert not Membership.objects.filter(user=citizen).exists()


@pytest.mark.parametrize("asked", ["author__email=a", "author__password__startswith=a", "order_by=author__password"])
def test_no_key_of_the_query_string_reaches_the_database(client, question, asked):
    ContributionFactory(question=question)
    assert client.get(f"{reverse('api-contributions-list')}?{asked}").status_code == 400
    assert client.get(f"{question.get_absolute_url()}?{asked}&tri=author__password").status_code == 400


def test_a_limit_is_answered_by_429_and_when_to_come_back(client, consultation, monkeypatch):
    monkeypatch.setitem(limits.RATES, "search", ("1/m", "1/m"))
    answers = [client.get(reverse("search", args=[consultation.slug]), {"q": "bail"}) for _each in range(2)]
    assert answers[1].status_code == 429
    assert int(answers[1]["Retry-After"]) > 0


# --- Evidence


def test_a_quote_stays_what_was_said_after_an_edit_and_after_a_withdrawal(question, citizen, moderator):
    made = ContributionFactory(question=question, author=citizen)
    extract = ExtractFactory(contribution=made)
    quote = extract.quote
    actions.edit(made, by=citizen, title="Autre", body="Plus rien de ce qui était écrit.")
    actions.publish(made, by=moderator)
    made.refresh_from_db()
    actions.withdraw(made, by=citizen)
    extract.refresh_from_db()
    assert extract.version.text[extract.start : extract.end] == extract.quote == quote


def test_erasing_a_person_leaves_what_others_rest_on_and_a_tombstone(question, citizen):
    made = ContributionFactory(question=question, author=citizen)
    answer = ArgumentFactory(parent=made)
    leaving.erase(citizen, by=citizen, texts=leaving.KEEP)
    citizen.refresh_from_db()
    assert (citizen.email, citizen.is_active) == (None, False)
    assert Contribution.objects.filter(pk__in=(made.pk, answer.pk)).count() == 2
    tombstone = AuditEntry.objects.get(action="person.erased")
    assert "Alice" not in str(tombstone.details)


def test_a_decision_is_not_erased_with_the_text(question, citizen, moderator):
    made = ContributionFactory(question=question, author=citizen)
    actions.hide(made, by=moderator, reason=Reason.PERSONAL_DATA)
    leaving.erase(citizen, by=citizen, texts=leaving.TAKE)
    assert made.decisions.exists()


# --- Files


def test_a_file_has_one_row_a_quote_whatever_its_reactions_and_keeps_every_character():
    words = "Deux lignes\net un émoji 👩🏽‍🌾, un « guillemet », @mairie"
    rows = csv_rows(made(fixtures.document(1, 1, texts=(words,)), "csv"))
    assert len(rows) == 2
    assert words in (spreadsheets.restore(cell) for cell in rows[1])


@pytest.mark.parametrize("format", ["csv", "xlsx", "html"])
def test_a_file_without_a_single_extract_is_made_all_the_same(format):
    out = BytesIO()
    make(fixtures.empty(), format, out)
    assert out.getvalue()


def test_headings_are_in_the_language_of_the_consultation():
    document = fixtures.document(1, 1)
    out = {language: csv_rows(made(replace(document, language=language), "csv"))[0] for language in ("fr", "en")}
    assert out["fr"] != out["en"]
    assert "Édition" in out["fr"]


def test_a_thread_deeper_than_five_levels_is_read(client, question):
    above = root = ContributionFactory(question=question)
    for _level in range(8):
        above = ArgumentFactory(parent=above)
    assert client.get(root.get_absolute_url()).status_code == 200
    assert client.get(reverse("api-arguments-list"), {"contribution": root.pk}).status_code == 200
