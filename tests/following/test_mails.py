"""What the mails carry, and how they are stopped."""

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone

from consultation import mailing, notices
from consultation.models import AuditEntry, Notice, Rhythm
from following import actions, reading
from following.models import Follow
from tests.factories import ArgumentFactory, ContributionFactory, NoticeFactory, UserFactory
from tests.following.conftest import at, following, online, run, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(question):
    """A mail about what somebody follows."""
    following(question, at(5, 9), name="Alice Martin")
    text(question, at(5, 10))
    run(at(5, 10, 1))
    return mail.outbox[-1]


def address_in(sent) -> str:
    [address] = re.findall(r"^<http://[^/]+(/\S+)>$", sent.extra_headers["List-Unsubscribe"])
    return address


def test_the_head_says_that_a_program_wrote_it_and_how_to_stop_it(sent, settings):
    head = sent.message()

    assert head["List-Unsubscribe"].startswith(f"<{settings.SITE_URL}/mon-espace/avis/desabonnement/")
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert head["Auto-Submitted"] == "auto-generated"
    assert head["Precedence"] == "bulk"
    assert head.get_all("Message-ID") == [sent.extra_headers["Message-ID"]]
    assert address_in(sent) in sent.body
    assert sent.alternatives == []


def test_what_moderation_decided_cannot_be_stopped(citizen):
    for kind in ("published", "hidden", "edit_refused"):
        assert "List-Unsubscribe" not in mailing.headers(NoticeFactory(person=citizen, kind=kind))


def test_a_mail_sent_again_after_a_crash_has_the_same_message_id():
    notice = NoticeFactory()
    ids = set()
    for _ in range(2):
        notices.send_notice(notice.pk)
        ids.add(mail.outbox[-1].extra_headers["Message-ID"])
        Notice.objects.update(state=Notice.State.WAITING)

    assert len(ids) == 1


def test_the_mail_is_in_the_language_of_its_reader(question):
    following(question, at(5, 9), language="en", name="Alice")
    text(question, at(5, 10))
    run(at(5, 10, 1))

    assert "Hello Alice," in mail.outbox[-1].body


def test_a_name_or_a_title_writes_nothing_in_the_head(question):
    following(question, at(5, 9), name="Eve\r\nBcc: tous@exemple.invalid")
    text(question, at(5, 10), title="Un titre\r\nBcc: tous@exemple.invalid")
    run(at(5, 10, 1))

    [sent] = mail.outbox
    assert len(sent.recipients()) == 1
    assert "Bcc" not in dict(sent.message().items())


def test_one_click_stops_mails_signed_out_and_again_is_harmless(sent):
    [reader] = reading.Notice.objects.values_list("person", flat=True)
    click = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = click.post(address_in(sent), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert answer.cookies == {}

    person = UserFactory._meta.model.objects.get(pk=reader)
    assert person.rhythm == Rhythm.NONE
    assert AuditEntry.objects.filter(action="person.rhythm_changed").count() == 1
    assert Follow.objects.get(person=person).is_on  # told on the site as before


def test_who_only_opens_the_link_stops_nothing(sent, client):
    for method in (client.get, client.head):
        answer = method(address_in(sent))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]

    assert not UserFactory._meta.model.objects.filter(rhythm=Rhythm.NONE).exists()
    assert answer.cookies == {}


def test_one_thing_alone_can_be_stopped_from_a_mail(sent, question, client):
    followed = Follow.objects.exclude(person__name="Camille").get(person__name="Alice Martin")
    somebody_else = actions.follow(UserFactory(), question)

    assert client.post(address_in(sent), {"follow": followed.pk}).status_code == 200
    assert client.post(address_in(sent), {"follow": somebody_else.pk}).status_code == 404
    followed.refresh_from_db()
    somebody_else.refresh_from_db()
    assert not followed.is_on
    assert somebody_else.is_on
    assert followed.person.rhythm == Rhythm.AT_ONCE


@pytest.mark.parametrize("token", ["x", "1:x", "00000000-0000-0000-0000-000000000000:forged", ":", "%00:x"])
def test_an_address_we_did_not_make_stops_nothing(client, sent, token):
    for method in (client.get, client.post):
        assert method(f"/mon-espace/avis/desabonnement/{token}/").status_code == 404
    assert not UserFactory._meta.model.objects.filter(rhythm=Rhythm.NONE).exists()


def test_only_that_address_takes_a_form_without_a_token(question, citizen):
    checked = Client(enforce_csrf_checks=True)
    checked.force_login(citizen)
    slug = question.consultation.slug
    for path in ("/mon-espace/avis/lus/", "/mon-espace/avis/reglages/", f"/{slug}/suivre/question/{question.pk}/"):
        assert checked.post(path, {"rhythm": "none"}).status_code == 403


def test_who_wants_no_mail_is_still_told_what_moderation_decides(question, moderator):
    from debates import actions as debate

    author = UserFactory(rhythm=Rhythm.NONE)
    own = ContributionFactory(question=question, author=author, state="pending")
    debate.publish(own, by=moderator)
    debate.argue(own, by=UserFactory(), stance="for", body="Chez nous aussi.")
    answer = ArgumentFactory(parent=own, state="pending")
    debate.publish(answer, by=moderator)

    kinds = dict(Notice.objects.filter(person=author).values_list("kind", "state"))
    assert kinds == {"published": Notice.State.WAITING, "answered": Notice.State.UNSENT}


class Refusing(BaseEmailBackend):
    """A mail server that does not know one address, and takes the others."""

    sent: list[str] = []

    def send_messages(self, messages):
        for each in messages:
            if each.to[0].startswith("refuse"):
                raise smtplib.SMTPRecipientsRefused({each.to[0]: (550, b"unknown")})
            self.sent.append(each.to[0])
        return len(messages)


class Away(Refusing):
    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("gone")


def test_an_address_that_refuses_stands_in_nobodys_way_and_is_tried_later(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    Refusing.sent.clear()
    refused, other = NoticeFactory(person__email="refuse@exemple.invalid"), NoticeFactory()
    notices.send_notices([refused.pk, other.pk])

    assert Refusing.sent == [other.person.email]
    refused.refresh_from_db()
    assert (refused.state, refused.tries) == (Notice.State.WAITING, 1)
    assert refused.due_at > timezone.now() + timedelta(seconds=30)


def test_a_mail_server_that_is_away_leaves_the_rest_waiting(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    both = [NoticeFactory().pk, NoticeFactory().pk]
    with pytest.raises(smtplib.SMTPServerDisconnected):
        notices.send_notices(both)

    assert Notice.objects.waiting().count() == 2
    assert list(Notice.objects.order_by("pk").values_list("tries", flat=True)) == [1, 0]


def test_what_waits_is_handed_over_by_the_thousand(monkeypatch):
    person = UserFactory()
    long_ago = timezone.now() - timedelta(hours=1)
    Notice.objects.bulk_create(
        Notice(person=person, kind="published", created_at=long_ago, due_at=long_ago) for _ in range(2500)
    )
    handed = []
    monkeypatch.setattr(notices, "hand_over", lambda task, pks: handed.append(len(pks)) or True)
    notices.sweep_notices()
    notices.sweep_notices()

    assert handed == [1000, 1000, 500]


def test_an_answer_is_told_by_the_one_mail_of_the_act(question, citizen):
    own = online(ContributionFactory(question=question, author=citizen), at(5, 9))
    run(at(5, 9, 1))
    online(ArgumentFactory(parent=own), at(5, 10))

    assert run(at(12, 9)) == []
