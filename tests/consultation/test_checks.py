"""`manage.py check --deploy` finds what would hurt a public site, and says what to do."""

import pytest
from django.db import connection
from django.test import override_settings

from consultation import checks

GOOD = {
    "EMBEDDED": False,
    "SITE_URL": "https://consultation.example.org",
    "ALLOWED_HOSTS": ["consultation.example.org"],
    "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
    "EMAIL_URL": "submission://site:secret@smtp.example.org:587",
    "DEFAULT_FROM_EMAIL": "Consultation <ne-pas-repondre@example.org>",
    "ADMIN_PATH": "arriere-boutique",
    "METRICS_TOKEN": "",
} | dict.fromkeys(checks.SAID_BY_LAW, "dit")


def found(**changed) -> set[str]:
    with override_settings(**GOOD | changed):
        messages = checks.deployed(None)
    assert all(message.hint for message in messages)
    return {message.id for message in messages}


def test_a_site_that_is_set_up_has_nothing_to_say():
    assert found() == set()
    assert found(ALLOWED_HOSTS=[".example.org"], METRICS_TOKEN="a-token-of-twenty-four-c") == set()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"EMBEDDED": True}, "site.W001"),
        ({"SITE_URL": "http://consultation.example.org"}, "site.W002"),
        ({"SITE_URL": "https://consultation.example.org/"}, "site.E003"),
        ({"SITE_URL": "https://127.0.0.1", "ALLOWED_HOSTS": ["127.0.0.1"]}, "site.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "site.W004"),
        ({"ALLOWED_HOSTS": ["ample.org", "example.org"]}, "site.E005"),
        ({"SECURE_PROXY_SSL_HEADER": None}, "site.W006"),
        ({"EMAIL_URL": ""}, "site.W007"),
        ({"DEFAULT_FROM_EMAIL": "Consultation <ne-pas-repondre@demo.invalid>"}, "site.W008"),
        ({"ADMIN_PATH": "admin/"}, "site.I009"),
        ({"METRICS_TOKEN": "abc"}, "site.W010"),
        ({"DPO_CONTACT": ""}, "site.I011"),
    ],
)
def test_what_is_dangerous_is_said(changed, told):
    assert told in found(**changed)


@pytest.mark.django_db
def test_a_database_in_utf8_is_taken():
    assert checks.encoded(None, databases=["default"]) == []
    assert checks.encoded(None, databases=None) == []


@pytest.mark.django_db(transaction=True)
def test_a_database_in_another_encoding_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS of_latin_letters")
        cursor.execute("CREATE DATABASE of_latin_letters TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    held = connection.settings_dict["NAME"]
    connection.close()
    try:
        connection.settings_dict["NAME"] = "of_latin_letters"
        (message,) = checks.encoded(None, databases=["default"])
    finally:
        connection.close()
        connection.settings_dict["NAME"] = held
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE of_latin_letters")
    assert message.id == "site.E012"
    assert "LATIN1" in message.msg
