"""A tree of ideas arranged in a real browser: by hand, by the buttons, and a passage dropped on an idea."""

import pytest
from playwright.sync_api import Page, expect

from synthesis import reading
from tests import running
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]


def drawn(theme) -> str:
    return " / ".join("> " * line.depth + line.idea.title for line in reading.flat(reading.tree(theme)))


def drag(page: Page, what: str, onto: str, height: float) -> None:
    """From the middle of one to a height of another, 0 to 1, as a hand does: in several movements."""
    start, end = page.locator(what).bounding_box(), page.locator(onto).bounding_box()
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] / 2)
    page.mouse.down()
    for step in (0, 4):  # a browser says nothing of the first
        page.mouse.move(end["x"] + 70 + step, end["y"] + end["height"] * height, steps=4)
    page.mouse.up()


def test_a_tree_is_arranged_by_hand_and_by_buttons(visit, harvester, theme, question):
    bail, court, fibre = (IdeaFactory(theme=theme, title=title) for title in ("Bail", "Court", "Fibre"))
    extract = ExtractFactory(contribution=ContributionFactory(question=question))
    page = visit(harvester)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/tiers-lieux/idees/")
    said = page.locator(".toast")

    drag(page, f"#idee-{court.pk} > .idea-row", f"#idee-{bail.pk} > .idea-row", 0.5)
    expect(said).to_contain_text("« Court » est sous « Bail », en place 1 sur 1.")
    drag(page, f"#idee-{fibre.pk} > .idea-row", f"#idee-{bail.pk} > .idea-row", 0.1)
    expect(said).to_contain_text("« Fibre » est à la racine du thème, en place 1 sur 2.")
    assert drawn(theme) == "Fibre / Bail / > Court"

    drag(page, f"[data-extract='{extract.pk}']", f"#idee-{court.pk} > .idea-row", 0.5)
    expect(said).to_contain_text("1 passage est rangé sous « Court ».")
    expect(page.locator("[data-extract]")).to_have_count(0)
    assert list(extract.ideas.all()) == [court]

    page.locator(f"#idee-{court.pk} summary").focus()
    page.keyboard.press("Enter")
    page.locator(f"#idee-{court.pk}").get_by_role("button", name="Remonter d’un niveau").press("Enter")
    expect(said).to_contain_text("« Court » est à la racine du thème, en place 3 sur 3.")
    expect(page.locator(f"#idee-{court.pk} summary")).to_be_focused()
    assert running.violations(page) == []
    assert page.faults == []
