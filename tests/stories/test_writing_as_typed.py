"""A statement saved as it is typed, in a real browser: told when, kept without network, never over another's."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from synthesis import actions
from synthesis.models import Statement
from tests.factories import ContributionFactory, ExtractFactory, IdeaFactory, StatementFactory, SynthesisFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]


@pytest.fixture
def statement(consultation, theme, question, natures) -> Statement:
    idea = IdeaFactory(theme=theme, title="Un bail pour essayer")
    first, second = (ContributionFactory(question=question, nature=natures["barrier"]) for _ in range(2))
    cited = ExtractFactory(contribution=first, ideas=[idea])
    ExtractFactory(contribution=second, ideas=[idea])
    draft = SynthesisFactory(consultation=consultation)
    return StatementFactory(synthesis=draft, theme=theme, idea=idea, extracts=[cited], text="Au départ.")


def test_typing_is_enough(visit, statement, editor):
    page = visit(editor)
    address = reverse("statement", args=["tiers-lieux", statement.pk])
    page.goto(address)
    page.get_by_label("Énoncé").fill("Tapé une fois.")
    expect(page.locator("[data-typed-said]")).to_contain_text("Enregistré à")

    page.get_by_role("button", name="Citer").last.click()
    expect(page.locator(".picked > li")).to_have_count(2)
    statement.refresh_from_db()
    assert (statement.text, statement.citations.count()) == ("Tapé une fois.", 2)
    assert not page.faults

    page.context.set_offline(True)
    page.get_by_label("Énoncé").fill("Sans réseau.")
    expect(page.locator("[data-typed-said]")).to_contain_text("gardé dans ce navigateur")
    page.context.set_offline(False)
    expect(page.locator("[data-typed-said]")).to_contain_text("Enregistré à")
    statement.refresh_from_db()
    assert statement.text == "Sans réseau."

    actions.rewrite(statement, by=editor, text="Celui d’une collègue.")
    page.get_by_label("Énoncé").fill("Le mien.")
    page.get_by_role("button", name="Voir les deux textes").click()
    expect(page.get_by_text("Celui d’une collègue.")).to_be_visible()
    expect(page.locator("[name=text]")).to_have_value("Le mien.")
    page.get_by_role("button", name="Enregistrer mon texte à la place du sien").click()
    expect(page.locator(".statement > p").first).to_have_text("Le mien.")
