"""A round at the desk by keyboard alone: publish, hide with its reason, undo; keys switched off stay silent."""

import pytest
from django.db import transaction

from debates.models import State
from tests import running
from tests.factories import ArgumentFactory, ContributionFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.story]


def test_publish_hide_and_undo_without_a_mouse(visit, browser, site, question, moderator):
    _first, second, third = (
        ContributionFactory(question=question, title=f"Texte {rank}", body=f"Un.\n\nDeux {rank}.", state=State.PENDING)
        for rank in range(3)
    )
    with transaction.atomic():
        root = ContributionFactory(question=question)
        answer = ArgumentFactory(parent=ArgumentFactory(parent=root), state=State.PENDING)
    page = visit(moderator)
    page.goto("/tiers-lieux/moderation/")
    assert page.locator("#titre").inner_text() == "Texte 0"

    page.keyboard.press("p")
    page.get_by_text("Publié :").wait_for()
    assert page.evaluate("document.activeElement.id") == "titre"
    assert page.locator("#titre").inner_text() == "Texte 1"

    page.keyboard.press("2")
    page.get_by_label("Un mot à l’auteur").focus()
    page.keyboard.type("pm")  # typed, not pressed
    page.locator("#titre").focus()
    page.keyboard.press("m")
    page.get_by_text("Masqué :").wait_for()
    second.refresh_from_db()
    assert (second.state, second.decisions.get().reason, second.decisions.get().note) == ("hidden", "insult", "pm")

    page.keyboard.press("z")
    page.get_by_text("1 décision est annulée.").wait_for()
    second.refresh_from_db()
    assert second.state == State.PENDING

    page.keyboard.press("j")
    page.wait_for_url(f"**texte={third.pk}*")
    page.get_by_label("Touches du clavier").focus()
    page.keyboard.press("Space")
    page.keyboard.press("p")
    page.reload()
    page.keyboard.press("p")
    third.refresh_from_db()
    assert third.state == State.PENDING
    assert page.faults == []

    desk = f"{site}/tiers-lieux/moderation/"
    states = [desk, f"{desk}?texte={third.pk}", f"{desk}?texte={answer.pk}", f"{desk}?attente=x", f"{desk}en-nombre/"]
    states += [f"{desk}{third.pk}/reunir/?q=perception", f"{desk}{third.pk}/partager/"]
    assert running.faults(browser, site, {moderator: states}) == []
