"""What the API says, page after page and filter after filter."""

import json

import pytest
from django.core.management import call_command

from debates import actions
from debates.models import Contribution, State
from synthesis import actions as synthesis_actions
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ConsultationFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    NatureFactory,
    QuestionFactory,
    ReactionFactory,
    SynthesisFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LISTS = (
    *("consultations", "themes", "questions", "natures", "contributions", "arguments", "versions"),
    *("ideas", "extracts", "syntheses", "rollups", "pages", "places"),
)


def get(client, path: str, status: int = 200, **query):
    answer = client.get(f"/api/v1/{path}/", query)
    assert answer.status_code == status, answer.content
    return answer.json()


def ids(client, path: str, **query) -> list[int]:
    return [row["id"] for row in get(client, path, **query)["results"]]


@pytest.fixture
def contribution(question, citizen):
    citizen.commune = CommuneFactory()
    return ContributionFactory(question=question, author=citizen, title="Un lieu", body="Un **lieu** ouvert.")


def test_the_root_names_every_list(client):
    assert set(client.get("/api/v1/").json()) == set(LISTS)


def test_a_contribution_is_whole(client, contribution, question, citizen):
    ReactionFactory(contribution=contribution)
    ArgumentFactory(parent=contribution)
    row = get(client, f"contributions/{contribution.pk}")
    assert row["url"].endswith(contribution.get_absolute_url())
    assert (row["consultation"], row["theme"], row["question"]) == ("tiers-lieux", question.theme_id, question.pk)
    assert (row["nature"], row["title"], row["text"]) == ("proposal", "Un lieu", "Un lieu ouvert.")
    assert row["html"] == "<p>Un <strong>lieu</strong> ouvert.</p>"
    assert row["sha256"] == contribution.live.sha256
    assert row["whence"]["name"] == citizen.name
    assert row["whence"]["stakeholder"] == "citizen"
    assert row["whence"]["commune"]["label"] == "Felletin (23)"
    assert row["whence"]["commune"]["kind"] == "rural"
    assert (row["agree_count"], row["arguments_count"], row["for_count"], row["against_count"]) == (1, 1, 1, 0)
    assert (row["version"], row["channel"]) == (1, "online")


def test_the_version_online_is_the_one_read_while_another_awaits(client, contribution, citizen):
    actions.edit(contribution, by=citizen, title="Un lieu", body="Un texte qui attend.")
    assert get(client, f"contributions/{contribution.pk}")["text"] == "Un lieu ouvert."
    assert [row["number"] for row in get(client, "versions", contribution=contribution.pk)["results"]] == [1]


def test_versions_that_were_online_stay_readable(client, contribution, citizen, moderator):
    version = actions.edit(contribution, by=citizen, title="Un lieu", body="Un texte neuf.")
    contribution.refresh_from_db()
    actions.publish(contribution, by=moderator, version=version)
    rows = get(client, "versions", contribution=contribution.pk)["results"]
    assert [(row["number"], row["is_live"]) for row in rows] == [(1, False), (2, True)]


def test_a_thread_is_asked_for_by_its_contribution(client, contribution):
    reply = ArgumentFactory(parent=contribution)
    below = ArgumentFactory(parent=reply, stance="against")
    ArgumentFactory()
    rows = get(client, "arguments", contribution=contribution.pk)["results"]
    assert [(row["id"], row["parent"], row["depth"], row["stance"]) for row in rows] == [
        (reply.pk, contribution.pk, 1, "for"),
        (below.pk, reply.pk, 2, "against"),
    ]
    assert ids(client, "arguments", contribution=contribution.pk, stance="against") == [below.pk]


def test_the_answers_to_a_withdrawn_contribution_stay(client, contribution, citizen):
    reply = ArgumentFactory(parent=contribution)
    actions.withdraw(contribution, by=citizen)
    assert ids(client, "arguments", contribution=contribution.pk) == [reply.pk]


def test_filters_narrow(client, question, contribution):
    other = ContributionFactory(
        question=question,
        nature=NatureFactory(consultation=question.consultation, key="barrier"),
        author=UserFactory(stakeholder="company", commune=CommuneFactory(metropolis=True)),
    )
    elsewhere = ContributionFactory()
    assert ids(client, "contributions") == [elsewhere.pk, other.pk, contribution.pk]
    for query, found in (
        ({"consultation": "tiers-lieux"}, [other.pk, contribution.pk]),
        ({"theme": question.theme_id}, [other.pk, contribution.pk]),
        ({"question": question.pk}, [other.pk, contribution.pk]),
        ({"question": question.pk, "nature": "barrier"}, [other.pk]),
        ({"question": question.pk, "territory": "rural"}, [contribution.pk]),
        ({"question": question.pk, "region": "75"}, [other.pk, contribution.pk]),
        ({"question": question.pk, "stakeholder": "company"}, [other.pk]),
    ):
        assert ids(client, "contributions", **query) == found, query


