"""The mail itself: fixed words around a page of this site."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.views.decorators.debug import sensitive_variables

from consultation.public import PublicPage, absolute
from consultation.sharing.form import defused

PATIENCE = 10  # seconds for the mail server: somebody waits for the page

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """The mail server did not take it."""


@sensitive_variables("recipient", "name", "message", "mail")
def send(page: PublicPage, *, recipient: str, name: str, message: str) -> None:
    """Hand the mail to the mail server, in the language of the page being read; raises NotSent.

    Sent here and not by a worker: neither a row nor a message of the broker ever holds the address. What the server
    answered is not logged, for it often repeats the address.
    """
    facts = {
        "address": absolute(page.path),
        "title": defused(" ".join(page.title.split())),
        "consultation": page.consultation.name,
        "name": name,
        "lines": message.splitlines(),
        "site_name": settings.SITE_NAME,
    }
    subject, _, body = render_to_string("site/share_mail.txt", facts).strip().partition("\n")
    mail = EmailMessage(
        " ".join(subject.split()),
        body.lstrip("\n") + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [recipient],
        headers={"Auto-Submitted": "auto-generated"},  # no answer of an absent person comes back
        connection=get_connection(timeout=PATIENCE),
    )
    try:
        mail.send()
    except (SMTPException, OSError, ValueError) as error:
        logger.warning("a page could not be sent to a contact: %s", type(error).__name__)
        raise NotSent from None
