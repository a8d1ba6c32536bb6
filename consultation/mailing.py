"""What a mail of the platform carries beside its words, and the address that stops mails without signing in."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from consultation.models import Notice, User

OPTIONAL = frozenset(
    ["answered", "cited", "followed", "report_upheld", "report_dismissed", "report_moot"]
)  # who wants no mail gets these on the site alone
BULK = frozenset(["followed"])  # sent to many people at once
_signer = Signer(salt="consultation.unsubscribe")


def message(notice: Notice, subject: str, body: str, connection: BaseEmailBackend) -> EmailMessage:
    """The mail of a notice: plain text, to one person."""
    return EmailMultiAlternatives(
        subject,
        body,
        settings.DEFAULT_FROM_EMAIL,
        [notice.person.email],
        connection=connection,
        headers=headers(notice),
    )


def headers(notice: Notice) -> dict[str, str]:
    """Says that a program wrote it (RFC 3834), and for what may be stopped, how to stop it in one click (RFC 8058).

    The Message-ID is that of the notice, so that a mail sent again after a crash is known as the same one.
    """
    host = urlsplit(settings.SITE_URL).hostname
    given = {
        "Message-ID": f"<notice-{notice.pk}-{notice.created_at:%Y%m%d%H%M%S}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if notice.kind in BULK:
        given |= {"Precedence": "bulk"}
    if notice.kind in OPTIONAL:
        given |= {
            "List-Unsubscribe": f"<{unsubscribe_url(notice.person)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return given


def unsubscribe_url(person: User) -> str:
    """The address, good without signing in and for ever, where this person stops his mails."""
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[_signer.sign(str(person.public_id))])}"


def person_of(token: str) -> User | None:
    """Who an unsubscribing address was made for; None for one that we did not make."""
    try:
        return User.objects.filter(public_id=_signer.unsign(token)).first()
    except (BadSignature, ValidationError):
        return None
