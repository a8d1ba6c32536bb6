"""What somebody of ill will, or of much patience, sends to the desks."""

import pytest
from django.conf import settings
from django.urls import reverse

from debates import actions as debate
from debates.models import Reason
from synthesis import actions, reading
from synthesis.forms.fields import CITED_MAX
from synthesis.models import Extract
from tests.factories import ExtractFactory, IdeaFactory, QuestionFactory, ThemeFactory

pytestmark = pytest.mark.django_db
ODD = "👩🏽‍🚒 \u202eesrever\u202c =cmd() <b>"
HUGE = "9" * 30


@pytest.fixture
def elsewhere(stranger):
    """An idea and a passage of another consultation."""
    theme = ThemeFactory(consultation=stranger.memberships.first().consultation)
    idea = IdeaFactory(theme=theme)
    return {"idea": idea.pk, "extract": ExtractFactory(contribution__question=QuestionFactory(theme=theme)).pk}


@pytest.fixture
def statement(consultation, extract, editor):
    return actions.draft(consultation, by=editor).statements.get()


def at(name: str, *args) -> str:
    return reverse(name, args=["tiers-lieux", *args])


def test_forged_ids_reach_nothing_of_elsewhere(
    client, administrator, elsewhere, extract, idea, contributions, statement
):
    client.force_login(administrator)
    text, own = contributions[1].pk, extract.pk
    passage = {"passage": "Le bail précaire", "nature": "barrier"}
    for number in (elsewhere["idea"], HUGE, "1\x00", "-1", "²"):
        for sent, name, *args in (
            (passage | {"idea": number}, "harvest", text),
            ({"extracts": own, "idea": number}, "file_extracts"),
            ({"into": number}, "merge_idea", idea.pk),
            ({"parent": number}, "move_idea", idea.pk),
            ({"title": "Une idée", "parent": number}, "add_idea", idea.theme.slug),
            ({"outcome": "duplicate", "duplicate_of": number}, "mark_read", text),
        ):
            assert client.post(at(name, *args), sent).status_code == 422, (name, number)
    for number in (elsewhere["extract"], HUGE):
        sent = {"text": "À nous.", "revision": statement.revision, "extracts": [own, number]}
        assert client.post(at("statement", statement.pk), sent).status_code == 422, number
        assert client.post(at("split_idea", idea.pk), {"title": "Une part", "extracts": number}).status_code == 422

    statement.refresh_from_db()
    assert statement.text != "À nous."
    assert list(Extract.objects.get(pk=own).ideas.all()) == [idea]


def test_ten_levels_of_ideas_with_odd_names_come_through_the_pages(client, administrator, theme, contributions):
    client.force_login(administrator)
    idea = None
    for level in range(10):
        sent = {"title": f"{ODD} {level}", "parent": idea.pk if idea else ""}
        assert client.post(at("add_idea", theme.slug), sent).status_code == 302
        idea = theme.ideas.get(title__endswith=f" {level}")
    sent = {"passage": "Le bail précaire", "nature": "barrier", "new_idea": idea.title}
    assert client.post(at("harvest", contributions[1].pk), sent).status_code == 302
    assert client.post(at("move_idea", theme.ideas.first().pk), {"parent": idea.pk}).status_code == 422

    assert [branch.depth for branch in reading.flat(reading.tree(theme))] == list(range(10))
    assert Extract.objects.get().ideas.get() == idea
    for address in (at("ideas"), at("idea", idea.pk), at("harvest_desk")):
        page = client.get(address).content.decode()
        assert "<b> 9" not in page


def test_a_statement_may_cite_more_passages_than_a_form_has_fields(client, editor, statement, extract):
    """They are sent in one field, for an idea may have as many; they stay in the order they were sent."""
    client.force_login(editor)
    more = Extract.objects.bulk_create(
        Extract(contribution=extract.contribution, version=extract.version, start=start, end=end, by=editor,
                nature=extract.nature)
        for start in range(30) for end in range(40, 75)
    )  # fmt: skip
    ids = [row.pk for row in reversed(more)]
    typed = {"text": "Tous.", "revision": statement.revision}

    assert client.post(at("statement", statement.pk), typed | {"extracts": " ".join(map(str, ids))}).status_code == 302
    assert [citation.extract_id for citation in statement.citations.all()] == ids
    page = client.get(at("statement", statement.pk)).content.decode()
    assert page.count('name="extracts"') == 1
    assert f'value="{ids[0]} {ids[1]} ' in page


def test_more_passages_than_anybody_cites_are_refused_and_nothing_changes(client, editor, statement):
    client.force_login(editor)
    numbers = " ".join(str(number) for number in range(1, CITED_MAX + 2))
    typed = {"text": "Tous.", "revision": statement.revision, "extracts": numbers}

    answer = client.post(at("statement", statement.pk), typed)
    assert answer.status_code == 422
    assert "20000 passages au plus" in answer.content.decode()
    assert "Tous." in answer.content.decode()
    assert statement.citations.count() == 1


def test_no_page_takes_more_fields_than_its_form_has(client, editor, statement):
    """The bound is that of Django, for everybody."""
    client.force_login(editor)
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    typed = {"text": "Tous.", "revision": statement.revision}

    assert client.post(at("statement", statement.pk), typed | {"x": ["1"] * (most - 2)}).status_code == 302
    assert client.post(at("statement", statement.pk), typed | {"x": ["1"] * (most - 1)}).status_code == 400
    client.logout()
    assert client.post(reverse("account_login"), {"x": ["1"] * (most + 1)}).status_code == 400


def test_a_text_hidden_since_stops_the_draft_and_leaves_the_published_page(
    client, editor, moderator, contributions, statement
):
    quote = statement.citations.get().extract.quote
    published = actions.publish(statement.synthesis, by=editor)
    again = actions.draft(published.consultation, by=editor, from_version=published)
    debate.hide(contributions[0], by=moderator, reason=Reason.INSULT, note="Une insulte.")

    page = client.get(at("synthesis")).content.decode()
    assert quote not in page
    assert "Passage retiré" in page
    client.force_login(editor)
    assert quote not in client.get(at("synthesis_desk")).content.decode()
    client.post(at("publish_synthesis"))
    again.refresh_from_db()
    assert again.state == "draft"
