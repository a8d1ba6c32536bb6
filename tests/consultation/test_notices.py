"""Mails: sent at least once, to the reader in the reader's language, and never in the way of a page."""

import socket
import time
from datetime import timedelta
from threading import Thread

import pytest
from celery import Celery
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction
from django.utils import timezone

from consultation import notices
from consultation.models import Notice, User
from debates import actions
from debates.models import Reason
from tests.factories import ContributionFactory, NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def broker_was_there(monkeypatch):
    monkeypatch.setattr(notices, "_away_until", 0.0)


def test_a_notice_is_sent_once():
    notice = NoticeFactory()

    notices.send_notice(notice.pk)
    notices.send_notice(notice.pk)

    assert len(mail.outbox) == 1
    notice.refresh_from_db()
    assert notice.state == Notice.State.SENT


def test_a_sending_cut_short_is_done_again(settings):
    """Whatever stops it before the mail server has answered, the row goes on waiting."""
    notice = NoticeFactory()
    settings.EMAIL_BACKEND = "tests.consultation.test_notices.Cut"
    with pytest.raises(KeyboardInterrupt):
        notices.send_notice(notice.pk)

    assert Notice.objects.waiting().get() == notice


class Cut(BaseEmailBackend):
    def send_messages(self, messages):
        raise KeyboardInterrupt


@pytest.mark.django_db(transaction=True)
def test_what_one_worker_holds_the_other_leaves():
    notice = NoticeFactory()

    def send():
        notices.send_notice(notice.pk)
        connection.close()

    with transaction.atomic():
        Notice.objects.select_for_update().get(pk=notice.pk)
        other = Thread(target=send)
        other.start()
        other.join(10)

    assert not other.is_alive()
    assert mail.outbox == []


def test_an_account_closed_since_is_not_written_to():
    for change in ({"email": None}, {"is_active": False}):
        notice = NoticeFactory()
        User.objects.filter(pk=notice.person_id).update(**change)
        notices.send_notice(notice.pk)

    assert mail.outbox == []
    assert not Notice.objects.exists()


def test_the_sweep_hands_over_what_is_late_and_gives_up_in_the_end(monkeypatch):
    now, handed = timezone.now(), []
    monkeypatch.setattr(notices, "hand_over", lambda task, pks: handed.extend(pks) or True)
    ages = {"fresh": timedelta(0), "late": timedelta(minutes=5), "lost": timedelta(days=4)}
    made = {name: NoticeFactory(created_at=now - age, due_at=now - age) for name, age in ages.items()}

    notices.sweep_notices()

    assert handed == [made["late"].pk]


def nothing() -> None:
    """A task that is never done: nobody takes it."""


@pytest.mark.parametrize("mute", [True, False])
def test_a_broker_that_is_away_holds_nobody_up(settings, mute):
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        if mute:
            server.listen()  # takes the connection and never answers
        app = Celery(broker=f"redis://127.0.0.1:{server.getsockname()[1]}/0", set_as_current=False)
        app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
        task = app.task(nothing, name="nothing")

        times = []
        for _ in range(3):
            begun = time.monotonic()
            assert not notices.hand_over(task)
            times.append(time.monotonic() - begun)

    assert times[0] < 3
    assert max(times[1:]) < 0.1


def test_nobody_writes_in_the_head_of_a_mail():
    notice = NoticeFactory(person__name="Eve\r\nBcc: tous@exemple.invalid", facts={"heading": "a\nBcc: b", "path": "/"})

    notices.send_notice(notice.pk)

    [sent] = mail.outbox
    assert sent.recipients() == [notice.person.email]
    assert "\n" not in sent.subject
    assert "Bcc" not in dict(sent.message().items())
    assert sent.alternatives == []


def test_the_reason_is_told_in_the_language_of_the_reader(citizen, moderator):
    contribution = ContributionFactory(author=citizen)
    actions.hide(contribution, by=moderator, reason=Reason.INSULT, note="Un\x00 mot.")

    notice = Notice.objects.get(person=citizen)
    assert notice.facts["reason"] == "attaque ou insulte"
    assert notice.facts["note"] == "Un mot."
    assert "Raison : attaque ou insulte." in notices.written(notice)[1].replace("\u00a0", " ")


def test_who_chooses_a_language_is_written_to_in_it(client, citizen):
    client.force_login(citizen)

    client.post("/i18n/langue/", {"language": "en"})

    citizen.refresh_from_db()
    assert citizen.language == "en"
    assert notices.written(NoticeFactory(person=citizen))[0] == "Your text is online"
