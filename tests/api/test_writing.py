"""What a program writes with a key: the acts, the words and the refusals of the pages."""

import pytest

from consultation.models import Consultation
from debates import actions
from debates.models import Contribution, Decision, Reaction, State
from tests.api.conftest import Program
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    NatureFactory,
    QuestionFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SENT = {"nature": "proposal", "title": "Un lieu ouvert", "body": "Le **samedi** aussi."}
ARGUED = {"stance": "for", "body": "Chez nous aussi."}


@pytest.fixture
def published(question) -> Contribution:
    return ContributionFactory(question=question)


@pytest.fixture(autouse=True)
def _natures(natures):
    return natures


# --- Posting


def test_a_contribution_awaits_a_moderator_as_on_the_page(program, question, citizen):
    row = program.post(f"questions/{question.pk}/contributions/", SENT)
    assert (row["state"], row["is_online"], row["awaits"], row["version"]) == ("pending", False, True, 1)
    assert (row["title"], row["body"], row["nature"]) == (SENT["title"], SENT["body"], "proposal")
    contribution = Contribution.objects.get(pk=row["id"])
    assert (contribution.author, contribution.question) == (citizen, question)
    assert contribution.versions.get().html == "<p>Le <strong>samedi</strong> aussi.</p>"
    assert program.ask("GET", f"texts/{row['id']}/") == row


def test_it_is_online_at_once_where_the_consultation_says_so(program, question, consultation, client):
    Consultation.objects.filter(pk=consultation.pk).update(moderation="after")
    row = program.post(f"questions/{question.pk}/contributions/", {**SENT, "source_url": "https://www.insee.fr/fr"})
    assert (row["state"], row["is_online"]) == ("published", True)
    assert client.get(f"/api/v1/contributions/{row['id']}/").json()["source_url"] == "https://www.insee.fr/fr"


def test_a_practice_says_where_it_is(program, question, natures):
    CommuneFactory(small_town=True)
    sent = {**SENT, "nature": "practice", "place_commune": "Guéret", "place_name": "La Halle"}
    row = program.post(f"questions/{question.pk}/contributions/", sent)
    place = Contribution.objects.get(pk=row["id"]).place
    assert (place.commune_id, place.name, place.has_point) == ("23096", "La Halle", False)


@pytest.mark.parametrize(
    ("nature", "said", "field"),
    [
        ("practice", {"place_name": "La Halle"}, "place_commune"),
        ("practice", {"place_commune": "Nulle-Part-sur-Rien"}, "place_commune"),
        ("practice", {"place_commune": "Guéret", "place_latitude": "nord"}, "place_latitude"),
        ("proposal", {"place_commune": "Guéret"}, "detail"),
    ],
)
def test_a_place_that_will_not_do_is_refused_and_nothing_is_written(program, question, natures, nature, said, field):
    CommuneFactory(small_town=True)
    sent = {**SENT, "nature": nature, **said}
    assert field in program.post(f"questions/{question.pk}/contributions/", sent, status=422)
    assert not Contribution.objects.exists()


def test_answering_a_contribution_then_the_answer(program, published, consultation):
    Consultation.objects.filter(pk=consultation.pk).update(moderation="after")
    first = program.post(f"texts/{published.pk}/arguments/", ARGUED)
    second = program.post(f"texts/{first['id']}/arguments/", {**ARGUED, "stance": "nuance"})
    assert (second["contribution"], second["parent"]) == (published.pk, first["id"])
    published.refresh_from_db()
    assert (published.arguments_count, published.for_count) == (2, 1)


def test_the_same_demand_sent_twice_is_one_text(program, question):
    headers = {"Idempotency-Key": "envoi-1"}
    path = f"questions/{question.pk}/contributions/"
    first = program.post(path, SENT, **headers)
    assert program.post(path, SENT, **headers) == first
    assert Contribution.objects.count() == 1
    for other in ({**SENT, "title": "Autre chose"}, {**SENT, "nature": "finding"}):
        assert "idempotence" in program.post(path, other, status=409, **headers)["detail"]
    assert Contribution.objects.count() == 1
    assert program.post(path, SENT)["id"] != first["id"]


def test_the_key_of_a_demand_is_that_of_its_author_alone(question, citizen, stranger):
    path, headers = f"questions/{question.pk}/contributions/", {"Idempotency-Key": "envoi-1"}
    assert Program(citizen).post(path, SENT, **headers)["id"] != Program(stranger).post(path, SENT, **headers)["id"]


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 61, "a\tb"])
def test_a_key_that_is_none_is_refused(program, question, key):
    answer = program.post(f"questions/{question.pk}/contributions/", SENT, status=400, **{"Idempotency-Key": key})
    assert "Idempotency-Key" in answer


