"""Followers are told once of what is new, at their rhythm, whatever stops in between."""

from contextlib import suppress
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone

from consultation import notices
from consultation.models import Notice
from debates import actions as debate
from debates.models import Publication, Reason, State
from following import actions, tasks, telling
from following.models import Collected, Follow, Follower, Item
from synthesis import actions as synthesis_actions
from tests.factories import (
    ArgumentFactory,
    ContributionFactory,
    ExtractFactory,
    QuestionFactory,
    StatementFactory,
    ThemeFactory,
    UserFactory,
)
from tests.following.conftest import PARIS, at, following, online, run, text

pytestmark = pytest.mark.django_db


# --- When


@pytest.mark.parametrize(
    ("rhythm", "now", "slot"),
    [
        ("daily", at(6, 7, 59), at(5, 8)),
        ("daily", at(6, 8), at(6, 8)),
        ("none", at(6, 23), at(6, 8)),
        ("weekly", at(10, 23), at(4, 8)),  # Sunday
        ("weekly", at(11, 7, 59), at(4, 8)),
        ("weekly", at(11, 8), at(11, 8)),
        ("at_once", at(6, 7, 59), at(6, 7, 59)),
        ("daily", datetime(2018, 3, 25, 9, tzinfo=PARIS), datetime(2018, 3, 25, 8, tzinfo=PARIS)),  # a day of 23 hours
        ("daily", datetime(2018, 10, 29, 7, tzinfo=PARIS), datetime(2018, 10, 28, 8, tzinfo=PARIS)),
    ],
)
def test_the_last_moment_a_reader_is_told_at(rhythm, now, slot):
    assert telling.slot(rhythm, now) == slot


def test_at_once_is_within_the_minute_and_only_once(question):
    reader = following(question, at(5, 9))
    text(question, at(5, 10))

    assert run(at(5, 10, 1)) == [reader.email]
    assert run(at(5, 10, 2)) == []


def test_a_digest_waits_for_its_hour_and_comes_once(question):
    daily = following(question, at(5, 9), "daily")
    weekly = following(question, at(5, 9), "weekly")
    text(question, at(5, 10))

    assert run(at(5, 10, 1)) == []
    assert run(at(6, 7, 59)) == []
    assert run(at(6, 8)) == [daily.email]
    assert run(at(6, 8, 1)) == []
    assert run(at(11, 8)) == [weekly.email]
    assert run(at(18, 8)) == []


def test_what_a_pause_missed_is_told_afterwards_in_one_mail(question):
    daily = following(question, at(5, 9), "daily")
    at_once = following(question, at(5, 9))
    for day in (5, 6, 7):
        text(question, at(day, 10))

    assert run(at(9, 15)) == sorted([daily.email, at_once.email])
    assert all("3 nouveautés" in sent.subject for sent in mail.outbox)
    assert run(at(9, 16)) == []


def test_who_changes_his_rhythm_is_not_told_again(question):
    reader = following(question, at(5, 9))
    text(question, at(5, 10))
    run(at(5, 10, 1))
    for rhythm in ("daily", "weekly", "at_once"):
        type(reader).objects.filter(pk=reader.pk).update(rhythm=rhythm)
        assert run(at(12, 9)) == []


def test_who_wants_no_mail_reads_it_on_the_site(question):
    reader = following(question, at(5, 9), "none")
    text(question, at(5, 10))

    assert run(at(6, 8)) == []
    assert Notice.objects.get(person=reader).state == Notice.State.UNSENT


# --- What


def test_each_is_told_of_what_comes_under_what_he_follows(consultation, theme, question):
    beside = QuestionFactory(theme=theme)
    elsewhere = QuestionFactory(theme=ThemeFactory(consultation=consultation))
    root = ContributionFactory(question=question, author=None)
    followers = {name: following(target, at(5, 9)) for name, target in (("c", consultation), ("t", theme))}
    followers |= {"q": following(question, at(5, 9)), "r": following(root, at(5, 9))}
    everybody = {person.email: name for name, person in followers.items()}

    def told(contribution):
        online(contribution, at(5, 10))
        return {everybody[address] for address in run(at(5, 11))}

    assert told(ArgumentFactory(parent=root)) == {"c", "t", "q", "r"}
    assert told(ContributionFactory(question=question)) == {"c", "t", "q"}
    assert told(ContributionFactory(question=beside)) == {"c", "t"}
    assert told(ContributionFactory(question=elsewhere)) == {"c"}
    assert told(ContributionFactory()) == set()


def test_nobody_is_told_of_his_own_texts_nor_twice_of_an_answer_to_him(question):
    reader = following(question, at(5, 9))
    own = text(question, at(5, 10), author=reader)
    online(ArgumentFactory(parent=own), at(5, 10))  # told to him as an answer, by the act itself

    assert run(at(5, 11)) == []


