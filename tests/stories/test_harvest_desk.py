"""The harvest desk in a real browser: what is selected is what is kept, and a whole round by keys alone."""

import time

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from synthesis.models import Extract, ProposedPassage, Reading
from tests import running
from tests.factories import (
    ContributionFactory,
    IdeaFactory,
    ProposedPassageFactory,
    QuestionFactory,
    ReadingFactory,
    SuggestionFactory,
)

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
DESK = "/tiers-lieux/recolte/"
LIT = "[...(CSS.highlights.get('proposed') ?? [])].join()"  # the words that are lit in the text


@pytest.fixture
def text(question, natures):
    cache.clear()
    return ContributionFactory(question=question, body=BODY, title="Un lieu plein", nature=natures["finding"])


@pytest.fixture
def page(visit, harvester, text):
    page = visit(harvester)
    page.goto(DESK)
    return page


def test_a_selection_across_paragraphs_is_kept_by_a_digit_with_the_idea_that_was_typed(page):
    page.evaluate(SELECT, ["Il se vide", "plein le soir"])
    page.locator("#texte").focus()
    page.keyboard.press("i")
    page.keyboard.type("Des heures creuses, 3 rh")  # typed: no key is heard
    page.keyboard.press("Escape")
    page.keyboard.press("3")
    page.locator("mark.harvested").first.wait_for()

    extract = Extract.objects.get()
    assert extract.quote == "Il se vide à midi.\n\nLe lieu est plein le soir"
    assert extract.nature.key == "barrier"
    assert extract.ideas.get().title == "Des heures creuses, 3 rh"
    assert page.locator("mark.harvested").count() == 2
    assert "Ce passage est gardé." in page.locator("#messages").inner_text()
    assert page.evaluate("document.activeElement.id") == "texte"

    page.keyboard.press("u")
    page.get_by_text("Votre dernier geste est annulé.").wait_for()
    assert not Extract.objects.exists()
    assert page.faults == []


def test_of_two_same_passages_the_one_under_the_mouse_is_kept(page):
    page.evaluate(SELECT, ["Le lieu est plein", "Le lieu est plein"])
    page.get_by_role("button", name="Garder ce passage").click()
    page.locator("mark.harvested").first.wait_for()

    extract = Extract.objects.get()
    assert extract.start == extract.version.text.rindex("Le lieu est plein")


def test_sentences_are_chosen_from_the_keyboard_alone(page):
    page.locator("#texte").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Passage").input_value() == "Le lieu est plein le matin."
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+ArrowDown")

    assert page.get_by_label("Passage").input_value().split("\n")[0] == "Il se vide à midi."
    assert "Le lieu est plein le soir." in page.get_by_label("Passage").input_value()
    page.keyboard.press("5")
    page.locator("mark.harvested").first.wait_for()
    assert Extract.objects.get().nature.key == "proposal"


def test_twenty_texts_are_read_by_keys_alone(page, question, natures, harvester):
    ReadingFactory(contribution__question=question, by=harvester)
    for number in range(20):
        ContributionFactory(question=question, title=f"Texte {number}", nature=natures["model"])
    began, title = time.monotonic(), page.locator("#titre")
    for number in range(20):
        before = title.inner_text()
        key = "rrh"[number % 3]
        expect(page.locator(f'[data-pressed="{key}"]').first).to_be_visible()  # what the next text brought is heard
        page.keyboard.press(key)
        expect(title).not_to_have_text(before)
        expect(title).to_be_focused()

    assert Reading.objects.count() == 21
    assert time.monotonic() - began < 60  # twenty a minute, the reading apart
    assert "21 textes aujourd’hui" in page.locator(".coverage-band").inner_text()
    assert page.faults == []


def test_duplicates_proposals_and_suggestions_by_keys(browser, site, page, text, theme, natures, harvester, question):
    twin = ContributionFactory(question=question, body=BODY, title="Un lieu plein", nature=natures["finding"])
    other = ContributionFactory(question=QuestionFactory(theme=theme), title="Autre chose", nature=natures["model"])
    idea = IdeaFactory(theme=theme, title="Partager les horaires")
    first, second = (
        ProposedPassageFactory(contribution=text, words=words) for words in ("Il se vide à midi.", "soir. Personne ne")
    )
    SuggestionFactory(contribution=text, ideas=[[idea.pk, 0.6]])
    page.goto(f"{DESK}?contribution={text.pk}")
    assert running.faults(browser, site, {harvester: [f"{site}{DESK}?contribution={text.pk}&semblables=1"]}) == []

    assert page.evaluate(LIT) == "Il se vide à midi."
    page.keyboard.press("s")
    page.keyboard.press("j")
    assert page.evaluate(LIT) == "soir. Personne ne"
    assert page.locator("[data-step-said]").inner_text() == "Passage proposé 2 sur 2 soir. Personne ne"
    page.locator("[data-step]").first.focus()
    assert page.evaluate(LIT) == "Il se vide à midi.", "its keys are heard where somebody is"
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_text("Le passage proposé est refusé").wait_for()
    assert page.evaluate(LIT) == "Il se vide à midi."
    page.keyboard.press("s")
    page.keyboard.press("y")
    page.get_by_text("Le passage proposé est gardé.").wait_for()
    assert page.evaluate(LIT) == ""
    assert Extract.objects.get().quote == "Il se vide à midi."
    assert Extract.objects.get().ideas.get() == idea
    states = dict(ProposedPassage.objects.values_list("pk", "state"))
    assert states == {first.pk: "kept", second.pk: "refused"}

    page.goto(f"{DESK}?contribution={twin.pk}")
    page.keyboard.press("d")
    page.get_by_role("button", name="Un lieu plein").wait_for()
    expect(page.get_by_role("button", name="Un lieu plein")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#titre")).to_have_text(other.live.title)
    assert Reading.objects.get(contribution=twin).duplicate_of == text

    page.get_by_label("Touches du clavier").uncheck()
    page.locator("#titre").focus()
    page.keyboard.press("r")
    page.wait_for_timeout(300)
    assert not Reading.objects.filter(contribution=other).exists()
    assert page.faults == []


def test_without_javascript_a_passage_is_copied_by_hand(visit, text, harvester):
    plain = visit(harvester, java_script_enabled=False)
    plain.goto(DESK)
    plain.get_by_label("Passage").fill("Personne ne range.")
    plain.get_by_role("button", name="Garder ce passage").click()

    assert "Ce passage est gardé." in plain.content()
    assert Extract.objects.get().quote == "Personne ne range."
