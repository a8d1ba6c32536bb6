"""What people are told, by mail, once the act is committed.

A notice is sent at least once: it is marked as sent after the mail server took it, so that a crash in between sends it
again rather than never.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.exceptions import CeleryError
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from kombu.exceptions import OperationalError

from consultation.models import Notice, User

AWAY_FOR = 10  # seconds during which a broker that did not answer is not asked again
HANDED_OVER = timedelta(minutes=1)  # before that a notice is on its way; after that the sweep hands it over
GIVE_UP = timedelta(days=3)  # an address that refuses mail for so long does not stand in the way of others

_away_until = 0.0


def tell(person: User | None, kind: str, **facts: Any) -> None:
    """Keep a notice to `person` in the transaction of the act, and send it once that is committed.

    `kind` names the template `notices/<kind>.txt` (its first line is the subject); `facts` are JSON values for it.
    Somebody without an address is told nothing. A broker that is away only delays: the sweep sends what waits.
    """
    if person is None or not person.email or not person.is_active:
        return
    notice = Notice.objects.create(person=person, kind=kind, facts=facts)
    transaction.on_commit(lambda: hand_over(send_notice, notice.pk))


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
@transaction.atomic
def send_notice(pk: int) -> None:
    """Send one notice; who holds its row sends it, the others leave it. It goes on waiting when the sending fails."""
    waiting = Notice.objects.waiting().select_for_update(skip_locked=True, of=("self",)).select_related("person")
    notice = waiting.filter(pk=pk).first()
    if notice is None:
        return
    if not (notice.person.email and notice.person.is_active):  # the account was closed since
        notice.delete()
        return
    subject, body = written(notice)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [notice.person.email])
    Notice.objects.filter(pk=pk).update(state=Notice.State.SENT)


@shared_task
def sweep_notices() -> None:
    """Hand over what still waits, oldest first, until the broker is away."""
    now = timezone.now()
    late = Notice.objects.waiting().filter(created_at__range=(now - GIVE_UP, now - HANDED_OVER))
    for pk in late.order_by("pk").values_list("pk", flat=True)[:500]:
        if not hand_over(send_notice, pk):
            return


def written(notice: Notice) -> tuple[str, str]:
    """Subject and body, in the language of the reader."""
    with translation.override(notice.person.language):
        text = render_to_string(
            f"notices/{notice.kind}.txt",
            {**notice.facts, "person": notice.person, "site": settings.SITE_URL, "site_name": settings.SITE_NAME},
        )
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.lstrip("\n") + "\n"