def test_sorts_are_those_of_the_page(client, question):
    quiet, loved, split = (ContributionFactory(question=question) for _ in range(3))
    for _ in range(3):
        ReactionFactory(contribution=loved)
    ReactionFactory(contribution=split)
    ReactionFactory(contribution=split, kind="disagree")
    ArgumentFactory(parent=quiet)
    assert ids(client, "contributions", sort="agreed")[0] == loved.pk
    assert ids(client, "contributions", sort="divided")[0] == split.pk
    assert ids(client, "contributions", sort="argued")[0] == quiet.pk
    assert ids(client, "contributions", sort="recent") == [split.pk, loved.pk, quiet.pk]


@pytest.mark.parametrize("sort", ["recent", "argued", "agreed", "divided"])
def test_every_row_comes_once_whatever_the_page(client, question, monkeypatch, sort):
    monkeypatch.setattr("consultation.api.PAGE", 3)
    made = {ContributionFactory(question=question).pk for _ in range(10)}
    seen, path = [], f"/api/v1/contributions/?question={question.pk}&sort={sort}"
    while path:
        answer = client.get(path).json()
        assert len(answer["results"]) <= 3
        seen += [row["id"] for row in answer["results"]]
        path = answer["next"]
    assert len(seen) == 10
    assert set(seen) == made


def test_ideas_and_extracts(client, contribution, theme):
    parent = IdeaFactory(theme=theme)
    idea = IdeaFactory(theme=theme, parent=parent)
    extract = ExtractFactory(contribution=contribution, ideas=[idea])
    assert [(row["id"], row["parent"], row["extracts_count"]) for row in get(client, "ideas")["results"]] == [
        (parent.pk, None, 0),
        (idea.pk, parent.pk, 1),
    ]
    row = get(client, "extracts", idea=idea.pk)["results"][0]
    whole = get(client, "versions", contribution=contribution.pk)["results"][0]
    assert whole["text"][row["start"] : row["end"]] == row["quote"] == extract.quote
    assert (row["ideas"], row["version_sha256"]) == ([idea.pk], whole["sha256"])


def test_only_published_syntheses_with_the_document_as_frozen(client, consultation, theme, contribution, editor):
    SynthesisFactory(consultation=consultation, title="Un brouillon")
    assert ids(client, "syntheses") == []
    draft = synthesis_actions.draft(consultation, by=editor)
    extract = ExtractFactory(contribution=contribution)
    synthesis_actions.state(draft, by=editor, theme=theme, section="finding", text="Un constat.", extracts=[extract])
    published = synthesis_actions.publish(draft, by=editor)
    assert ids(client, "syntheses", consultation="tiers-lieux") == [published.pk]
    row = get(client, f"syntheses/{published.pk}")
    assert (row["sha256"], row["withheld"]) == (published.sha256, [])
    assert row["document"] == json.loads(json.dumps(published.document))
    assert "document" not in get(client, "syntheses")["results"][0]


def test_the_calendar_and_the_counts_of_a_consultation(client, consultation, contribution):
    ArgumentFactory(parent=contribution)
    row = get(client, "consultations/tiers-lieux")
    assert (row["contributions_count"], row["arguments_count"]) == (1, 1)
    assert [phase["kind"] for phase in row["phases"]] == ["debate"]


def test_communes_are_found_by_name_or_postcode(client):
    CommuneFactory(postcodes="23500")
    for words in ("felle", "23500"):
        assert [row["label"] for row in get(client, "communes", q=words)["results"]] == ["Felletin (23)"]
    assert get(client, "communes")["results"] == []


def test_the_number_of_queries_does_not_depend_on_the_rows(client, question, django_assert_max_num_queries):
    def queries() -> dict[str, int]:
        counted = {}
        for name in LISTS:
            with django_assert_max_num_queries(6) as captured:
                get(client, name)
            counted[name] = len(captured)
        return counted

    _one_of_each(question)
    few = queries()
    for _ in range(6):
        _one_of_each(QuestionFactory(theme=ThemeFactory(consultation=ConsultationFactory())))
        _one_of_each(question)
    assert queries() == few


def _one_of_each(question) -> None:
    author = UserFactory(commune=CommuneFactory())
    contribution = ContributionFactory(question=question, author=author)
    ArgumentFactory(parent=contribution, author=author)
    ExtractFactory(contribution=contribution, ideas=[IdeaFactory(theme=question.theme)])


def test_the_schema_is_complete():
    call_command("spectacular", fail_on_warn=True, validate=True, file="/dev/null")


def test_the_page_of_the_api_describes_every_address(client):
    page = client.get("/api/docs/")
    assert page.status_code == 200
    for name in LISTS:
        assert f"/api/v1/{name}/" in page.content.decode()
    assert not page.cookies


def test_states_are_never_asked_for_nor_told(client, contribution):
    assert "state" not in get(client, f"contributions/{contribution.pk}")
    assert Contribution.objects.filter(state=State.PUBLISHED).count() == 1
    assert "state" in get(client, "contributions", status=400, state="pending")
