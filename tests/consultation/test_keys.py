"""Access keys: made after one's password, shown once, over when they should be."""

import re
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from consultation.keys import actions
from consultation.keys.models import AccessKey
from consultation.models import AuditEntry
from tests.factories import PASSWORD, AccessKeyFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, citizen) -> Client:
    """Who has just given his password."""
    client.force_login(citizen)
    assert client.post("/comptes/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


def answered(words: str) -> int:
    return Client().get("/api/v1/texts/0/", headers={"Authorization": f"Bearer {words}"}).status_code


OPENS, REFUSED = 404, 401  # there is no text 0: who is known is told so


def test_a_key_is_shown_once_and_opens(signed_in, citizen):
    answer = signed_in.post("/mon-espace/cles/nouvelle/", {"name": "  Mon carnet ", "days": "30"})
    words = re.search(r'value="(cle_[^"]+)"', answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    key = AccessKey.objects.get()
    assert (key.person, key.name) == (citizen, "Mon carnet")
    assert timedelta(days=29) < key.expires_at - timezone.now() < timedelta(days=31)
    assert words not in str(AccessKey.objects.values())  # only its digest is kept
    assert answered(words) == OPENS
    page = signed_in.get("/mon-espace/cles/").content.decode()
    assert "Mon carnet" in page
    assert words not in page
    assert list(AuditEntry.objects.filter(target=f"keys.accesskey:{key.pk}").values_list("action", "by")) == [
        ("key.made", citizen.pk)
    ]


def test_the_password_is_asked_before_and_nothing_typed_is_lost(client, citizen):
    client.force_login(citizen)
    sent = {"name": "Mon carnet", "days": "30"}
    for answer in (client.get("/mon-espace/cles/nouvelle/"), client.post("/mon-espace/cles/nouvelle/", sent)):
        assert answer["Location"].startswith("/comptes/reauthenticate/")
    assert not AccessKey.objects.exists()
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert "cle_" in answer.content.decode()
    assert AccessKey.objects.get().name == "Mon carnet"


@pytest.mark.parametrize(
    "sent", [{}, {"name": "", "days": "30"}, {"name": "\u200b", "days": "30"}, {"name": "x" * 61, "days": "30"}]
)
def test_a_form_to_mend(signed_in, sent):
    assert signed_in.post("/mon-espace/cles/nouvelle/", sent).status_code == 422


@pytest.mark.parametrize("days", ["0", "36500", "-1", "abc", "9" * 5000, "\x00"])
def test_no_key_is_good_for_ever(signed_in, days):
    assert signed_in.post("/mon-espace/cles/nouvelle/", {"name": "x", "days": days}).status_code == 422
    assert not AccessKey.objects.exists()


def test_ten_keys_and_those_that_are_over_make_room(signed_in, citizen):
    keys = AccessKeyFactory.create_batch(actions.MOST, person=citizen)
    answer = signed_in.post("/mon-espace/cles/nouvelle/", {"name": "Une de trop", "days": "30"})
    assert answer.status_code == 422
    assert "Une de trop" in answer.content.decode()
    AccessKey.objects.filter(pk=keys[0].pk).update(expires_at=timezone.now())
    assert signed_in.post("/mon-espace/cles/nouvelle/", {"name": "Une autre", "days": "30"}).status_code == 200
    assert citizen.access_keys.count() == actions.MOST


def test_a_revoked_key_opens_nothing(signed_in, citizen):
    key, words = actions.make(citizen, name="x", days=30)
    assert signed_in.post(f"/mon-espace/cles/{key.pk}/revoquer/").status_code == 302
    assert answered(words) == REFUSED


def test_an_expired_key_opens_nothing(citizen):
    key, words = actions.make(citizen, name="x", days=30)
    AccessKey.objects.filter(pk=key.pk).update(expires_at=timezone.now())
    assert answered(words) == REFUSED


def test_a_changed_password_ends_the_keys(citizen):
    _key, words = actions.make(citizen, name="x", days=30)
    citizen.set_password("un-autre-mot-de-passe")
    citizen.save()
    assert answered(words) == REFUSED


def test_the_key_of_a_closed_account_opens_nothing(citizen):
    _key, words = actions.make(citizen, name="x", days=30)
    citizen.is_active = False
    citizen.save()
    assert answered(words) == REFUSED


def test_a_key_of_the_demonstration_opens_nothing_elsewhere():
    _key, words = actions.make(UserFactory(email="citoyen@demo.invalid"), name="x", days=30)
    assert answered(words) == OPENS
    with override_settings(EMBEDDED=False):
        assert answered(words) == REFUSED


def test_what_looks_like_a_key(citizen):
    _key, words = actions.make(citizen, name="x", days=30)
    for wrong in (
        "",
        "x",
        "cle_",
        words[:-1],
        words + "x",
        words.upper(),
        "cle_" + "x" * 10_000,
        "cle_é",
        f"{words} x",
    ):
        assert answered(wrong) == REFUSED, wrong
    for header in (words, f"Basic {words}", f"Token {words}", "Bearer", "Bearer  "):
        answer = Client().get("/api/v1/texts/0/", headers={"Authorization": header})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (REFUSED, "Bearer"), header
    assert answered(words) == OPENS


def test_the_last_use_is_noted_to_the_minute(citizen, django_assert_num_queries):
    key, words = actions.make(citizen, name="x", days=30)
    assert answered(words) == OPENS
    key.refresh_from_db()
    assert timezone.now() - key.last_used_at < timedelta(seconds=30)
    with django_assert_num_queries(1):  # and not written again within that minute
        assert actions.used(words) == key
