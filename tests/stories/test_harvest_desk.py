"""The harvest desk in a real browser: what is selected is what is kept, by mouse and by keyboard."""

import pytest

from synthesis.models import Extract
from tests.factories import ContributionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]
BODY = "Le lieu est **plein** le matin. Il se vide à midi.\n\nLe lieu est plein le soir. Personne ne range."
SELECT = """([first, last]) => {
  const text = document.querySelector("#texte"), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode());) {
    const start = node.data.indexOf(first), end = node.data.indexOf(last);
    if (start >= 0) range.setStart(node, start);
    if (end >= 0) range.setEnd(node, end + last.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def page(visit, harvester, question, natures):
    ContributionFactory(question=question, body=BODY, nature=natures["finding"])
    page = visit(harvester)
    page.goto("/tiers-lieux/recolte/")
    return page


def test_a_selection_across_paragraphs_is_kept_with_the_nature_of_a_digit(page):
    page.evaluate(SELECT, ["Il se vide", "plein le soir"])
    page.locator("#texte").focus()
    page.keyboard.press("3")
    page.get_by_label("Ou une nouvelle idée").fill("Des heures creuses")
    page.get_by_role("button", name="Garder ce passage").click()
    page.wait_for_url("**#passage-*")

    extract = Extract.objects.get()
    assert extract.quote == "Il se vide à midi.\n\nLe lieu est plein le soir"
    assert extract.nature.key == "barrier"
    assert extract.ideas.get().title == "Des heures creuses"
    assert page.locator("mark.harvested").count() == 2
    assert page.faults == []


def test_of_two_same_passages_the_one_under_the_mouse_is_kept(page):
    page.evaluate(SELECT, ["Le lieu est plein", "Le lieu est plein"])
    page.get_by_role("button", name="Garder ce passage").click()
    page.wait_for_url("**#passage-*")

    extract = Extract.objects.get()
    assert extract.start == extract.version.text.rindex("Le lieu est plein")


def test_sentences_are_chosen_from_the_keyboard_alone(page):
    page.locator("#texte").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Passage").input_value() == "Le lieu est plein le matin."
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("5")

    assert page.get_by_label("Passage").input_value().split("\n")[0] == "Il se vide à midi."
    assert "Le lieu est plein le soir." in page.get_by_label("Passage").input_value()
    assert page.locator("input[name=nature][value=proposal]").is_checked()


def test_without_javascript_a_passage_is_copied_by_hand(visit, page, harvester):
    plain = visit(harvester, java_script_enabled=False)
    plain.goto("/tiers-lieux/recolte/")
    plain.get_by_label("Passage").fill("Personne ne range.")
    plain.get_by_role("button", name="Garder ce passage").click()

    assert "Ce passage est gardé." in plain.content()
    assert Extract.objects.get().quote == "Personne ne range."
