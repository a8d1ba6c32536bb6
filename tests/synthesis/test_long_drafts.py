"""A theme of many statements: read part by part, a part of many page by page, and each act leads back where it was."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from synthesis import actions, drafting
from synthesis.models import Statement, Synthesis
from tests.factories import StatementFactory

SLUG = "tiers-lieux"


def address(name: str, *args) -> str:
    return reverse(name, args=[SLUG, *args])


@pytest.fixture
def draft(consultation, extract, editor, monkeypatch) -> Synthesis:
    """Two statements a page; five findings, one proposal."""
    monkeypatch.setattr(drafting, "PAGE", 2)
    draft = actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    add(draft, extract, "finding", 5)
    add(draft, extract, "proposal", 1)
    return draft


def add(draft, extract, section: str, number: int) -> None:
    theme = extract.contribution.question.theme
    known = draft.statements.filter(section=section).count()
    for position in range(known, known + number):
        said = f"{section} {position + 1}"
        row = {"synthesis": draft, "theme": theme, "section": section, "position": position, "text": said}
        StatementFactory(extracts=[extract], **row)


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def shown(desk, url: str) -> list[str]:
    """What the desk shows at this address; an anchor leads to something that is there."""
    answer = desk.get(url)
    assert answer.status_code == 200
    assert "#" not in url or f'id="{url.split("#")[1]}"' in answer.content.decode()
    return [written.statement.text for part in answer.context["chapter"].shown for written in part.statements]


def statement(text: str) -> Statement:
    return Statement.objects.select_related("theme", "synthesis__consultation").get(text=text)


def test_a_theme_of_few_statements_is_one_page(desk, draft, monkeypatch):
    monkeypatch.setattr(drafting, "PAGE", 6)

    assert len(shown(desk, address("synthesis_desk"))) == 6
    assert "draft-parts" not in desk.get(address("synthesis_desk")).content.decode()


def test_a_long_one_is_read_part_by_part_and_page_by_page(desk, draft, theme):
    base = f"{address('synthesis_desk')}?theme={theme.slug}"
    assert shown(desk, address("synthesis_desk")) == ["finding 1", "finding 2"]
    assert shown(desk, f"{base}&partie=proposal") == ["proposal 1"]
    assert shown(desk, f"{base}&partie=barrier") == []

    chapter = desk.get(base).context["chapter"]
    assert (chapter.opened, chapter.previous, chapter.next) == ("finding", None, statement("finding 3").pk)
    page = desk.get(f"{base}&enonce={chapter.next}")
    assert "Énoncés 3 à 4 sur 5" in page.content.decode()
    assert page.context["chapter"].previous == statement("finding 1").pk
    assert shown(desk, f"{base}&enonce={page.context['chapter'].next}") == ["finding 5"]


MADE_UP = ["partie=x", "partie=%00", "enonce=x", "enonce=999", "enonce=²", "enonce=" + "9" * 40]


@pytest.mark.parametrize("asked", MADE_UP)
def test_an_address_made_up_opens_the_theme_at_its_beginning(desk, draft, theme, asked):
    assert shown(desk, f"{address('synthesis_desk')}?theme={theme.slug}&{asked}") == ["finding 1", "finding 2"]


def test_each_act_leads_back_to_where_it_was(desk, draft, extract, theme):
    typed = {"text": "finding 5", "extracts": [extract.pk], "revision": 0}
    saved = desk.post(address("statement", statement("finding 5").pk), typed | {"text": "Le dernier"})
    assert shown(desk, saved.url) == ["Le dernier"]

    up = desk.post(address("move_statement", statement("Le dernier").pk), {"step": -1})
    assert shown(desk, up.url) == ["finding 3", "Le dernier"]
    again = desk.post(address("move_statement", statement("Le dernier").pk), {"step": -1})
    assert shown(desk, again.url) == ["Le dernier", "finding 3"]
    out = desk.post(address("remove_statement", statement("Le dernier").pk))
    assert shown(desk, out.url) == ["finding 3", "finding 4"]
    new = desk.post(address("new_statement", theme.slug), typed | {"text": "Encore", "section": "proposal"})
    assert shown(desk, new.url) == ["proposal 1", "Encore"]


def test_taking_out_the_last_of_a_part_leads_to_that_part(desk, draft):
    out = desk.post(address("remove_statement", statement("proposal 1").pk))

    assert shown(desk, out.url) == []


def test_the_page_costs_the_same_however_many_there_are(desk, draft, extract):
    def cost() -> int:
        cache.clear()
        desk.get(address("synthesis_desk"))
        with CaptureQueriesContext(connection) as queries:
            desk.get(address("synthesis_desk"))
        return len(queries)

    few = cost()
    add(draft, extract, "finding", 20)
    assert cost() == few


def test_moving_writes_only_what_changes_its_place(desk, draft):
    with CaptureQueriesContext(connection) as queries:
        desk.post(address("move_statement", statement("finding 5").pk), {"step": -1})

    assert len([query for query in queries if query["sql"].startswith('UPDATE "synthesis_statement"')]) == 1
