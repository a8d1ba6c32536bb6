"""What the tests of this folder share: texts that came online, and a clock that is given."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from consultation.models import User
from debates.models import Contribution, Publication
from following import actions, tasks, telling
from tests.factories import ContributionFactory, UserFactory

PARIS = ZoneInfo("Europe/Paris")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of June 2018 in Paris; the 4th is a Monday."""
    return datetime(2018, 6, day, hour, minute, tzinfo=PARIS)


def online(contribution: Contribution, when: datetime) -> Contribution:
    """As the act writes it when a text is public for the first time."""
    Publication.objects.create(contribution=contribution, at=when)
    return contribution


def text(question, when: datetime, **fields) -> Contribution:
    return online(ContributionFactory(question=question, created_at=when, **fields), when)


def run(now: datetime) -> list[str]:
    """What the beat and the workers do at one moment; the addresses written to."""
    before = len(mail.outbox)
    while actions.collect(now):
        pass
    for first, last in telling.shards(now):
        tasks.tell_shard(first, last, now)
    return sorted(address for sent in mail.outbox[before:] for address in sent.to)


def following(target, since: datetime, rhythm: str = "at_once", **fields) -> User:
    """Somebody who has followed `target` since then."""
    person = UserFactory(rhythm=rhythm, **fields)
    followed = actions.follow(person, target)
    type(followed).objects.filter(pk=followed.pk).update(at=since)
    person.follower.told_at = since
    person.follower.save()
    return person


@pytest.fixture(autouse=True)
def broker_is_there(monkeypatch):
    from consultation import notices

    monkeypatch.setattr(notices, "_away_until", 0.0)
