"""What the moderators' tests share: the desk, opened and used as the page itself does it."""

import re
from html import unescape

import pytest
from django.urls import reverse

from consultation.models import Role
from tests.factories import MembershipFactory, UserFactory


class Desk:
    """The desk of one moderator: `open` shows a text, `decide` sends what the page would send."""

    def __init__(self, client, person, slug="tiers-lieux"):
        self.client, self.slug = client, slug
        client.force_login(person)

    def url(self, name="moderation_desk", *args):
        return reverse(name, args=[self.slug, *args])

    def get(self, **asked):
        return self.client.get(self.url(), asked)

    def seen(self, text):
        """What the form of the open text says that the moderator saw."""
        return re.search(r'name="seen" value="([^"]+)"', self.get(texte=text.pk).text)[1]

    def decide(self, text, verdict, seen=None, **said):
        data = {"verdict": verdict, "seen": seen or self.seen(text), **said}
        return self.client.post(self.url("decide", text.pk), data, follow=True)

    def undo(self, response):
        """Press "Annuler" on the page that an act answered."""
        keys = re.findall(r'name="decision" value="(\d+)"', response.text)
        return self.client.post(self.url("undo_decisions"), {"decision": keys}, follow=True)


@pytest.fixture
def desk(client, moderator) -> Desk:
    return Desk(client, moderator)


@pytest.fixture
def colleague(consultation):
    """Another moderator."""
    person = UserFactory(name="Chloé Collègue")
    MembershipFactory(consultation=consultation, user=person, role=Role.MODERATOR)
    return person


def titles(response) -> list[str]:
    """The titles of the queue, in order."""
    return [unescape(title) for title in re.findall(r'class="title"[^>]*><bdi>([^<]*)<', response.text)]
