"""What people are told, by mail, once the act is committed."""

from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from celery import shared_task
from celery.exceptions import CeleryError
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from kombu.exceptions import OperationalError

from consultation.models import Notice, User


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
    try:
        task.apply_async(args, retry=False)
    except (OperationalError, CeleryError, OSError):
        return False
    return True


@shared_task(acks_late=True)
def send_notice(pk: int) -> None:
    """Send one notice, once: who claims the row sends it; a failed sending gives it back."""
    if Notice.objects.waiting().filter(pk=pk).update(state=Notice.State.SENT) == 0:
        return
    notice = Notice.objects.select_related("person").get(pk=pk)
    subject, body = written(notice)
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [notice.person.email])
    except (SMTPException, OSError):
        Notice.objects.filter(pk=pk).update(state=Notice.State.WAITING)
        raise


@shared_task
def sweep_notices() -> None:
    """Hand over what waits, oldest first."""
    for pk in Notice.objects.waiting().order_by("pk").values_list("pk", flat=True)[:500]:
        hand_over(send_notice, pk)


def written(notice: Notice) -> tuple[str, str]:
    """Subject and body, in the language of the reader."""
    with translation.override(notice.person.language):
        text = render_to_string(
            f"notices/{notice.kind}.txt",
            {**notice.facts, "person": notice.person, "site": settings.SITE_URL, "site_name": settings.SITE_NAME},
        )
    subject, _, body = text.strip().partition("\n")
    return " ".join(subject.split()), body.lstrip("\n") + "\n"
