"""Who follows a text that moderators put with another one or parted goes on being told, once, of what comes there."""

import pytest
from django.utils import timezone

from consultation.models import Notice
from debates import actions
from following import actions as following
from following import reading
from following.telling import shards, tell
from tests.factories import ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return UserFactory(rhythm="at_once")


def told(reader):
    """The texts a reader was told of, each as often as he was."""
    now = timezone.now()
    while following.collect(now):
        pass
    for first, last in list(shards(now)):
        tell(first, last, now)
    digests = reading.digests(Notice.objects.filter(person=reader, kind="followed"))
    return [text.pk for digest in digests.values() for group in digest.groups for text in group.texts]


def test_followers_go_where_the_text_went(question, moderator, citizen, reader):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    following.follow(reader, merged)
    told(reader)
    actions.merge(merged, kept, by=moderator)
    assert reading.is_followed(reader, kept)

    question.theme.consultation.moderation = "after"
    question.theme.consultation.save()
    kept.refresh_from_db()
    argument = actions.argue(kept, by=citizen, stance="for", body="Ici aussi.")

    following.follow(reader, kept)
    assert told(reader) == [argument.pk]
    assert told(reader) == [argument.pk]


def test_who_stopped_following_the_other_one_is_not_told(question, moderator, citizen, reader):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    following.follow(reader, merged)
    actions.merge(merged, kept, by=moderator)
    following.stop(reader, kept)

    argument = actions.argue(kept, by=citizen, stance="for", body="Ici aussi.")
    actions.publish(argument, by=moderator)

    assert not reading.is_followed(reader, kept)
    assert told(reader) == []


def test_who_follows_a_text_follows_its_parts(question, moderator, citizen, reader):
    whole = ContributionFactory(question=question, body="Un.\n\nDeux.")
    following.follow(reader, whole)
    told(reader)
    halves = [actions.Part("Le début", whole.nature, (0,)), actions.Part("La fin", whole.nature, (1,))]
    actions.split(whole, halves, by=moderator)
    part = whole.parts.last()
    assert reading.is_followed(reader, part)

    argument = actions.argue(part, by=citizen, stance="for", body="Et ceci.")
    actions.publish(argument, by=moderator)

    assert told(reader) == [argument.pk]
