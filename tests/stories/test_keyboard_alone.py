"""From signing up to an argument with the keys Tab, Enter, space and arrows alone, every stop of the focus in sight."""

import pytest
from playwright.sync_api import Page, expect

from debates.models import Contribution
from tests.factories import CommuneFactory, ContributionFactory
from tests.stories.conftest import code_sent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]

MINE = "Chez nous aussi, et cela tient depuis quatre ans."
FOCUSED = """() => {
    const on = document.activeElement, box = on.getBoundingClientRect();
    const label = on.labels?.[0], named = on.getAttribute("aria-label") || label?.innerText || on.innerText || "";
    const isOutlined = ({outlineStyle, outlineWidth}) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
    const under = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height, innerHeight) / 2);
    return {
        names: named.split("\\n").map(line => line.trim()).filter(line => line), tag: on.tagName,
        outlined: [on, on.closest("label")].some(each => each && isOutlined(getComputedStyle(each))),
        seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
        uncovered: !under || on.contains(under) || under.contains(on) || on.parentElement.contains(under),
    };
}"""
AT_END = "BODY"  # after the last stop the focus leaves the page


@pytest.fixture
def page(visit) -> Page:
    """Nothing here can be pointed at: a click of the mouse would fail the story."""
    page = visit(viewport={"width": 1024, "height": 700}, reduced_motion="reduce")
    for act in ("click", "dblclick", "move", "down"):
        setattr(page.mouse, act, lambda *_, **__: pytest.fail("the mouse was used"))
    return page


def stop(page: Page) -> dict:
    """Where the focus is, which must be seen."""
    on = page.evaluate(FOCUSED)
    if on["tag"] != AT_END:
        assert on["outlined"], f"no outline: {on} at {page.url}"
        assert on["seen"], f"out of sight: {on} at {page.url}"
        assert on["uncovered"], f"covered: {on} at {page.url}"
    return on


def tab_to(page: Page, *names: str, most: int = 60, back: bool = False) -> None:
    """Press Tab until the focus is on something so named; every stop on the way is looked at."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if any(line.startswith(names) for line in stop(page)["names"]):
            return
    raise AssertionError(f"{names} is not reached at {page.url}")


def enter(page: Page) -> None:
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def test_every_stop_of_a_page_is_passed_and_left(page, question, natures):
    """Tab goes through the whole page and out of it, in the order of the page, without a trap."""
    text = ContributionFactory(question=question)
    for address in (question.get_absolute_url(), text.get_absolute_url(), f"{question.get_absolute_url()}contribuer/"):
        page.goto(address)
        stops = []
        while not stops or stops[-1]["tag"] != AT_END:
            page.keyboard.press("Tab")
            stops.append(stop(page))
            assert len(stops) < 120, f"a trap: {stops[-3:]}"
        assert stops[0]["names"] == ["Aller au contenu"]
        assert stops[-2]["names"] == ["English"]
        assert [each for each in stops[:-1] if not each["names"]] == []


def test_from_signing_up_to_an_argument(page, question, natures):
    CommuneFactory(postcodes="23500")
    text = ContributionFactory(question=question, title="Un lieu au bourg")
    sign_up(page)
    find(page, question)
    react(page, text)
    argue(page, text)
    assert page.faults == []


def sign_up(page: Page) -> None:
    page.goto("/tiers-lieux/")
    tab_to(page, "Créer un compte")
    enter(page)
    page.keyboard.press("Tab")
    assert stop(page)["names"] == ["Aller au contenu"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "contenu"
    for name, words in (("Courriel", "odile@exemple.invalid"), ("Mot de passe", "un long mot de passe à moi")):
        tab_to(page, name)
        page.keyboard.type(words)
    tab_to(page, "Nom affiché")
    page.keyboard.type("Odile Ferrand")
    tab_to(page, "Vous parlez en tant que")
    page.keyboard.type("Usager")
    choose_commune(page)
    tab_to(page, "Créer mon compte")
    enter(page)
    tab_to(page, "Code")
    page.keyboard.type(code_sent())
    enter(page)
    assert page.locator("[aria-invalid=true]").count() == 0


def choose_commune(page: Page) -> None:
    """By its postcode: the site says that it found one, and offers its name (without a window no list is drawn)."""
    tab_to(page, "Votre commune")
    page.keyboard.type("23500")
    expect(page.locator("#communes option[value='Felletin (23)']")).to_have_count(1)
    expect(page.locator("[data-communes-said]")).to_contain_text("1")
    tab_to(page, "Montrer ma commune")
    page.keyboard.press("Space")
    expect(page.get_by_label("Montrer ma commune")).to_be_checked()


def find(page: Page, question) -> None:
    page.goto("/tiers-lieux/")
    tab_to(page, "Quels lieux pour quels territoires")
    enter(page)
    tab_to(page, "Trier par")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Filtrer")
    enter(page)
    assert "tri=" in page.url
    tab_to(page, "Un lieu au bourg")
    enter(page)


def react(page: Page, text: Contribution) -> None:
    tab_to(page, "D’accord")
    page.keyboard.press("Enter")
    expect(page.locator("#reaction-agree")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#reaction-agree")).to_be_focused()


def argue(page: Page, text: Contribution) -> None:
    tab_to(page, "Pour", "Votre argument est")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[name=stance]:checked").get_attribute("value")
    assert chosen == "against"
    tab_to(page, "Votre argument")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type(MINE)
    tab_to(page, "Publier mon argument")
    enter(page)
    expect(page.get_by_text(MINE)).to_be_visible()
    mine = Contribution.objects.get(author__name="Odile Ferrand")
    assert (mine.parent_id, mine.stance) == (text.pk, "against")
    assert mine.commune.name == "Felletin"
