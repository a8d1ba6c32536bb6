"""What people are told: on the site, and by mail once the act is committed.

A mail is sent at least once: its notice is marked as sent after the mail server took it, so that a crash in between
sends it again, under the same Message-ID, rather than never.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from celery import shared_task
from celery.exceptions import CeleryError
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from consultation import mailing
from consultation.models import Notice, Rhythm, User

log = logging.getLogger(__name__)
AWAY_FOR = 10  # seconds during which a broker that did not answer is not asked again
BATCH = 1000  # mails of one job: a queue is never flooded with one job a reader
HANDED_OVER = timedelta(minutes=1)  # before that a notice is on its way; after that the sweep hands it over
AGAIN = timedelta(minutes=5)  # after that what was handed over and is still not sent is handed over again
LONGEST_WAIT = timedelta(hours=6)  # between two tries of a mail that is refused
GIVE_UP = timedelta(days=3)  # an address that refuses mail for so long is left alone
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)  # this mail, not all

_away_until = 0.0


def tell(person: User | None, kind: str, **facts: Any) -> None:
    """Keep a notice to `person` in the transaction of the act, and send it once that is committed.

    `kind` names the template `notices/<kind>.txt` (its first line is the subject); `facts` are JSON values for it.
    Somebody without an address is told nothing; somebody who wants no mail reads it on the site, but for what the
    moderation decided, which is always mailed. A broker that is away only delays: the sweep sends what waits.
    """
    if person is not None:
        tell_all(kind, [(person, facts)])


def tell_all(kind: str, told: Iterable[tuple[User, dict[str, Any]]]) -> list[Notice]:
    """Tell many people, each the facts beside his name: one insert, and one job for BATCH mails."""
    notices = keep(kind, told, timezone.now())
    waiting = [notice.pk for notice in notices if notice.state == Notice.State.WAITING]
    for batch in batches(waiting):
        transaction.on_commit(lambda batch=batch: hand_over(send_notices, batch))
    return notices


def keep(kind: str, told: Iterable[tuple[User, dict[str, Any]]], at: datetime) -> list[Notice]:
    """The notices, written and not handed over: whoever calls this sends them, or the sweep does."""
    return Notice.objects.bulk_create(
        Notice(person=person, kind=kind, facts=facts, state=_wanted(person, kind), created_at=at, due_at=at)
        for person, facts in told
        if person.email and person.is_active
    )


def _wanted(person: User, kind: str) -> str:
    silent = person.rhythm == Rhythm.NONE and kind in mailing.OPTIONAL
    return Notice.State.UNSENT if silent else Notice.State.WAITING


def batches(pks: list[int]) -> Iterable[list[int]]:
    """Those ids, BATCH at a time."""
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def hand_over(task: Callable, *args: Any) -> bool:
    """Give work to the worker now; False when the broker is away (its row waits for the sweep)."""
    global _away_until
    if time.monotonic() < _away_until:
        return False
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, CeleryError, OSError):
        _away_until = time.monotonic() + AWAY_FOR
        return False
    return True


@shared_task(acks_late=True)
def send_notice(pk: int) -> None:
    """Send one notice."""
    send_notices([pk])


@shared_task(acks_late=True)
def send_notices(pks: list[int]) -> None:
    """Send notices over one connection, each in its own transaction: killed in between, what was sent stays sent.

    A mail that is refused waits for another try and stands in nobody's way; a server that is away stops the rest.
    """
    if not pks:
        return
    with get_connection() as connection:
        for pk in pks:
            try:
                _send(pk, connection)
            except OSError as error:  # those of smtplib among them
                _put_off(pk)
                if not isinstance(error, REFUSED):
                    raise
                log.warning("mail of notice %s refused: %s", pk, type(error).__name__)


@transaction.atomic
def _send(pk: int, connection: BaseEmailBackend) -> None:
    """Send one; who holds its row sends it, the others leave it. It goes on waiting when the sending fails."""
    waiting = Notice.objects.waiting().select_for_update(skip_locked=True, of=("self",)).select_related("person")
    notice = waiting.filter(pk=pk).first()
    if notice is None:
        return
    if not (notice.person.email and notice.person.is_active):  # the account was closed since
        notice.delete()
        return
    subject, body = written(notice)
    if subject:
        mailing.message(notice, subject, body, connection).send()
    state = Notice.State.SENT if subject else Notice.State.UNSENT  # nothing of it may be shown any more
    Notice.objects.filter(pk=pk).update(state=state)


def _put_off(pk: int) -> None:
    tries = Notice.objects.filter(pk=pk).values_list("tries", flat=True).first() or 0
    wait = min(timedelta(minutes=2 ** min(tries, 12)), LONGEST_WAIT)
    Notice.objects.waiting().filter(pk=pk).update(tries=F("tries") + 1, due_at=timezone.now() + wait)


@shared_task
def sweep_notices() -> None:
    """Hand over what still waits, the longest due first, until the broker is away."""
    hand_over_late(timezone.now())


def hand_over_late(now: datetime) -> None:
    late = Notice.objects.waiting().filter(due_at__lte=now - HANDED_OVER, created_at__gt=now - GIVE_UP)
    pks = list(late.order_by("due_at", "pk").values_list("pk", flat=True)[: 5 * BATCH])
    for batch in batches(pks):
        if not hand_over(send_notices, batch):
            return
        Notice.objects.waiting().filter(pk__in=batch).update(due_at=now + AGAIN - HANDED_OVER)


def written(notice: Notice, language: str | None = None) -> tuple[str, str]:
    """Subject and body, in the language of the reader unless told; both "" when nothing of it may be shown any more."""
    with translation.override(language or notice.person.language):
        text = render_to_string(
            f"notices/{notice.kind}.txt",
            {
                **notice.facts,
                "notice": notice,
                "person": notice.person,
                "site": settings.SITE_URL,
                "site_name": settings.SITE_NAME,
                "unsubscribe": mailing.unsubscribe_url(notice.person) if notice.kind in mailing.OPTIONAL else "",
            },
        )
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.lstrip("\n") + "\n"
