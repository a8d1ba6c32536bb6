"""What a page shows, the API gives; what is only counted, neither tells."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consultation.models import Consultation
from debates import actions
from debates.models import Contribution
from tests.api.test_reading import get, ids
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    ExtractFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
HERE = {"consultation": "tiers-lieux"}


# --- Home, question


def test_the_figures_of_the_home(client, question):
    author = UserFactory(commune=CommuneFactory())
    contribution = ContributionFactory(question=question, author=author)
    ArgumentFactory(parent=contribution, author=author)
    row = get(client, "consultations/tiers-lieux")
    assert row["figures"] == {"contributions": 1, "arguments": 1, "reactions": 0, "participants": 1, "communes": 1}
    assert row["departments"] == [{"code": "23", "name": "Creuse", "texts": None}]
    assert row["opening"]["kind"] == "debate"
    assert row["counted_at"]
    assert "figures" not in get(client, "consultations")["results"][0]


def test_archives_are_read_too(client, question, consultation):
    contribution = ContributionFactory(question=question)
    Consultation.objects.filter(pk=consultation.pk).update(state="archived")
    assert [row["state"] for row in get(client, "consultations", state="archived")["results"]] == ["archived"]
    assert get(client, "consultations", state="open")["results"] == []
    assert "state" in get(client, "consultations", status=400, state="preparing")
    assert ids(client, "contributions", **HERE) == [contribution.pk]


def test_when_a_question_was_last_answered(client, question):
    assert get(client, f"questions/{question.pk}")["last_at"] is None
    contribution = ContributionFactory(question=question)
    ContributionFactory(question=question, state="pending", created_at=timezone.now() + timedelta(hours=1))
    shown = get(client, f"questions/{question.pk}")["last_at"]
    assert shown == get(client, f"contributions/{contribution.pk}")["posted_at"]


def test_the_filters_and_sorts_of_a_question(client, question):
    kept, left = ContributionFactory(question=question), ContributionFactory(question=question)
    ExtractFactory(contribution=kept)
    Contribution.objects.filter(pk=kept.pk).update(extracts_count=1, turn=5.5)
    Contribution.objects.filter(pk=left.pk).update(turn=0.5)
    assert ids(client, "contributions", harvested="yes") == [kept.pk]
    assert ids(client, "contributions", harvested="no") == [left.pk]
    assert ids(client, "contributions", sort="least_seen") == [left.pk, kept.pk]
    following = get(client, "contributions", sort="least_seen", size="1")["next"]
    assert [row["id"] for row in client.get(following).json()["results"]] == [kept.pk]
    assert get(client, f"contributions/{kept.pk}")["extracts_count"] == 1


def test_what_is_only_counted_is_neither_shown_nor_found(client, question):
    author = UserFactory(commune=CommuneFactory(), stakeholder="elected")
    ContributionFactory(question=question, author=author, shows_stakeholder=False, shows_commune=False)
    row = get(client, "contributions")["results"][0]
    assert (row["whence"]["stakeholder"], row["whence"]["commune"]) == ("", None)
    for asked in ({"stakeholder": "elected"}, {"region": "75"}, {"territory": "rural"}):
        assert ids(client, "contributions", **asked) == []
        assert ids(client, "search", q="perception", **HERE, **asked) == []
    assert ids(client, "search", q="perception", **HERE) == [row["id"]]
    assert get(client, "search", q="perception", **HERE)["results"][0]["whence"]["commune"] is None


# --- Participants


def test_a_participant_and_what_he_published(client, question, stranger):
    author = UserFactory(name="Odile", stakeholder="elected", commune=CommuneFactory(), shows_commune=False)
    contribution = ContributionFactory(question=question, author=author)
    argument = ArgumentFactory(parent=contribution, author=author)
    ContributionFactory(question=question, author=author, state="pending")
    ContributionFactory(question=question)
    whence = get(client, f"contributions/{contribution.pk}")["whence"]
    assert whence["participant"] == str(author.public_id)
    row = get(client, f"consultations/tiers-lieux/participants/{author.public_id}")
    assert (row["name"], row["stakeholder"], row["commune"]) == ("Odile", "elected", None)
    assert ids(client, "contributions", participant=author.public_id) == [contribution.pk]
    assert ids(client, "arguments", participant=author.public_id) == [argument.pk]
    assert client.get(f"/api/v1/consultations/ailleurs/participants/{author.public_id}/").status_code == 404


def test_who_published_nothing_is_nobody(client, question):
    silent = UserFactory()
    ContributionFactory(question=question, author=silent, state="hidden")
    other = ThemeFactory(consultation=ConsultationFactory(state="preparing"))
    ContributionFactory(question=QuestionFactory(theme=other), author=silent)
    nobody = uuid4()
    for path in ("contributions", "arguments"):
        refused = get(client, path, status=400, participant=silent.public_id)
        assert refused == get(client, path, status=400, participant=nobody)
        for wrong in ("abc", "\x00", "1"):
            assert "participant" in get(client, path, status=400, participant=wrong)
    for public_id in (silent.public_id, nobody):
        assert client.get(f"/api/v1/consultations/tiers-lieux/participants/{public_id}/").status_code == 404


# --- Search


def test_the_search_of_the_page(client, question):
    near = ContributionFactory(question=question, title="La coopération des lieux", body="Une coopération.")
    far = ContributionFactory(question=question, title="Un lieu", body="Long texte. " * 30 + "Une coopération.")
    argument = ArgumentFactory(parent=far, body="Sans coopération, rien.")
    ContributionFactory(question=question, title="Une coopération cachée", state="hidden")
    found = get(client, "search", q="cooperation", **HERE)
    assert (found["count"], found["order"], found["results"][0]["id"]) == (3, "closest", near.pk)
    assert {row["id"] for row in found["results"]} == {near.pk, far.pk, argument.pk}
    assert "<mark>coopération</mark>" in found["results"][0]["passage_html"]
    assert ids(client, "search", q="cooperation", part="argument", **HERE) == [argument.pk]
    assert ids(client, "search", q="cooperation", sort="newest", **HERE) == [argument.pk, far.pk, near.pk]
    assert ids(client, "search", q="cooperation", question=QuestionFactory().pk, **HERE) == []
    row = next(row for row in found["results"] if row["id"] == argument.pk)
    assert (row["part"], row["contribution"], row["question"]) == ("argument", far.pk, question.pk)


@pytest.mark.parametrize("sort", ["closest", "newest"])
def test_its_pages_follow(client, question, sort):
    made = {ContributionFactory(question=question).pk for _ in range(5)}
    seen, path = [], f"/api/v1/search/?q=perception&consultation=tiers-lieux&sort={sort}&size=2"
    while path:
        answer = client.get(path).json()
        seen += [row["id"] for row in answer["results"]]
        path = answer["next"]
    assert (len(seen), set(seen)) == (5, made)


@pytest.mark.parametrize(
    ("asked", "name", "status"),
    [
        ({}, "q", 400),
        ({"q": "a\x00"}, "q", 400),
        ({"q": "x" * 201}, "q", 422),
        ({"q": "bail", "consultation": "nulle-part"}, "consultation", 400),
        ({"q": "bail", "consultation": "\x00"}, "consultation", 400),
        ({"q": "bail", "theme": "abc"}, "theme", 400),
        ({"q": "bail", "question": "9" * 40}, "question", 400),
        ({"q": "bail", "part": "all"}, "part", 400),
        ({"q": "bail", "nature": "\x00"}, "nature", 400),
        ({"q": "bail", "nature": "none"}, "nature", 400),
        ({"q": "bail", "region": "ZZ"}, "region", 400),
        ({"q": "bail", "region": "\x00"}, "region", 400),
        ({"q": "bail", "stakeholder": "king"}, "stakeholder", 400),
        ({"q": "bail", "sort": "author__email"}, "sort", 400),
        ({"q": "bail", "cursor": "made-up"}, "cursor", 400),
        ({"q": "bail", "size": "1000"}, "size", 400),
        ({"q": "bail", "author": "1"}, "author", 400),
    ],
    ids=str,
)
def test_what_the_search_refuses(client, question, natures, asked, name, status):
    assert get(client, "search", status=status, **HERE | asked)[name]


def test_a_consultation_in_preparation_is_not_searched(client, question, consultation):
    ContributionFactory(question=question)
    Consultation.objects.filter(pk=consultation.pk).update(state="preparing")
    assert "consultation" in get(client, "search", status=400, q="perception", **HERE)
    assert client.get("/api/v1/consultations/tiers-lieux/").status_code == 404


def test_signs_alone_find_nothing(client, question):
    ContributionFactory(question=question)
    for asked in ("***", "le la les", "' | !", '"'):
        assert get(client, "search", q=asked, **HERE) == {"next": None, "count": 0, "order": "closest", "results": []}


def test_their_number_of_queries_does_not_depend_on_the_rows(client, question, django_assert_max_num_queries):
    def queries() -> list[int]:
        counted = []
        for path in ("search/?q=perception&consultation=tiers-lieux", "consultations/tiers-lieux/", "questions/"):
            with django_assert_max_num_queries(16) as captured:
                assert client.get(f"/api/v1/{path}").status_code == 200
            counted.append(len(captured))
        return counted

    def write() -> None:
        for code in ("23079", "87085"):
            author = UserFactory(commune=CommuneFactory(code=code), shows_commune=True)
            ArgumentFactory(parent=ContributionFactory(question=question, author=author), author=author)

    write()
    few = queries()
    for _ in range(4):
        write()
        QuestionFactory(theme=question.theme)
    assert queries() == few


def test_the_source_of_a_text_and_of_its_versions(client, question, citizen):
    contribution = ContributionFactory(question=question, author=citizen)
    actions.edit(contribution, by=citizen, title="Un titre", body="Un texte", source_url="https://www.insee.fr/fr")
    assert get(client, f"contributions/{contribution.pk}")["source_url"] == ""  # the new one awaits a moderator
    assert [row["source_url"] for row in get(client, "versions", contribution=contribution.pk)["results"]] == [""]
