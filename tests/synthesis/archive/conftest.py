"""A published synthesis with a roll-up, what is read, kept, cited, argued and answered."""

import pytest

from synthesis import actions, tasks
from synthesis.models import RollUp
from tests.factories import (
    ArgumentFactory,
    CommuneFactory,
    ContributionFactory,
    ReactionFactory,
    ReadingFactory,
    StatementFactory,
    UserFactory,
)


@pytest.fixture
def rolled_up(consultation, contributions, extract) -> RollUp:
    """The contributions, one more by the author of the first, an argument, something read; all counted."""
    first = contributions[0]
    ContributionFactory(
        question=first.question,
        nature=first.nature,
        body="Un **bail** d’essai, c’est oui.\n\nAvec une clause de sortie 🙂",
        author=first.author,
    )
    ContributionFactory(
        question=first.question,
        nature=first.nature,
        body="=cmd()\n\n* une liste\n* et 1 lien",
        author=UserFactory(commune=CommuneFactory(metropolis=True), shows_commune=False),
        shows_commune=False,
    )
    ArgumentFactory(parent=first, stance="for")
    ReactionFactory(contribution=contributions[1], kind="agree")
    ReadingFactory(contribution=contributions[2], outcome="off_topic")
    return roll_up(consultation)


def roll_up(consultation) -> RollUp:
    rollup = actions.request_roll_up(consultation, by=None)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    rollup.refresh_from_db()
    assert rollup.snapshot
    return rollup


@pytest.fixture
def draft(consultation, rolled_up, extract, theme, editor):
    """A draft that cites one passage."""
    synthesis = actions.draft(consultation, by=editor)
    synthesis.statements.all().delete()
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail freine.", extracts=[extract])
    return synthesis


@pytest.fixture
def published(draft, editor):
    return actions.publish(draft, by=editor)
