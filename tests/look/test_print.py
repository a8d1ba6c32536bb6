"""Pages on paper: the text and what answers it, folds open, addresses told, nothing to press."""

from io import BytesIO

import pytest
from django.db import transaction
from pypdf import PdfReader

from debates.models import State
from tests.factories import ArgumentFactory, ContributionFactory


@pytest.fixture
def written(transactional_db, consultation, question, natures):
    """A contribution whose last answers are folded away, and links in a text."""
    with transaction.atomic():
        root = ContributionFactory(
            question=question, title="Un lieu par bourg", body="Voir [ici](https://exemple.fr/a)."
        )
        parent = root
        for number in range(1, 12):
            parent = ArgumentFactory(parent=parent, body=f"Réponse numéro {number}.")
        ContributionFactory(question=question, title="Ne paraît pas", state=State.HIDDEN)
    return root


def printed(browser, address: str) -> str:
    """What stands on the paper, printed without JavaScript, on one line."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    pdf = page.pdf(format="A4")
    context.close()
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages).split())


def test_a_contribution_prints_with_all_that_answers_it(written, browser, live_server, settings):
    settings.SITE_URL = live_server.url
    paper = printed(browser, live_server.url + written.get_absolute_url())

    assert "Un lieu par bourg" in paper
    assert "Réponse numéro 1." in paper
    assert "Réponse numéro 11." in paper
    assert "(https://exemple.fr/a)" in paper
    assert f"{live_server.url}{written.get_absolute_url()}" in paper
    for pressed in ("Se connecter", "Créer un compte", "Copier le lien", "Envoyer à un contact", "Mon argument"):
        assert pressed not in paper


def test_a_question_prints_its_contributions_without_the_filters(written, browser, live_server):
    paper = printed(browser, live_server.url + written.question.get_absolute_url())

    assert "Un lieu par bourg" in paper
    assert "Ne paraît pas" not in paper
    for pressed in ("Filtrer", "Je contribue", "Mentions légales"):
        assert pressed not in paper
