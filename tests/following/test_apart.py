"""What a kept page shows of its reader is what the pages and the bell say: one statement, held to the queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.models import Notice, User
from debates import actions
from debates.models import Contribution, Question
from following import actions as following
from following import reading
from following.apart import followed_and_unread
from tests.factories import ContributionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return UserFactory()


def shown(reader: User, target: Contribution | Question) -> tuple[bool, int]:
    return followed_and_unread(reader, target._meta.model_name, target.pk)


def test_whoever_said_nothing_follows_nothing(reader, question):
    assert shown(reader, ContributionFactory(question=question)) == (False, 0)
    assert shown(reader, question) == (False, 0)


def test_a_question_followed_and_no_longer(reader, question):
    following.follow(reader, question)
    assert shown(reader, question) == (True, 0)
    following.stop(reader, question)
    assert shown(reader, question) == (False, 0)
    following.follow(UserFactory(), question)
    assert shown(reader, question) == (False, 0)


@pytest.mark.parametrize("then", ["nothing", "stops the kept one", "stops the merged one"])
def test_a_text_that_took_in_a_followed_one(reader, question, moderator, then):
    merged, kept = ContributionFactory.create_batch(2, question=question)
    following.follow(reader, merged)
    actions.merge(merged, kept, by=moderator)
    if then != "nothing":
        following.stop(reader, kept if then == "stops the kept one" else merged)

    assert shown(reader, kept)[0] is bool(reading.is_on(reader, kept.pk)) is (then == "nothing")
    assert shown(reader, merged)[0] is bool(reading.is_on(reader, merged.pk)) is (then != "stops the merged one")


def test_the_parts_of_a_followed_text(reader, question, moderator):
    whole = ContributionFactory(question=question, body="Un.\n\nDeux.")
    following.follow(reader, whole)
    halves = [actions.Part("Le début", whole.nature, (0,)), actions.Part("La fin", whole.nature, (1,))]
    actions.split(whole, halves, by=moderator)
    for part in whole.parts.all():
        assert shown(reader, part)[0] is bool(reading.is_on(reader, part.pk)) is True


def test_notices_that_wait_or_were_read_are_not_counted(reader, question):
    now = timezone.now()
    for created, read in ((now, None), (now, None), (now, now), (now + timedelta(minutes=2), None)):
        Notice.objects.create(person=reader, kind="published", created_at=created, read_at=read)
    Notice.objects.create(person=UserFactory(), kind="published")

    assert shown(reader, question) == (False, reading.unread(reader)) == (False, 2)
    assert reader.known_apart["unread"] == 2