# --- Reacting, editing, withdrawing


def test_a_reaction_is_given_changed_and_taken_back(program, published, citizen):
    path = f"texts/{published.pk}/reaction/"
    for _ in range(2):
        assert program.put(path, {"kind": "agree"})["agree_count"] == 1
    assert program.put(path, {"kind": "disagree"}) == {
        "kind": "disagree",
        "agree_count": 0,
        "disagree_count": 1,
        "unclear_count": 0,
        "more_info_count": 0,
    }
    for _ in range(2):
        assert program.ask("DELETE", path)["disagree_count"] == 0
    assert not Reaction.objects.filter(by=citizen).exists()


def test_a_reaction_that_does_not_exist(program, published):
    for kind in ("love", ""):
        assert program.put(f"texts/{published.pk}/reaction/", {"kind": kind}, status=422)["kind"]
    assert program.put(f"texts/{published.pk}/reaction/", {}, status=422)["kind"]


def test_one_s_own_text_is_edited_then_withdrawn(program, question, citizen):
    mine = ContributionFactory(question=question, author=citizen)
    row = program.put(f"texts/{mine.pk}/", {"title": "Un titre", "body": "Un texte neuf"})
    assert (row["version"], row["is_online"], row["awaits"], row["body"]) == (2, True, True, "Un texte neuf")
    program.ask("DELETE", f"texts/{mine.pk}/", status=204)
    mine.refresh_from_db()
    assert mine.state == State.WITHDRAWN
    program.ask("DELETE", f"texts/{mine.pk}/", status=403)
    program.put(f"texts/{mine.pk}/", {"title": "Un titre", "body": "Encore"}, status=403)


def test_an_argument_has_no_title(program, published, citizen):
    mine = ArgumentFactory(parent=published, author=citizen)
    assert "title" in program.put(f"texts/{mine.pk}/", {"title": "Un", "body": "Deux"}, status=400)
    assert program.put(f"texts/{mine.pk}/", {"body": "Deux"})["body"] == "Deux"


# --- Whom it is refused


def test_nobody_without_a_key(published, question):
    for method, path in (
        ("POST", f"questions/{question.pk}/contributions/"),
        ("POST", f"texts/{published.pk}/arguments/"),
        ("PUT", f"texts/{published.pk}/reaction/"),
        ("DELETE", f"texts/{published.pk}/"),
        ("GET", "texts/0/"),
    ):
        assert "clé" in Program().ask(method, path, SENT, status=401)["detail"]


def test_a_session_is_no_key(client, citizen, question):
    client.force_login(citizen)
    answer = client.post(f"/api/v1/questions/{question.pk}/contributions/", SENT, content_type="application/json")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_the_rules_of_the_pages_hold(program, published, question, citizen, moderator):
    assert program.put(f"texts/{published.pk}/", {"title": "A", "body": "B"}, status=403)["detail"]
    assert program.ask("DELETE", f"texts/{published.pk}/", status=403)["detail"]
    mine = ContributionFactory(question=question, author=citizen)
    program.put(f"texts/{mine.pk}/reaction/", {"kind": "agree"}, status=403)
    Program(moderator).put(f"texts/{mine.pk}/", {"title": "A", "body": "B"}, status=403)
    assert not Decision.objects.exists()


def test_nothing_is_written_when_the_debate_is_closed(program, published, question, consultation):
    consultation.phases.all().delete()
    for method, path, sent in (
        ("POST", f"questions/{question.pk}/contributions/", SENT),
        ("POST", f"texts/{published.pk}/arguments/", ARGUED),
        ("PUT", f"texts/{published.pk}/reaction/", {"kind": "agree"}),
    ):
        assert program.ask(method, path, sent, status=403)["detail"] == "Le débat n’est pas ouvert aujourd’hui."


@pytest.mark.parametrize("state", [State.PENDING, State.HIDDEN])
def test_a_text_that_is_not_public_does_not_exist(program, question, state):
    away = ContributionFactory(question=question, state=state)
    absent = program.post("texts/999999999/arguments/", ARGUED, status=404)
    assert program.post(f"texts/{away.pk}/arguments/", ARGUED, status=404) == absent
    assert program.put(f"texts/{away.pk}/reaction/", {"kind": "agree"}, status=404) == absent
    assert program.ask("GET", f"texts/{away.pk}/", status=404) == absent
    assert program.ask("DELETE", f"texts/{away.pk}/", status=404) == absent