def test_following_several_things_tells_each_item_once(consultation, theme, question):
    reader = following(question, at(5, 9))
    for target in (theme, consultation):
        actions.follow(reader, target)
    Follow.objects.update(at=at(5, 9))
    text(question, at(5, 10))

    assert run(at(5, 11)) == [reader.email]
    assert "1 nouveauté " in mail.outbox[-1].subject


def test_what_is_older_than_the_follow_is_not_told(question):
    text(question, at(5, 8))
    following(question, at(5, 9))

    assert run(at(5, 9, 1)) == []


def test_a_published_synthesis_is_told_to_all_who_follow_something_there(consultation, question, editor):
    reader = following(question, at(5, 9))
    following(QuestionFactory(), at(5, 9))
    cited = ExtractFactory(contribution=ContributionFactory(question=question, author=None))
    draft = synthesis_actions.draft(consultation, by=editor)
    draft.statements.all().delete()
    StatementFactory(synthesis=draft, theme=question.theme, extracts=[cited])
    published = synthesis_actions.publish(draft, by=editor)

    assert run(published.published_at) == [reader.email]
    assert f"/{consultation.slug}/synthese/1/" in mail.outbox[-1].body


def test_a_text_hidden_before_the_mail_leaves_is_not_in_it(question, moderator):
    following(question, at(5, 9))
    hidden = text(question, at(5, 10), title="Une attaque")
    text(question, at(5, 10), title="Un constat utile")
    actions.collect(at(5, 11))
    [(first, last)] = telling.shards(at(5, 11))
    pks = telling.tell(first, last, at(5, 11))
    debate.hide(hidden, by=moderator, reason=Reason.INSULT)
    notices.send_notices(pks)

    [sent] = [each for each in mail.outbox if "nouveauté" in each.subject]
    assert "Une attaque" not in sent.subject + sent.body
    assert "Un constat utile" in sent.body
    assert "1 nouveauté " in sent.subject


def test_an_argument_published_under_a_hidden_text_is_told_once_everybody_reads_it(question, moderator):
    root = text(question, at(5, 8), title="Un bail d’essai")
    reader = following(root, at(5, 9))
    answered = root.author
    debate.hide(root, by=moderator, reason=Reason.OFF_TOPIC)
    argument = ArgumentFactory(parent=root, state=State.PENDING, body="Chez nous aussi.")
    debate.publish(argument, by=moderator)
    assert not Publication.objects.filter(contribution=argument).exists()
    assert run(timezone.now()) == []

    debate.publish(root, by=moderator)
    debate.publish(root, by=moderator)

    assert Publication.objects.filter(contribution=argument).count() == 1
    assert run(timezone.now() + timedelta(days=1)) == [reader.email]
    assert Notice.objects.filter(person=answered, kind="answered").count() == 1


@pytest.mark.parametrize("change", [{"state": State.HIDDEN}, {"state": State.WITHDRAWN}, {"covered": True}])
def test_a_mail_that_nothing_is_left_of_is_not_sent(question, change):
    following(question, at(5, 9))
    contribution = text(question, at(5, 10))
    type(contribution).objects.filter(pk=contribution.pk).update(**change)

    assert run(at(5, 11)) == []
    assert not Notice.objects.waiting().exists()


def test_a_consultation_that_is_no_longer_public_is_not_told(consultation, question):
    following(question, at(5, 9))
    text(question, at(5, 10))
    type(consultation).objects.filter(pk=consultation.pk).update(state="preparing")

    assert run(at(5, 11)) == []


def test_items_are_grouped_by_question_newest_first_and_bounded(theme, question):
    beside = QuestionFactory(theme=theme, title="Et les horaires")
    following(theme, at(5, 9))
    for minute in range(40):
        text([question, beside][minute % 2], at(5, 10, minute), title=f"Texte numéro {minute}.")
    run(at(5, 11))

    body = mail.outbox[-1].body
    assert [n for n in range(40) if f"numéro {n}." in body] == list(range(10, 40))
    assert (
        body.index("Et les horaires") < body.index("numéro 39.") < body.index("numéro 11.") < body.index(question.title)
    )
    assert "et 10 autres" in body
    assert "40 nouveautés" in mail.outbox[-1].subject


# --- The outbox


def test_a_publication_committed_late_is_not_missed(question):
    reader = following(question, at(5, 9))
    late, early = ContributionFactory(question=question), ContributionFactory(question=question)
    Publication.objects.create(pk=1_000_002, contribution=early, at=at(5, 10))
    run(at(5, 10, 1))
    Publication.objects.create(pk=1_000_001, contribution=late, at=at(5, 10))

    assert run(at(5, 10, 2)) == [reader.email]
    assert late.live.heading in mail.outbox[-1].body


def test_the_collector_does_not_read_again_what_is_settled(question):
    text(question, at(5, 10))
    recent = text(question, at(5, 12))
    actions.collect(at(5, 12, 30))

    assert Collected.objects.get().publication == recent.publication.pk - 1
    actions.collect(at(5, 14))
    assert Collected.objects.get().publication == recent.publication.pk


