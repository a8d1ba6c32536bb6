"""The data that everybody may take along: whole, in streams, without anybody's name."""

import pytest

from consultation.models import User
from debates.models import Contribution, State
from synthesis import composing, open_data, renewing
from tests.factories import ArgumentFactory, ContributionFactory, ReactionFactory

pytestmark = pytest.mark.django_db


def records(synthesis) -> dict[str, list[dict]]:
    """By dataset, its records by the names of its columns."""
    scope = open_data.Scope(synthesis, renewing.as_readable(composing.document(synthesis)))
    found = {}
    for dataset in open_data.datasets(scope):
        found[dataset.name] = [dict(zip(dataset.names, record, strict=True)) for record in dataset.records()]
    return found


def test_everything_public_is_there(published, contributions, extract):
    data = records(published)
    assert len(data["contributions"]) == len(data["counted"]) == len(data["coverage"]) == 6
    assert [row["contribution"] for row in data["arguments"]] == [contributions[0].pk]
    assert {row["id"] for row in data["versions"]} >= {contributions[0].live_id}
    [kept] = data["extracts"]
    assert (kept["quote"], kept["id"]) == (extract.quote, extract.pk)
    [said] = data["statements"]
    assert (said["text"], said["citations"]) == ("Le bail freine.", 1)
    assert [row["extract"] for row in data["citations"]] == [extract.pk]
    assert [(row["extracts"], row["contributions"]) for row in data["ideas"]] == [(1, 1)]
    answers = [(row["kind"], row["number"]) for row in data["reactions"]]
    assert answers == [("agree", 1), ("disagree", 1), ("agree", 1)]


def test_nobody_is_named_and_nobody_says_more_than_he_shows(published):
    data = records(published)
    words = repr({**data, "statements": []})
    for person in User.objects.all():
        assert person.name not in words
        assert not person.email or person.email not in words
    hidden = [row for row in data["contributions"] if not row["shows_commune"]]
    assert [(row["commune"], row["kind"], row["region"]) for row in hidden] == [(None, None, None)]
    [counted] = [row for row in data["counted"] if not row["shows_commune"]]
    assert (counted["kind"], counted["department"]) == (None, None)


def test_a_person_has_one_number_in_an_archive_and_another_in_the_next(published, consultation, editor):
    numbers = [row["person"] for row in records(published)["contributions"]]
    assert len(set(numbers)) == 5  # one wrote two
    assert not set(numbers) & set(Contribution.objects.values_list("author", flat=True))
    from synthesis import actions

    again = [row["person"] for row in records(actions.draft(consultation, by=editor))["contributions"]]
    assert not set(numbers) & set(again)


def test_what_is_not_public_is_in_no_table(draft, contributions):
    secret = "Le mot de passe de la mairie"
    first = contributions[0]
    for state in (State.PENDING, State.HIDDEN, State.WITHDRAWN):
        ContributionFactory(question=first.question, nature=first.nature, body=secret, state=state)
    below = ContributionFactory(question=first.question, nature=first.nature, body=secret, state=State.HIDDEN)
    ArgumentFactory(parent=below, body=secret)
    data = records(draft)
    assert secret not in repr(data)
    assert data["coverage"][-1] == {"contribution": None, "state": "set_aside", "reason": None, "number": 4}


def test_a_text_hidden_since_it_was_counted_stays_a_number(published, contributions):
    Contribution.objects.filter(pk=contributions[0].pk).update(state=State.HIDDEN)
    data = records(published)
    [gone] = [row for row in data["counted"] if not row["is_public"]]
    assert gone["contribution"] == contributions[0].pk
    assert (gone["person"], gone["kind"], gone["stakeholder"]) == (None, None, None)
    assert "Le bail commercial" not in repr(data)
    assert [row["is_public"] for row in data["citations"]] == [False]


def test_who_left_is_not_gathered_again(published, contributions):
    person = contributions[0].author
    User.objects.filter(pk=person.pk).update(erased_at=person.date_joined)
    rows = [row for row in records(published)["contributions"] if row["author"] == "left"]
    assert [row["person"] for row in rows] == [None, None]


def test_the_number_of_queries_does_not_depend_on_the_data(draft, contributions, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            records(draft)
        return len(caught)

    before = queries()
    for _ in range(5):
        more = ContributionFactory(question=contributions[0].question, nature=contributions[0].nature)
        ReactionFactory(contribution=ArgumentFactory(parent=more))
    assert queries() == before


def test_people_read_words_where_programs_read_codes(published):
    tables = {table.key: table for table in open_data.tables(published)}
    whole = tables["donnees-contributions"]
    row = dict(zip(whole.headings, next(whole.rows()), strict=True))
    assert (row["Nature"], row["Type"], row["Commune"]) == ("frein", "rural", "Felletin")
    assert all(isinstance(cell, str | int) for table in tables.values() for row in table.rows() for cell in row)
    assert all(len(table.headings) == len(table.widths) for table in tables.values())
