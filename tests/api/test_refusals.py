"""What the API never says, and how it refuses."""

import json

import pytest
from django.db import connection
from django.db.models.expressions import RawSQL

from consultation.models import Consultation
from debates import actions
from debates.guarding import guarded
from debates.models import Contribution, State
from synthesis import actions as synthesis_actions
from tests.api.test_reading import LISTS, ids
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    NatureFactory,
    QuestionFactory,
    ReactionFactory,
    StatementFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
SECRET = "mot que personne ne doit lire"


def everything(client) -> str:
    """All that the API says: every list to its end, and every row of it alone."""
    said = []
    for name in LISTS:
        path = f"/api/v1/{name}/"
        while path:
            answer = client.get(path).json()
            said.append(answer)
            for row in answer["results"]:
                said.append(client.get(f"/api/v1/{name}/{row.get('id', row.get('slug'))}/").json())
            path = answer["next"]
    return json.dumps(said, ensure_ascii=False)


def hide(contribution, by):
    actions.hide(contribution, by=by, reason="personal_data")


def withdraw(contribution, by):
    actions.withdraw(contribution, by=contribution.author)


@pytest.fixture
def made(question):
    """A contribution with the secret in it, an answer, an extract filed under an idea."""
    contribution = ContributionFactory(question=question, title=SECRET, body=SECRET)
    answer = ArgumentFactory(parent=contribution, body=f"{SECRET}, dit-il")
    idea = IdeaFactory(theme=question.theme)
    extract = ExtractFactory(contribution=contribution, ideas=[idea])
    return contribution, answer, idea, extract


@pytest.mark.parametrize("take_away", [hide, withdraw])
def test_a_text_taken_away_is_nowhere(client, made, moderator, take_away, question):
    contribution, answer, idea, extract = made
    assert SECRET in everything(client)
    take_away(answer, moderator)
    take_away(contribution, moderator)
    assert SECRET not in everything(client)
    version = contribution.versions.get()
    for path in (
        f"contributions/{contribution.pk}",
        f"arguments/{answer.pk}",
        f"versions/{version.pk}",
        f"extracts/{extract.pk}",
    ):
        assert client.get(f"/api/v1/{path}/").status_code == 404, path
    assert ids(client, "extracts", idea=idea.pk) == []
    assert client.get(f"/api/v1/ideas/{idea.pk}/").json()["extracts_count"] == 0
    counts = client.get(f"/api/v1/questions/{question.pk}/").json()
    assert (counts["contributions_count"], counts["arguments_count"]) == (0, 0)
    assert client.get("/api/v1/versions/", {"contribution": contribution.pk}).status_code == 400


def test_what_hangs_on_a_hidden_contribution_is_hidden_with_it(client, made, moderator):
    contribution, answer, *_ = made
    hide(contribution, moderator)
    assert client.get(f"/api/v1/arguments/{answer.pk}/").status_code == 404
    assert SECRET not in everything(client)


def test_a_pending_text_is_nowhere_and_in_no_count(client, question, citizen):
    pending = ContributionFactory(question=question, body=SECRET, title=SECRET, state=State.PENDING)
    public = ContributionFactory(question=question)
    ArgumentFactory(parent=public, body=SECRET, state=State.PENDING)
    actions.edit(public, by=public.author, title=SECRET, body=SECRET)
    assert SECRET not in everything(client)
    assert client.get(f"/api/v1/contributions/{pending.pk}/").status_code == 404
    assert client.get("/api/v1/arguments/", {"contribution": pending.pk}).status_code == 400
    assert client.get(f"/api/v1/contributions/{public.pk}/").json()["arguments_count"] == 0
    client.force_login(citizen)
    assert SECRET not in everything(client)


def test_a_text_withdrawn_since_is_left_out_of_the_frozen_document(client, consultation, made, editor, moderator):
    contribution, _answer, _idea, extract = made
    draft = synthesis_actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    theme = contribution.question.theme
    synthesis_actions.state(draft, by=editor, theme=theme, section="finding", text="Un constat.", extracts=[extract])
    StatementFactory(synthesis=draft, theme=theme, text=f"{SECRET} : 1 contre 1", source="snapshot", extracts=[extract])
    published = synthesis_actions.publish(draft, by=editor)
    withdraw(contribution, moderator)
    row = client.get(f"/api/v1/syntheses/{published.pk}/").json()
    assert row["withheld"] == [contribution.pk]
    assert SECRET not in json.dumps(row, ensure_ascii=False)
    assert contribution.author.name not in json.dumps(row, ensure_ascii=False)
    assert "Un constat." in json.dumps(row, ensure_ascii=False)
    assert row["document"]["quotes"][0]["version_sha256"] == contribution.live.sha256
    published.refresh_from_db()
    assert SECRET in json.dumps(published.document, ensure_ascii=False)  # what was frozen stays


