"""A small debate to harvest, and what is made from it."""

import pytest
from django.core.cache import cache

from tests.factories import (
    CommuneFactory,
    ContributionFactory,
    ExtractFactory,
    IdeaFactory,
    ReactionFactory,
    UserFactory,
)

BODIES = [
    "Le bail commercial est trop long pour essayer un lieu.\n\nIl engage neuf ans.",
    "Le bail précaire est trop court pour investir dans un lieu.\n\nIl faut un bail entre les deux.",
    "La fibre est arrivée dans notre bourg et six personnes travaillent ici.",
    "Sans fibre, personne ne travaille dans notre bourg.",
]


@pytest.fixture
def contributions(question, natures):
    """Four published contributions of four people of Felletin, the first one with a reaction of each camp."""
    made = [
        ContributionFactory(
            question=question,
            body=body,
            nature=natures["barrier"],
            author=UserFactory(commune=CommuneFactory()),
        )
        for body in BODIES
    ]
    ReactionFactory(contribution=made[0], kind="agree")
    ReactionFactory(contribution=made[0], kind="disagree")
    return made


@pytest.fixture
def idea(theme):
    return IdeaFactory(theme=theme, title="Un bail pour essayer")


@pytest.fixture
def extract(contributions, idea):
    """A passage of the first contribution, filed under the idea."""
    return ExtractFactory(contribution=contributions[0], quote="Le bail commercial est trop long", ideas=[idea])


@pytest.fixture
def desk(client, harvester, contributions):
    """The browser of a harvester; what is kept of the order in which texts come is none of another test's."""
    cache.clear()
    client.force_login(harvester)
    return client
