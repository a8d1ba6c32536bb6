"""What nobody types in good faith, sent to every route: a clear answer each time, never an error of the site."""

import json
from base64 import urlsafe_b64encode

import pytest
from django.test import Client

from tests import routes
from tests.test_routes import address, people, undone, world  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db

READ = """
apres q tri nature territoire region qualite retenues theme question textes ouvert de a brouillons page envoye next
texte mots origine departement en-cours closes archives title body lieux cursor ids format lang kind
groupe fait seen decision raison motif sorte depuis code token envoye login revision acte
"""
SENT = """
title body source_url key nature stance kind on voir verdict version place reason note name stakeholder commune
shows_stakeholder shows_commune lieu-commune lieu-name lieu-url lieu-latitude lieu-longitude latitude longitude url
remove recipient message site page next language follow up_to notice rhythm slug tagline introduction charter moderation
contact context starts_on ends_on colour hint email roles step act model visit_on venue at revision then passage before
outcome text section extracts ideas parent format cutoff seed
seen decision suspend days into heir block_0 block_1 title_0 title_1 nature_0 nature_1 question_0 question_1 line answer
texte held_words reports_to_hold holds_newcomers explanation key rules kind accepted texts confirm word code credential
login password password1 action primary_email email_verify passwordless rate audited_on valid_until auditor
nonconformities derogations terms policy publisher host colour_scheme
"""


def cursor(*values) -> str:
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


BAD = {
    "nul": "%00",
    "not-utf8": "%ff%ed%a0%80",
    "huge": "9" * 30,
    "below": "-1",
    "turned": "%E2%80%AE%E2%80%8B",
    "list": "[]",
    "day": "9999-12-31",
    "first-day": "0001-01-01",
    "moment": "0001-01-01T00:00",
    "floats": cursor(float("inf"), 1),
    "moments": cursor("0001-01-01T00:00:00+14:00", 1),
    "last-moments": cursor("9999-12-31T23:59:59-12:00", 1),
    "numbers": cursor(10**40, 10**40),
    "words": cursor("\x00\ud800", 1),
    "star": "%27%3A*%20%26%20%7C%20%21%20%28%22",
    "url": "https%3A%2F%2F%5B%3A%3A",
}


def sent(line: routes.Line, turn: int) -> str:
    """Each name with a bad value, another one each turn; what a form needs to go further stays as it is."""
    names, values = (READ if line.method == "GET" else SENT).split(), list(BAD.values())
    kept = line.data if line.method == "POST" else {}
    bad = [f"{name}={values[(place + turn) % len(values)]}" for place, name in enumerate(names) if name not in kept]
    return "&".join([*bad, *(f"{name}={value}" for name, value in kept.items())])


def answered(line: routes.Line, path: str, person, turn: int) -> int:
    client = Client(raise_request_exception=False)
    if person:
        client.force_login(person)
    if line.method == "GET":
        return client.get(f"{path}?{sent(line, turn)}").status_code
    return client.post(path, sent(line, turn), content_type="application/x-www-form-urlencoded").status_code


def test_no_route_fails_for_what_is_sent(world, people):  # noqa: F811
    """One request a line, by somebody who may go further than its door."""
    wrong = {}
    for turn, line in enumerate(routes.TABLE):
        person = people["administrator" if line.who["administrator"] == routes.OK else "author"]
        with undone():
            status = answered(line, address(line, world), person, turn)
        if status >= 500:
            wrong[line.name, turn] = status
    assert wrong == {}