def test_a_consultation_that_is_not_public_is_nowhere(client, made, consultation):
    Consultation.objects.filter(pk=consultation.pk).update(state="preparing")
    NatureFactory(consultation=consultation, key="model")
    assert consultation.slug not in everything(client)
    assert SECRET not in everything(client)
    for name in ("themes", "contributions", "extracts", "syntheses"):
        assert client.get(f"/api/v1/{name}/", {"consultation": consultation.slug}).status_code == 400
    assert client.get("/api/v1/contributions/", {"nature": "model"}).status_code == 400
    assert client.get("/api/v1/contributions/", {"question": made[0].question_id}).status_code == 400


def test_nobody_is_told_an_address_nor_an_origin(client, question):
    author = UserFactory(email="secret@exemple.invalid", origin="decidim:user:484")
    contribution = ContributionFactory(
        question=question, author=author, origin="decidim:comment:484", imported={"url": "https://exemple.org/484"}
    )
    ReactionFactory(contribution=contribution, by=author)
    said = everything(client)
    for hidden in ("secret@", "decidim", "exemple.org/484", "password", "origin"):
        assert hidden not in said


BAD = [
    {"consultation": "nulle-part"},
    {"consultation": "\x00"},
    {"theme": "0"},
    {"question": "abc"},
    {"question": "99999999999999999999999"},
    {"question": "\x00"},
    {"question": "-1"},
    {"nature": "' OR 1=1 --"},
    {"nature": "nothing"},
    {"territory": "moon"},
    {"region": "ZZ"},
    {"stakeholder": "king"},
    {"sort": "author__email"},
    {"cursor": "made-up"},
    {"cursor": "WyIyMDI2LTAxLTAxIiwgMTJd" * 3},
    {"cursor": "W251bGwsIG51bGxd"},
    {"cursor": "é" * 300},
    {"author__email": "a@exemple.invalid"},
    {"state": "pending"},
    {"ordering": "author__password"},
    {"live__text__contains": "x"},
]


@pytest.mark.parametrize("query", BAD, ids=str)
def test_what_is_not_a_filter_is_refused_with_the_reason(client, question, query):
    answer = client.get("/api/v1/contributions/", query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/json"
    assert next(iter(query)) in answer.json()
    assert answer.json()[next(iter(query))][0]


def test_a_cursor_of_another_order_is_refused(client, question, monkeypatch):
    monkeypatch.setattr("consultation.api.PAGE", 1)
    for _ in range(2):
        ContributionFactory(question=question)
    following = client.get("/api/v1/contributions/", {"sort": "recent"}).json()["next"]
    answer = client.get(following.replace("sort=recent", "sort=agreed"))
    assert answer.status_code == 400
    assert "cursor" in answer.json()


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("given", ["0", "99999999999999999999", "abc", "1%00", "-1", "%F0%9F%92%A9"])
def test_a_row_that_is_not_there_is_404(client, name, given):
    assert client.get(f"/api/v1/{name}/{given}/").status_code == 404


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written(client, question, citizen, name, method):
    client.force_login(citizen)
    for path in (f"/api/v1/{name}/", f"/api/v1/{name}/1/"):
        answer = getattr(client, method)(path, "{}", content_type="application/json")
        assert answer.status_code == 405
        assert "GET" in answer["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/contributions/", "/api/v1/communes/", "/api/schema/"])
def test_any_site_may_read_and_no_cookie_is_set(client, question, path):
    for method in ("get", "head", "options"):
        answer = getattr(client, method)(path, headers={"origin": "https://exemple.org"})
        assert answer.status_code == 200, method
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert not answer.has_header("Access-Control-Allow-Credentials")
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_an_error_may_be_read_from_any_site_too(client, question):
    answer = client.get("/api/v1/contributions/", {"sort": "no"})
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_naughty_texts_come_back_as_they_are(client, question):
    naughty = "<script>alert(1)</script> \u202e ﷽ Ω≈ç√ 👩‍👩‍👧 =cmd|' /C calc'!A0"
    contribution = ContributionFactory(question=question, title=naughty, body=naughty)
    row = client.get(f"/api/v1/contributions/{contribution.pk}/").json()
    assert row["title"] == naughty
    assert "<script" not in row["html"]


def test_two_consultations_do_not_mix(client, question):
    mine = ContributionFactory(question=question)
    other = ContributionFactory(question=QuestionFactory(theme=ThemeFactory()))
    query = {"consultation": "tiers-lieux", "question": other.question_id}
    assert ids(client, "contributions", **query) == []
    assert ids(client, "contributions", consultation="tiers-lieux") == [mine.pk]
    assert connection.vendor == "postgresql"


def test_what_takes_too_long_is_given_up(client, question, monkeypatch):
    ContributionFactory(question=question)
    assert ids(client, "contributions", sort="agreed") != []
    slow = Contribution.objects.annotate(slept=RawSQL("pg_sleep(1)::text", [])).filter(slept="")
    monkeypatch.setattr("debates.api.texts.Contributions.queryset", slow)
    monkeypatch.setattr("debates.api.texts.guarded", lambda: guarded(50))
    answer = client.get("/api/v1/contributions/", {"sort": "agreed"})
    assert (answer.status_code, list(answer.json())) == (422, ["question"])
