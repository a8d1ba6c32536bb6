"""Leaving: what says who somebody was is gone at once, everywhere; what was quoted stays without her."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse

from consultation import profile
from consultation.keys import actions as keys
from consultation.models import AuditEntry, Membership, User
from debates import actions as debate
from debates.models import Appeal, Contribution, Decision, State
from privacy import actions, tasks
from privacy.models import Erasure
from synthesis import tasks as synthesis_tasks
from synthesis.models import Extract, JobState
from tests.factories import (
    PASSWORD,
    AppealFactory,
    ArgumentFactory,
    ContributionFactory,
    DecisionFactory,
    MembershipFactory,
    NoticeFactory,
    PersonalExportFactory,
    ReportFactory,
    UserFactory,
)
from tests.privacy.conftest import QUOTE

NAMES = ("Alice Duchemin", "alice@exemple.invalid")


def everything() -> str:
    """The whole database as words: what a search of the tables would find."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found += [f"{table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def finish() -> None:
    for erasure in Erasure.objects.filter(state=JobState.QUEUED):
        tasks.finish_erasure(erasure.pk)


@pytest.mark.parametrize("texts", [actions.KEEP, actions.TAKE])
def test_no_table_says_who_she_was(world, alice, texts):
    PersonalExportFactory(person=alice, state=JobState.DONE)
    assert all(name in everything() for name in NAMES)

    actions.erase(alice, by=alice, texts=texts)
    finish()

    left = [line for line in everything().splitlines() if any(name in line for name in NAMES)]
    assert left == []
    alice.refresh_from_db()
    assert (alice.email, alice.name, alice.name_key) == (None, profile.GONE, "")
    assert (alice.stakeholder, alice.commune) == ("", None)
    assert not alice.is_active
    assert not alice.has_usable_password()
    assert not EmailAddress.objects.filter(user=alice).exists()
    for related in ("drafts", "follows", "notices", "access_keys", "personal_exports", "memberships"):
        assert getattr(alice, related).count() == 0, related


def test_texts_that_stay_are_nobodys(client, world, alice, consultation):
    page = reverse("participant", args=[consultation.slug, alice.public_id])
    assert client.get(page).status_code == 200

    actions.erase(alice, by=alice, texts=actions.KEEP)

    shown = client.get(world.silent.get_absolute_url()).content.decode()
    assert "de ma main" in shown
    assert profile.GONE in shown
    assert client.get(page).status_code == 404
    alice.refresh_from_db()
    assert client.get(reverse("participant", args=[consultation.slug, alice.public_id])).status_code == 404
    assert "/participants/" not in shown
    for pk in (world.quoted.pk, world.silent.pk):
        text = Contribution.objects.get(pk=pk)
        assert (text.stakeholder, text.commune, text.author_id, text.state) == ("", None, alice.pk, State.PUBLISHED)
    world.other.refresh_from_db()
    assert world.other.agree_count == 1


def test_texts_that_go_lose_their_words_in_every_table(client, world, alice):
    answer = ArgumentFactory(parent=world.silent, body="La réponse de quelqu’un d’autre.")
    notice = NoticeFactory(person=answer.author, facts={"heading": world.silent.live.heading, "text": world.silent.pk})
    digest = world.silent.live.sha256
    world.question = world.silent.question

    actions.erase(alice, by=alice, texts=actions.TAKE)
    finish()

    words = everything()
    for gone in ("personne ne cite", "de ma main", "Mon atelier de Felletin", "Appelez-moi", "L’ancienne perception"):
        assert gone not in words, [line[:200] for line in words.splitlines() if gone in line]
    assert not type(notice).objects.filter(pk=notice.pk).exists()
    world.silent.refresh_from_db()
    assert (world.silent.state, world.silent.versions.get().sha256) == (State.WITHDRAWN, digest)
    shown = client.get(world.silent.get_absolute_url())
    assert shown.status_code == 200
    assert "La réponse de quelqu’un d’autre." in shown.content.decode()
    assert not Extract.objects.filter(pk=world.unused.pk).exists()
    world.other.refresh_from_db()
    assert world.other.agree_count == 0


@pytest.mark.parametrize("texts", [actions.KEEP, actions.TAKE])
def test_what_a_published_synthesis_quotes_stays_without_her(client, world, alice, consultation, texts):
    frozen = world.synthesis.sha256
    file = reverse("export_file", args=[consultation.slug, world.synthesis.exports.get(format="html").pk])
    assert NAMES[0] in b"".join(client.get(file).streaming_content).decode()

    actions.erase(alice, by=alice, texts=texts)

    assert client.get(file).status_code == 404  # until it is made again
    page = client.get(reverse("synthesis", args=[consultation.slug])).content.decode()
    said = client.get(f"/api/v1/syntheses/{world.synthesis.pk}/").json()
    synthesis_tasks.sweep()
    for export in world.synthesis.exports.filter(format__in=("html", "csv")):
        synthesis_tasks.finish_export(export.pk)
        made = b"".join(export.data()).decode("utf-8-sig")
        assert QUOTE in made
        assert NAMES[0] not in made
        assert profile.GONE in made
    for surface in (page, json.dumps(said, ensure_ascii=False)):
        assert QUOTE in surface
        assert NAMES[0] not in surface
        assert profile.GONE in surface
    quote = next(quote for quote in said["document"]["quotes"] if quote["text"] == QUOTE)
    assert (quote["author"], quote["stakeholder"], quote["place"]) == (profile.GONE, "", "")
    assert "Felletin (23)" not in page
    world.synthesis.refresh_from_db()
    assert world.synthesis.sha256 == frozen


def test_what_a_moderator_had_hidden_does_not_come_back_as_a_quote(client, world, alice, moderator, consultation):
    debate.hide(world.quoted, by=moderator, reason="insult")

    actions.erase(alice, by=alice, texts=actions.TAKE)
    finish()

    assert QUOTE not in client.get(reverse("synthesis", args=[consultation.slug])).content.decode()
    assert QUOTE not in everything()


def test_every_session_and_key_ends_at_once(world, alice):
    elsewhere = Client()
    elsewhere.force_login(alice)
    _key, words = keys.make(alice, name="Un programme", days=30)
    stale = Session.objects.count()

    actions.erase(alice, by=alice, texts=actions.KEEP)

    assert elsewhere.get(reverse("my_data")).status_code == 302
    assert keys.used(words) is None
    finish()
    assert Session.objects.count() == stale - 1
    assert not Client().login(email="alice@exemple.invalid", password=PASSWORD)


def test_the_words_of_reports_and_appeals_go_and_their_outcome_stays(world, alice, moderator):
    report = ReportFactory(by=alice, contribution=world.other, line="Je connais cette personne.")
    about = ReportFactory(contribution=world.quoted, line="« Appelez-moi au village » : c’est Mme Duchemin.")
    decision = DecisionFactory(contribution=world.quoted, note="Madame, ceci est hors sujet.")
    settled = AppealFactory(by=alice, decision=decision, text="Je conteste.", state="granted", answer="Soit.")
    hidden = ContributionFactory(question=world.other.question, author=alice)
    debate.hide(hidden, by=moderator, reason="insult")
    waiting = debate.appeal(hidden.decisions.first(), by=alice, words="Relisez-moi.")

    actions.erase(alice, by=alice, texts=actions.KEEP)

    report.refresh_from_db()
    about.refresh_from_db()
    settled.refresh_from_db()
    hidden.refresh_from_db()
    assert (report.line, report.outcome) == (about.line, about.outcome) == ("", "open")
    decision.refresh_from_db()
    assert decision.note == ""
    assert (settled.text, settled.answer, settled.state) == ("", "", "granted")
    assert not Appeal.objects.filter(pk=waiting.pk).exists()
    assert (hidden.is_appealed, hidden.queued_at) == (False, None)
    assert Decision.objects.filter(contribution=hidden).exists()


def test_the_record_has_a_tombstone_that_names_nobody(world, alice):
    actions.erase(alice, by=alice, texts=actions.TAKE)

    entry = AuditEntry.objects.get(action="person.erased")
    assert (entry.target, entry.by) == (f"consultation.user:{alice.pk}", alice)
    assert entry.details == {"why": "asked", "texts": "take", "count": 2}


def test_twice_is_as_once(world, alice):
    actions.erase(alice, by=alice, texts=actions.KEEP)
    actions.erase(alice, by=alice, texts=actions.TAKE)

    assert AuditEntry.objects.filter(action="person.erased").count() == 1
    assert Contribution.objects.get(pk=world.silent.pk).state == State.PUBLISHED


def test_she_is_told_once_at_the_address_that_is_no_longer_kept(django_capture_on_commit_callbacks, world, alice):
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase(alice, by=alice, texts=actions.KEEP)

    letters = [letter for letter in mail.outbox if letter.to == ["alice@exemple.invalid"]]
    assert [letter.subject for letter in letters] == ["Votre compte est effacé"]


# --- Who may


def test_nobody_erases_somebody_else(world, alice, moderator, administrator, stranger):
    root = User.objects.create_superuser("root@exemple.invalid", PASSWORD, name="Racine")
    for person in (moderator, administrator, stranger, root):
        with pytest.raises(PermissionDenied):
            actions.erase(alice, by=person, texts=actions.TAKE)
    alice.refresh_from_db()
    assert alice.erased_at is None


def test_the_last_administrator_of_a_consultation_stays(client, administrator, consultation):
    client.force_login(administrator)

    page = client.get(reverse("leave")).content.decode()
    with pytest.raises(actions.Refused) as refused:
        actions.erase(administrator, by=administrator, texts=actions.KEEP)

    assert consultation.name in page
    assert 'name="texts"' not in page
    assert consultation.name in str(refused.value)
    assert User.objects.get(pk=administrator.pk).email == administrator.email
    MembershipFactory(consultation=consultation, user=UserFactory(), role="administrator")
    actions.erase(administrator, by=administrator, texts=actions.KEEP)
    assert not Membership.objects.filter(user=administrator).exists()


def test_the_name_of_those_who_left_is_nobodys(citizen):
    assert profile.is_taken("personne  PARTIE")


# --- The page


def post(client, **data):
    return client.post(reverse("leave"), {"texts": "keep", "sure": "on", **data}, follow=True)


def test_the_password_is_asked_before(client, world, alice):
    client.force_login(alice)

    asked = post(client)
    assert asked.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert User.objects.get(pk=alice.pk).email

    wrong = client.post(reverse("account_reauthenticate"), {"password": "pas-celui-la", "next": reverse("leave")})
    assert wrong.status_code == 200
    done = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("leave")})
    assert "Votre compte est effacé" in done.content.decode()
    assert User.objects.get(pk=alice.pk).email is None
    assert client.get(reverse("my_data")).status_code == 302


def test_who_has_no_password_signs_in_anew(client, alice):
    alice.set_unusable_password()
    alice.save()
    client.force_login(alice)

    refused = post(client)

    assert refused.status_code == 422
    assert "Confirmez d’abord que c’est vous" in refused.content.decode()
    assert User.objects.get(pk=alice.pk).email


def test_nothing_goes_without_a_choice_and_a_word(client, alice):
    client.post(reverse("account_login"), {"login": alice.email, "password": PASSWORD})

    for data in ({"texts": ""}, {"sure": ""}, {"texts": "burn"}):
        answer = post(client, **data)
        assert answer.status_code == 422
    assert User.objects.get(pk=alice.pk).email
    assert "Votre compte est effacé" in post(client).content.decode()
