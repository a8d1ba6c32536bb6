"""The record of acts as the administrators of a consultation read it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultation import audit
from debates import actions as debating
from debates.models import Reason, State
from tests.factories import AuditEntryFactory, ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(client, administrator, consultation):
    client.force_login(administrator)
    path = reverse("administer_log", args=[consultation.slug])

    def read(**asked) -> str:
        answer = client.get(path, asked)
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_an_act_is_read_in_words_with_who_did_it_and_why(log, question, moderator):
    contribution = ContributionFactory(question=question)
    debating.hide(contribution, by=moderator, reason=Reason.PERSONAL_DATA, note="Le numéro de Mme Dupont.")
    page = log()
    assert "Texte masqué" in page
    assert moderator.name in page
    assert "donnée personnelle" in page
    assert reverse("contribution", args=[question.consultation.slug, contribution.pk]) in page
    assert "Mme Dupont" not in page  # the line stays in the decision
    assert "contribution.hide" not in page.replace('value="contribution.hide"', "")


def test_by_act_person_and_day(log, consultation, moderator, editor):
    today, before = timezone.now(), timezone.now() - timedelta(days=9)
    for act, by, at in (("theme.moved", moderator, today), ("nature.moved", editor, before)):
        AuditEntryFactory(action=act, by=by, at=at, consultation=consultation, target="debates.theme:1")
    found = {act: f"<b>{act} déplacé" for act in ("Thème", "Nature")}
    found["Nature"] += "e"
    assert all(words in log() for words in found.values())
    for asked in ({"acte": "theme.moved"}, {"personne": moderator.public_id}, {"jour": timezone.localdate()}):
        assert found["Thème"] in log(**asked)
        assert found["Nature"] not in log(**asked)
    assert "Aucun acte ne répond" in log(acte="question.moved")


def test_what_is_asked_for_in_bad_faith_is_left_out(log):
    for asked in (
        {"acte": "x\x00"},
        {"personne": "0"},
        {"personne": "\x00"},
        {"jour": "2026-13-45"},
        {"jour": "9999-12-31"},
        {"jour": "0001-01-01"},
        {"apres": "zzz"},
    ):
        log(**asked)


def test_pages_follow_each_other_and_keep_the_filter(log, client, consultation, moderator):
    for number in range(60):
        AuditEntryFactory(
            action="theme.moved", consultation=consultation, target=f"debates.theme:{number}", by=moderator
        )
    first = log(acte="theme.moved")
    assert first.count("<b>Thème déplacé") == 50
    older = first.partition('href="?acte')[2].partition('"')[0].replace("&amp;", "&")
    path = reverse("administer_log", args=[consultation.slug])
    assert client.get(f"{path}?acte{older}").content.decode().count("<b>Thème déplacé") == 10


def test_the_number_of_queries_does_not_grow(log, consultation, question, moderator, django_assert_max_num_queries):
    for _ in range(30):
        contribution = ContributionFactory(question=question, state=State.PENDING)
        debating.publish(contribution, by=moderator)
    log()
    with django_assert_max_num_queries(20):
        log()


def test_another_consultations_acts_and_accounts_stay_out(log, stranger):
    audit.record("person.joined", stranger, by=stranger)
    elsewhere = stranger.memberships.first().consultation
    audit.record("consultation.closed", elsewhere, by=stranger)
    page = log()
    assert stranger.name not in page
    assert "<b>Consultation close" not in page


def test_the_head_is_shown_to_be_written_down(log, consultation, administrator):
    audit.record("consultation.closed", consultation, by=administrator)
    audit.seal_waiting()
    assert audit.head().seal in log()


def test_an_erased_person_is_read_as_those_who_left(log, consultation):
    person = UserFactory(name="Hortense Clairval")
    audit.record("theme.moved", consultation, by=person, step=1)
    assert "Hortense Clairval" in log()
    person.name = "Personne partie"
    person.save(update_fields=["name"])
    assert "Hortense Clairval" not in log()