def test_a_heap_of_publications_is_taken_in_several_steps(question, monkeypatch):
    monkeypatch.setattr(actions, "COLLECT", 2)
    reader = following(question, at(5, 9))
    for minute in range(5):
        text(question, at(5, 10, minute))

    assert run(at(6, 15)) == [reader.email]
    assert Item.objects.count() == 5


def test_whoever_writes_follows_until_he_stops(question):
    author = UserFactory(rhythm="at_once")
    root = text(question, at(5, 10), author=author)
    run(at(5, 10, 1))
    answer = ArgumentFactory(parent=root, author=UserFactory(rhythm="none"))
    online(ArgumentFactory(parent=answer), at(5, 11))
    assert run(at(5, 11, 1)) == [author.email]

    actions.stop(author, root)
    online(ArgumentFactory(parent=root, author=author), at(5, 12))
    online(ArgumentFactory(parent=answer), at(5, 12))
    assert run(at(5, 12, 1)) == []


# --- Stopped halfway, and several at once


def test_stopped_before_the_commit_nothing_is_told_and_all_is_told_later(question):
    reader = following(question, at(5, 9))
    text(question, at(5, 10))
    actions.collect(at(5, 11))
    [(first, last)] = telling.shards(at(5, 11))
    with suppress(KeyboardInterrupt), transaction.atomic():
        telling.tell(first, last, at(5, 11))
        raise KeyboardInterrupt

    assert not Notice.objects.exists()
    assert run(at(5, 11, 1)) == [reader.email]


def test_stopped_between_two_mails_the_sweep_sends_the_others(question, settings, monkeypatch):
    readers = [following(question, at(5, 9)) for _ in range(3)]
    text(question, at(5, 10))
    actions.collect(at(5, 11))
    [(first, last)] = telling.shards(at(5, 11))
    pks = telling.tell(first, last, at(5, 11))
    notices.send_notices(pks[:1])  # killed here: the rest was never sent

    assert run(at(5, 11, 1)) == []  # they were told, their mails wait
    notices.send_notices(pks)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(reader.email for reader in readers)


def test_while_the_broker_is_away_everybody_stays_due(question, monkeypatch):
    reader = following(question, at(5, 9))
    text(question, at(5, 10))
    monkeypatch.setattr(notices, "_away_until", float("inf"))
    tasks.look(at(5, 11))

    assert not Notice.objects.exists()
    assert run(at(5, 11, 5)) == [reader.email]


def at_the_same_time(*works) -> None:
    barrier = Barrier(len(works))

    def one(work):
        barrier.wait()
        try:
            work()
        finally:
            connection.close()

    threads = [Thread(target=one, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


@pytest.mark.django_db(transaction=True)
def test_parallel_sweeps_tell_once(question):
    readers = [following(question, at(5, 9)) for _ in range(20)]
    for minute in range(10):
        text(question, at(5, 10, minute))

    at_the_same_time(*[lambda: run(at(5, 11))] * 4)
    run(at(5, 11, 1))  # whom one sweep left to another

    assert Item.objects.count() == 10
    told = [pk for notice in Notice.objects.filter(person=readers[0]) for pk in notice.facts["items"]]
    assert len(told) == len(set(told)) == 10
    assert len(mail.outbox) == Notice.objects.count()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_follows_once(question, citizen):
    at_the_same_time(*[lambda: actions.follow(citizen, question)] * 4)
    at_the_same_time(lambda: actions.stop(citizen, question), lambda: actions.stop(citizen, question))

    assert Follow.objects.get().is_on is False
    assert Follower.objects.count() == 1


# --- Many


def crowd(count: int, question) -> None:
    people = UserFactory._meta.model.objects
    made = people.bulk_create(
        UserFactory._meta.model(email=f"foule{n}@exemple.invalid", name=f"Foule {n}", name_key=f"foule{n}")
        for n in range(count)
    )
    since = at(5, 9)
    Follow.objects.bulk_create(
        Follow(person=person, consultation=question.consultation, question=question, at=since) for person in made
    )
    Follower.objects.bulk_create(Follower(person=person, told_at=since) for person in made)


def test_five_thousand_followers_are_five_jobs(question, monkeypatch, django_assert_max_num_queries):
    crowd(5000, question)
    text(question, at(5, 10))
    jobs = []
    monkeypatch.setattr(tasks, "hand_over", lambda task, *shard: jobs.append(shard) or True)
    with django_assert_max_num_queries(25):
        tasks.look(at(6, 8))

    assert len(jobs) == 5
    with django_assert_max_num_queries(10):
        assert len(telling.tell(*jobs[0], at(6, 8))) == 1000
    assert mail.outbox == []


def test_the_queries_of_a_shard_do_not_depend_on_its_readers(question, django_assert_num_queries):
    crowd(3, question)
    text(question, at(5, 10))
    actions.collect(at(6, 8))
    [shard] = telling.shards(at(6, 8))
    with django_assert_num_queries(10):
        telling.tell(*shard, at(6, 8))
