"""The disk of PostgreSQL is full: pages stay up, nothing is said to be kept that is not, what was typed comes back.

What PostgreSQL then answers is answered here by a trigger of the table of texts, under the same code (53100).
"""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from debates.models import Contribution
from tests.factories import ContributionFactory

pytestmark = pytest.mark.django_db(transaction=True)
FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file "base/5/16384": No space left on device'
    USING ERRCODE = '53100', HINT = 'Check free disk space.';
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON debates_version FOR EACH STATEMENT EXECUTE FUNCTION no_room()
"""


def sql(statements: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


@pytest.fixture
def make_room():
    """No more text finds room from now on, until it is called."""
    sql(FULL)

    def drop() -> None:
        sql("DROP FUNCTION IF EXISTS no_room CASCADE")

    yield drop
    drop()


def test_a_text_that_finds_no_room_comes_back_and_is_kept_once_there_is_some(question, natures, citizen, request):
    client = Client(raise_request_exception=False)
    client.force_login(citizen)
    there = ContributionFactory(question=question)
    address = reverse("post", args=["tiers-lieux", question.pk])
    sent = {"nature": "barrier", "title": "Le bail", "body": "Trop long et trop cher.", "key": "formulaire-1"}

    make_room = request.getfixturevalue("make_room")
    refused = client.post(address, sent)
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert "Trop long et trop cher." in refused.content.decode()
    assert Contribution.objects.filter(key="formulaire-1").count() == 0
    assert client.get(there.get_absolute_url()).status_code == 200

    make_room()
    assert [client.post(address, sent).status_code for _each in range(2)] == [302, 302]
    assert Contribution.objects.filter(key="formulaire-1").count() == 1
