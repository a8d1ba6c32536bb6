"""The last mail: that the account is erased. No row holds the address, so it is sent at once, or not at all."""

import logging
from collections.abc import Callable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.utils import translation

from consultation.models import User

PATIENCE = 10  # seconds for the mail server: somebody waits for the page
logger = logging.getLogger(__name__)


def letter(person: User) -> Callable[[], None]:
    """What sends it, written now, while the address is known; to be called once the erasure is committed."""
    address = person.email
    with translation.override(person.language):
        text = render_to_string("privacy/erased_mail.txt", {"person": person, "site_name": settings.SITE_NAME})
    subject, _, body = text.strip().partition("\n")

    def send() -> None:
        if not address:
            return
        mail = EmailMessage(
            " ".join(subject.split()),
            body.lstrip("\n") + "\n",
            settings.DEFAULT_FROM_EMAIL,
            [address],
            headers={"Auto-Submitted": "auto-generated"},
            connection=get_connection(timeout=PATIENCE),
        )
        try:
            mail.send()
        except (SMTPException, OSError, ValueError) as error:
            logger.warning("somebody who left could not be told: %s", type(error).__name__)

    return send
