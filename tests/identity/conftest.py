"""What the stories about identity share: limits at zero, the code of the last mail, a code of an application."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache

from tests.factories import TOTP_SECRET


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


def code_mailed() -> str:
    found = re.search(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{3,4}$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[0]


def totp(secret: str = TOTP_SECRET, steps: int = 0) -> str:
    """The code that an application shows now, or some half-minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def signed_in(client) -> bool:
    return client.get("/mon-espace/").status_code == 200


def words_of(response) -> str:
    """What is read, without what differs each time."""
    without = re.compile(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"|[\w.]+@exemple\.invalid')
    return without.sub("", re.sub(r"\s+", " ", response.content.decode()))