def test_what_hangs_under_a_hidden_text_does_not_exist(program, published, moderator):
    answer = ArgumentFactory(parent=published)
    actions.hide(published, by=moderator, reason="off_topic")
    program.post(f"texts/{answer.pk}/arguments/", ARGUED, status=404)


def test_a_consultation_in_preparation_does_not_exist(program, administrator, consultation, question):
    Consultation.objects.filter(pk=consultation.pk).update(state="preparing")
    program.post(f"questions/{question.pk}/contributions/", SENT, status=404)
    Program(administrator).post(f"questions/{question.pk}/contributions/", SENT, status=403)  # seen, and not open


def test_the_nature_of_another_consultation(program, question):
    NatureFactory(consultation=ConsultationFactory(), key="elsewhere")
    assert program.post(f"questions/{question.pk}/contributions/", {**SENT, "nature": "elsewhere"}, status=422)[
        "nature"
    ]


def test_another_s_text_is_not_read_there(program, published):
    program.ask("GET", f"texts/{published.pk}/", status=404)


# --- What is refused


@pytest.mark.parametrize(
    "name", ["state", "author", "created_at", "consultation", "question", "live", "key", "covered", "agree_count", "x"]
)
def test_nobody_chooses_a_state_an_author_or_a_date(program, question, name):
    answer = program.post(f"questions/{question.pk}/contributions/", {**SENT, name: "published"}, status=400)
    assert list(answer) == [name]
    assert "body" in answer[name][0]  # the names that may be sent
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "title"),
        ({**SENT, "title": ""}, "title"),
        ({**SENT, "title": "\u200b"}, "title"),
        ({**SENT, "title": "x" * 161}, "title"),
        ({**SENT, "title": "a\x00b"}, "title"),
        ({**SENT, "body": "a\x00b"}, "body"),
        ({**SENT, "body": "x" * 20_001}, "body"),
        ({**SENT, "body": "***"}, "body"),
        ({**SENT, "nature": "\x00"}, "nature"),
        ({**SENT, "source_url": "javascript:alert(1)"}, "source_url"),
    ],
)
def test_a_text_that_will_not_do_is_refused_with_the_words_of_the_page(program, question, sent, field):
    assert program.post(f"questions/{question.pk}/contributions/", sent, status=422)[field][0]
    assert not Contribution.objects.exists()


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("{", 400),
        ("[]", 400),
        ("null", 400),
        ('"a"', 400),
        (DEEP, 400),
        (f'{{"title": {DEEP}', 400),
        (b"\xff\xfe", 400),
        ('{"title": 1, "body": ["x"], "nature": {"a": 1}}', 400),
        ('{"title": "\\ud800", "body": "x"}', 400),
        ('{"\\ud800": "x"}', 400),
        ('{"title": ' + "9" * 5000 + "}", 400),
        ("x" * 1_000_000, 413),
        ('{"body": "' + "x" * 299_980 + '"}', 422),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_json_object_of_texts(program, question, sent, status):
    program.post(f"questions/{question.pk}/contributions/", sent, status=status)
    assert not Contribution.objects.exists()


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/xml", "x", ""])
def test_another_kind_of_content(client, program, question, kind):
    path = f"/api/v1/questions/{question.pk}/contributions/"
    answer = client.generic("POST", path, "title=x", kind, headers={"Authorization": f"Bearer {program.words}"})
    assert answer.status_code == 415
    assert "JSON" in answer.json()["detail"]


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999", "-1", "abc", "1%00"])
def test_numbers_that_name_nothing(program, pk):
    for method, path in (("POST", f"questions/{pk}/contributions/"), ("PUT", f"texts/{pk}/reaction/")):
        assert program.ask(method, path, SENT, status=404)["detail"]


def test_two_consultations_do_not_mix(program):
    other = QuestionFactory(theme=ThemeFactory(consultation=ConsultationFactory()))
    assert program.post(f"questions/{other.pk}/contributions/", SENT, status=403)["detail"]  # no debate is open there


# --- How often


def test_too_many_demands_are_told_when_to_come_back(published, citizen, monkeypatch):
    monkeypatch.setattr("consultation.api_limits.WritingThrottle.rate", "2/min")
    for key in (Program(citizen), Program(citizen)):  # two keys of one person count together
        key.put(f"texts/{published.pk}/reaction/", {"kind": "agree"})
    assert (
        "Attendez" in Program(citizen).put(f"texts/{published.pk}/reaction/", {"kind": "agree"}, status=429)["detail"]
    )
    Program(UserFactory()).put(f"texts/{published.pk}/reaction/", {"kind": "agree"})
