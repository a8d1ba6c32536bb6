"""Somebody whose words stand in a published synthesis, and who reacted, followed, drafted and was told."""

from types import SimpleNamespace

import pytest

from consultation.models import Stakeholder
from synthesis import actions, tasks
from tests.factories import (
    AccessKeyFactory,
    CommuneFactory,
    ContributionFactory,
    DraftFactory,
    ExtractFactory,
    FollowFactory,
    NoticeFactory,
    PlaceFactory,
    ReactionFactory,
    StatementFactory,
    UserFactory,
)

QUOTE = "Le bail commercial est trop long"


@pytest.fixture
def alice(db):
    return UserFactory(
        email="alice@exemple.invalid", name="Alice Duchemin", stakeholder=Stakeholder.ELECTED, commune=CommuneFactory()
    )


@pytest.fixture
def world(alice, question, natures, theme, editor, consultation):
    """Two published texts of hers, one quoted, and one of somebody else quoted too."""
    quoted = ContributionFactory(
        question=question,
        author=alice,
        nature=natures["practice"],
        title="Mon atelier de Felletin",
        body=f"{QUOTE} pour essayer. Appelez-moi au village.",
    )
    PlaceFactory(contribution=quoted)
    silent = ContributionFactory(question=question, author=alice, body="Une phrase que personne ne cite, de ma main.")
    other = ContributionFactory(question=question, body="Le bail précaire est trop court.")
    ReactionFactory(by=alice, contribution=other, kind="agree")
    extract = ExtractFactory(contribution=quoted, quote=QUOTE)
    unused = ExtractFactory(contribution=silent, quote="Une phrase que personne ne cite")
    kept = ExtractFactory(contribution=other, quote="Le bail précaire est trop court.")
    FollowFactory(person=alice, question=question)
    DraftFactory(by=alice, question=question)
    NoticeFactory(person=alice)
    AccessKeyFactory(person=alice)
    rollup = actions.request_roll_up(consultation, by=editor)
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    synthesis = actions.draft(consultation, by=editor)
    synthesis.statements.all().delete()
    StatementFactory(synthesis=synthesis, theme=theme, text="Le bail décourage.", extracts=[extract, kept])
    published = actions.publish(synthesis, by=editor)
    for export in published.exports.filter(format__in=("html", "csv")):
        tasks.finish_export(export.pk)
    return SimpleNamespace(
        quoted=quoted, silent=silent, other=other, extract=extract, unused=unused, synthesis=published, rollup=rollup
    )
