"""axe on the pages of the debate that tests/test_accessibility.py does not meet, wide and narrow."""

import pytest
from django.db import transaction
from django.urls import reverse

from debates import actions
from debates.models import Reason, State
from tests import running
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
)


@pytest.fixture
def debate(transactional_db, consultation, theme, question, natures, citizen, moderator):
    """A question with a contribution of every kind and a thread of every shape; the addresses of its pages."""
    with transaction.atomic():
        return written(question, citizen, moderator)


def written(question, citizen, moderator):
    commune = CommuneFactory()
    root = ContributionFactory(question=question, commune=commune, body="### Un titre\n\nUn texte.\n\n- une liste")
    parent = root
    for _ in range(7):
        parent = ArgumentFactory(parent=parent, commune=commune)
    ArgumentFactory(parent=root, stance="against", author=citizen, state=State.PENDING)
    ArgumentFactory(parent=root, stance="nuance", author=citizen)
    own = ContributionFactory(question=question, author=citizen, commune=commune)
    actions.edit(own, by=citizen, title="Autre titre", body="Autre texte.")
    hidden = ContributionFactory(question=question, author=citizen)
    actions.hide(hidden, by=moderator, reason=Reason.INSULT, note="Un mot.")
    withdrawn = ContributionFactory(question=question, author=citizen)
    ArgumentFactory(parent=withdrawn)
    actions.withdraw(withdrawn, by=citizen)

    def at(name, *args):
        return reverse(name, args=["tiers-lieux", *args])

    return {
        None: [at("contribution", withdrawn.pk)],
        citizen: [at("contribution", own.pk), at("contribution", hidden.pk), at("edit", own.pk), at("moderation_desk")],
        moderator: [at("moderation_desk"), at("moderation_desk") + f"?texte={hidden.pk}", at("contribution", root.pk)],
    }


def test_axe_finds_nothing_and_nothing_scrolls_sideways(debate, browser, live_server):
    assert running.faults(browser, live_server.url, debate) == []
