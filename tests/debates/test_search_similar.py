"""What is like a text that somebody is writing."""

import pytest
from django.core.cache import cache
from django.db import connection

from consultation import limits
from debates import search
from debates.models import Contribution, State
from tests.factories import ArgumentFactory, ContributionFactory, QuestionFactory

pytestmark = pytest.mark.django_db
WRITTEN = "Un bail précaire\nLe bail précaire des ateliers est trop court pour investir dans une presse."


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def test_the_same_question_first_then_the_others(question, theme):
    elsewhere = ContributionFactory(
        question=QuestionFactory(theme=theme), title="Bail précaire des ateliers", body="Court pour investir."
    )
    here = ContributionFactory(question=question, title="Investir", body="Un bail précaire, c’est court.")
    ContributionFactory(question=question, title="La cantine", body="On y mange bien.")

    assert search.similar(question, WRITTEN) == [here, elsewhere]
    assert search.similar(question, WRITTEN, size=1) == [here]
    assert search.similar(question, WRITTEN, exclude=here) == [elsewhere]


def test_who_shares_more_comes_first(question):
    less = ContributionFactory(question=question, title="La presse", body="Elle est dans les ateliers.")
    more = ContributionFactory(question=question, title="Le bail précaire", body="Trop court pour les ateliers.")

    assert search.similar(question, WRITTEN) == [more, less]


def test_the_first_texts_of_a_consultation_are_found_once_the_database_has_counted_their_words(question):
    less = ContributionFactory(question=question, title="La presse", body="Elle est dans les ateliers.")
    more = ContributionFactory(question=question, title="Le bail précaire", body="Trop court pour les ateliers.")
    with connection.cursor() as sql:
        sql.execute("ANALYZE debates_searchentry")  # as PostgreSQL does by itself: each word is in half of the texts

    assert search.similar(question, WRITTEN) == [more, less]


def test_nothing_for_a_short_text_nor_for_strange_words(question):
    ContributionFactory(question=question, title="Le bail précaire", body="Des ateliers.")

    for written in ("", "Le bail", "le la les de du", "zorglub xyzzy plugh", "'; -- & | !", "🙂 \u202e", "\x00"):
        assert search.similar(question, written) == []


def test_only_public_contributions(question):
    hidden = ContributionFactory(question=question, title="Le bail précaire", body="Des ateliers.")
    text = ContributionFactory(question=question, title="La cantine", body="On y mange.")
    ArgumentFactory(parent=text, body=WRITTEN)
    Contribution.objects.filter(pk=hidden.pk).update(state=State.HIDDEN)

    assert search.similar(question, WRITTEN) == []


def test_the_part_of_a_page_and_the_page(client, question):
    address = f"/tiers-lieux/questions/{question.pk}/semblables/"
    text = ContributionFactory(question=question, title="Le <bail> précaire", body="Des ateliers.")
    sent = {"title": "Un bail précaire", "body": "Les ateliers manquent."}
    part = client.get(address, sent, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in part
    assert "Argumenter là plutôt" in part
    assert text.get_absolute_url() in part
    assert "Le &lt;bail&gt; précaire" in part
    assert client.post(address, sent, headers={"HX-Request": "true"}).content.decode() == part
    assert client.get(address, {"title": "Le"}, headers={"HX-Request": "true"}).content.decode().strip() == ""
    assert "<html" in client.get(address, sent).content.decode()
    assert "Rien de semblable" in client.get(address).content.decode()
    assert client.get("/tiers-lieux/questions/999999/semblables/").status_code == 404


def test_three_at_most_stand_beside_what_is_being_written(client, question, natures):
    for n in range(5):
        ContributionFactory(question=question, title=f"Le bail précaire {n}", body="Des ateliers.")
    sent = {"title": "Un bail précaire", "body": "Les ateliers manquent.", "nature": "finding"}
    address = f"/tiers-lieux/questions/{question.pk}/semblables/"
    writing = f"/tiers-lieux/questions/{question.pk}/contribuer/"

    assert client.post(address, sent, headers={"HX-Request": "true"}).text.count("#argumenter") == 3
    assert client.post(writing, sent | {"voir": "semblables"}).text.count("#argumenter") == 3
    assert client.post(address, sent).text.count("#argumenter") == 5


def test_a_megabyte_and_too_many_requests(client, question, monkeypatch):
    address = f"/tiers-lieux/questions/{question.pk}/semblables/"
    assert client.post(address, {"body": "bail " * 200_000}).status_code == 200

    monkeypatch.setitem(limits.RATES, "similar", ("2/m", "2/m"))
    assert [client.get(address).status_code for _each in range(3)] == [200, 200, 429]
