"""Accounts that nobody uses any more: told twice, then erased.

RETENTION_YEARS after the last contact an account is due. It is erased when it is due, a first mail was taken by the
mail server at least FIRST before, and a second one at least SECOND before. Whatever keeps the worker away only moves
the days on: no delay is ever shortened. Signing in, writing or reacting begins it all again.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string
from django.utils import timezone, translation

from consultation.accounts import DEMO_DOMAIN
from consultation.models import Consultation, Membership, User
from privacy import actions
from privacy.models import Warned

log = logging.getLogger(__name__)
FIRST, SECOND = timedelta(days=30), timedelta(days=7)  # before an account is erased
REFUSALS = 3  # of an address, on different days: nobody reads there, and it counts as told
AGAIN = timedelta(days=1)
BATCH = 500  # mails of one run
AT_WORK = (Consultation.State.PREPARING, Consultation.State.OPEN)
GONE_ADDRESS = (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)


def kept_for() -> timedelta:
    return timedelta(days=round(365.25 * settings.RETENTION_YEARS))


def concerned() -> QuerySet[User]:
    """The accounts that may be erased for want of use, with `last`, the last contact.

    Not those that work for a consultation that is being prepared or is open, nor superusers, nor the demonstration.
    Imported people have no account.
    """
    works = Membership.objects.filter(user=OuterRef("pk"), consultation__state__in=AT_WORK)
    rows = User.objects.filter(email__isnull=False, erased_at=None, is_superuser=False).exclude(Exists(works))
    last = Coalesce(F("last_contact_at"), F("last_login"), F("date_joined"))
    return rows.exclude(email__iendswith=f"@{DEMO_DOMAIN}").annotate(last=last)


def look_after_accounts(now: datetime | None = None) -> None:
    """Forget the warnings of who came back, warn those whose day comes, erase those who were warned twice."""
    now = now or timezone.now()
    Warned.objects.filter(person__last_contact_at__gt=F("first_at")).delete()
    Warned.objects.filter(person__last_contact_at__gt=F("tried_at")).delete()
    with get_connection() as connection:
        for person in to_warn(now)[:BATCH]:
            if not _warn(person, now, connection):
                break
    for person in to_erase(now)[:BATCH]:
        try:
            actions.purge(person, why="unused")
        except actions.Refused:  # nobody else could administer a consultation that is closed
            log.warning("account %s is due and the last to administer a consultation", person.pk)


def to_warn(now: datetime) -> QuerySet[User]:
    """Those to whom a mail is due: the first one FIRST before their day, the second one FIRST - SECOND after it."""
    rows = (
        concerned()
        .filter(last__lte=now - kept_for() + FIRST)
        .filter(Q(warned__first_at=None) | Q(warned__second_at=None, warned__first_at__lte=now - (FIRST - SECOND)))
    )
    return rows.filter(Q(warned__tried_at=None) | Q(warned__tried_at__lte=now - AGAIN)).order_by("pk")


def to_erase(now: datetime) -> QuerySet[User]:
    warned = Q(warned__first_at__lte=now - FIRST, warned__second_at__lte=now - SECOND)
    return concerned().filter(warned, last__lte=now - kept_for()).order_by("pk")


@transaction.atomic
def _warn(person: User, now: datetime, connection: BaseEmailBackend) -> bool:
    """Send the mail that is due; False when the mail server is away, and nothing is written."""
    Warned.objects.get_or_create(person=person)
    warned = Warned.objects.select_for_update(skip_locked=True).filter(person=person).first()
    if warned is None or warned.second_at or not to_warn(now).filter(pk=person.pk).exists():
        return True  # another worker was faster, or the person came back
    try:
        _mail(person, warned, now, connection).send()
    except GONE_ADDRESS:
        warned.refusals += 1
        if warned.refusals < REFUSALS:
            warned.tried_at = now
            warned.save()
            return True
    except OSError as error:  # those of smtplib among them
        log.warning("the mail server is away: %s", type(error).__name__)
        transaction.set_rollback(True)
        return False
    name = "second_at" if warned.first_at else "first_at"
    setattr(warned, name, now)
    warned.refusals, warned.tried_at = 0, None
    warned.save()
    User.objects.filter(pk=person.pk).update(warned_at=now)
    return True


def _mail(person: User, warned: Warned, now: datetime, connection: BaseEmailBackend) -> EmailMessage:
    """In the language of the person: on which day, and what to do to keep the account."""
    left = SECOND if warned.first_at else FIRST
    context = {
        "person": person,
        "day": timezone.localdate(max(now + left, person.last + kept_for())),
        "is_second": bool(warned.first_at),
        "years": settings.RETENTION_YEARS,
        "site": settings.SITE_URL,
        "site_name": settings.SITE_NAME,
    }
    with translation.override(person.language):
        text = render_to_string("privacy/warning_mail.txt", context)
    subject, _, body = text.strip().partition("\n")
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return EmailMessage(
        " ".join(subject.split()),
        body.lstrip("\n") + "\n",
        None,
        [person.email],
        headers=headers,
        connection=connection,
    )
