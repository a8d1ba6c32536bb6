"""A roll-up by shards: shared, cut short, asked twice, in any order, while people leave and texts are hidden."""

import json
import time

import pytest
from django.db import connection

from debates import actions as debate
from debates.models import Contribution
from privacy import actions as privacy
from privacy import tasks as privacy_tasks
from privacy.models import Erasure
from synthesis import actions, gathering, tasks
from synthesis.models import JobState, ProposedPassage, RollUp, RollUpShard, Suggestion, TextFeatures
from synthesis.rollup import features
from synthesis.tasks import remembering, rolling_up
from tests.factories import ContributionFactory, ExtractFactory, QuestionFactory, UserFactory

pytestmark = pytest.mark.django_db

BODIES = [
    "Le bail commercial est trop long pour essayer un lieu de travail dans notre commune.",
    "Le bail précaire est trop court pour investir dans un lieu de travail partagé.",
    "La fibre est arrivée dans notre bourg et six personnes y travaillent depuis.",
    "Sans la fibre, personne ne peut travailler à distance dans notre bourg.",
    "Le train du matin part trop tôt pour ceux qui déposent leurs enfants à l’école.",
    "Un loyer modéré la première année permettrait à un lieu partagé de tenir.",
    "Les artisans manquent d’ateliers partagés près de la gare de notre ville.",
]


@pytest.fixture(autouse=True)
def small_shards(monkeypatch):
    monkeypatch.setattr(rolling_up, "SHARD", 2)


@pytest.fixture
def texts(question, natures):
    """Seven texts under one question, and one under another."""
    made = [ContributionFactory(question=question, body=body, nature=natures["barrier"]) for body in BODIES]
    other = QuestionFactory(theme=question.theme)
    return [*made, ContributionFactory(question=other, nature=natures["barrier"], body="Une autre question.")]


@pytest.fixture
def rollup(texts, consultation):
    return actions.request_roll_up(consultation, by=None)


def shards(rollup: RollUp) -> list[int]:
    return list(rollup.shards.order_by("pk").values_list("pk", flat=True))


def finished(rollup: RollUp) -> RollUp:
    """The roll-up done here in one go."""
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    tasks.freeze(rollup.pk)
    rollup.refresh_from_db()
    assert rollup.state == JobState.DONE, rollup.error
    return rollup


def again(rollup: RollUp) -> RollUp:
    return RollUp.objects.create(consultation=rollup.consultation, cut_off=rollup.cut_off)


def everything() -> str:
    """What a search of the tables of the roll-ups would find."""
    with connection.cursor() as cursor:
        found = []
        for model in (RollUp, rolling_up.RollUpPart, RollUpShard, TextFeatures, ProposedPassage, Suggestion):
            cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


# --- Shards


def test_what_nobody_read_is_cut_into_shards_and_the_last_one_opens_its_part(rollup):
    parts = tasks.open_parts(rollup.pk)
    assert [shard.texts for shard in rollup.shards.order_by("pk")] == [2, 2, 2, 1, 1]
    opened = [tasks.finish_shard(shard) for shard in shards(rollup)]

    assert opened == [[], [], [], [parts[0]], [parts[1]]]
    rollup.refresh_from_db()
    assert (rollup.texts_read, rollup.texts_total, rollup.parts_done) == (8, 8, 0)


def test_progress_moves_while_shards_are_done(rollup):
    tasks.open_parts(rollup.pk)
    seen = []
    for shard in shards(rollup):
        tasks.finish_shard(shard)
        rollup.refresh_from_db()
        seen.append(rollup.texts_read)
    assert seen == [2, 4, 6, 7, 8]


def test_twice_out_of_order_or_in_one_go_gives_the_same_bytes(rollup):
    tasks.open_parts(rollup.pk)
    opened = []
    for shard in [*reversed(shards(rollup)), *shards(rollup)]:
        opened += tasks.finish_shard(shard)
    for part in [*reversed(opened), *opened]:
        tasks.build_part(part)
    rollup.refresh_from_db()
    assert rollup.state == JobState.DONE
    TextFeatures.objects.all().delete()

    other = finished(again(rollup))

    assert other.sha256 == rollup.sha256
    assert other.snapshot == rollup.snapshot
    assert not RollUpShard.objects.exists()
    assert not other.parts.exclude(result=None).exists(), "the snapshot holds it"


def test_the_bytes_do_not_depend_on_when_it_was_asked(rollup, consultation):
    first = finished(rollup)
    later = finished(actions.request_roll_up(consultation, by=None))

    assert later.cut_off > first.cut_off
    assert later.sha256 == first.sha256


def test_a_shard_left_by_a_dead_worker_is_taken_up_by_the_sweep(rollup, settings, monkeypatch):
    settings.JOB_LEASE = 0.1
    tasks.open_parts(rollup.pk)
    first, *rest = shards(rollup)
    assert RollUpShard.objects.claim(first)
    for shard in rest:
        tasks.finish_shard(shard)
    parts = rolling_up.parts_to_build(rollup)
    assert parts.count() == 1, "the question of the abandoned shard waits"
    time.sleep(0.2)
    sent = []
    monkeypatch.setattr("synthesis.tasks.sweeping.hand_over", lambda task, pk: sent.append((task.name, pk)))

    tasks.sweep()
    assert ("synthesis.tasks.read_shard", first) in sent
    for part in tasks.finish_shard(first):
        tasks.build_part(part)
    for part in parts.values_list("pk", flat=True):
        tasks.build_part(part)

    rollup.refresh_from_db()
    assert rollup.state == JobState.DONE


def test_messages_that_were_lost_are_sent_again(rollup, settings, monkeypatch):
    tasks.open_parts(rollup.pk)
    past = rollup.asked_at.replace(year=rollup.asked_at.year - 1)
    rollup.shards.update(asked_at=past)
    rollup.parts.update(asked_at=past)
    sent = []
    monkeypatch.setattr("synthesis.tasks.sweeping.hand_over", lambda task, pk: sent.append((task.name, pk)))
    tasks.sweep()
    assert sent == [("synthesis.tasks.read_shard", shard) for shard in shards(rollup)]

    for shard in shards(rollup):
        tasks.finish_shard(shard)
    sent.clear()
    tasks.sweep()
    assert [name for name, _ in sent] == ["synthesis.tasks.build_part"] * 2


def test_new_texts_are_read_without_reading_the_others_again(rollup, question, natures, consultation, monkeypatch):
    finished(rollup)
    read = []
    usual = features.reckon
    monkeypatch.setattr(
        features, "reckon", lambda bodies, *more, **options: read.extend(bodies) or usual(bodies, *more)
    )
    new = [ContributionFactory(question=question, nature=natures["barrier"], body=f"Du neuf {n}.") for n in range(3)]

    second = actions.request_roll_up(consultation, by=None)
    finished(second)

    assert sorted(read) == sorted(text.live.text for text in new)
    assert second.texts_total == 3
    assert second.snapshot["figures"]["totals"]["contributions"] == 11


def test_an_edited_text_is_read_in_its_new_version_alone(rollup, texts, consultation):
    finished(rollup)
    version = texts[0].live
    edited = ContributionFactory._meta.model.objects.get(pk=texts[0].pk)
    new = type(version).objects.create(
        contribution=edited,
        number=2,
        by=version.by,
        title="",
        body="Neuf",
        html="<p>Neuf</p>",
        text="Neuf",
        sha256="0" * 64,
        published_at=version.published_at,
    )

    unread = gathering.unread(texts[0].question, actions.request_roll_up(consultation, by=None).cut_off)

    assert list(unread) == [new]


def test_another_recipe_reads_everything_again(rollup, monkeypatch, consultation):
    finished(rollup)
    TextFeatures.objects.update(recipe="of another day")

    assert finished(actions.request_roll_up(consultation, by=None)).texts_total == 8
    assert not TextFeatures.objects.filter(recipe="of another day").exists()


def test_words_alone_group_where_the_encoder_is_refused(rollup, settings):
    settings.ROLLUP_ENCODER = False
    snapshot = finished(rollup).snapshot

    assert set(TextFeatures.objects.values_list("vector", flat=True)) == {None}
    assert "use" not in snapshot["meta"]["features"]
    assert sum(question["part"]["count"] for question in snapshot["questions"]) == 8
    settings.ROLLUP_ENCODER = True
    assert finished(actions.request_roll_up(rollup.consultation, by=None)).texts_total == 8


# --- What ends badly


def test_a_shard_that_fails_three_times_fails_the_roll_up_and_is_taken_up_again(rollup, monkeypatch, editor):
    tasks.open_parts(rollup.pk)
    shard = shards(rollup)[0]
    with monkeypatch.context() as broken:
        broken.setattr(remembering, "BATCH", 0)  # nothing can be read by nought texts at a time
        for _ in range(tasks.ATTEMPTS):
            tasks.finish_shard(shard)
    rollup.refresh_from_db()
    assert rollup.state == JobState.FAILED
    assert rollup.error.startswith("ValueError")
    assert rollup.snapshot is None

    actions.retry(rollup, by=editor)
    finished(rollup)


def test_a_freezing_that_fails_says_why_and_is_not_tried_for_ever(rollup):
    tasks.open_parts(rollup.pk)
    rollup.parts.update(state=JobState.DONE, result={})  # nothing can be frozen of that

    tasks.sweep()

    rollup.refresh_from_db()
    assert (rollup.state, rollup.snapshot) == (JobState.FAILED, None)
    assert rollup.error.startswith("KeyError")


@pytest.mark.parametrize(
    "bodies",
    [[], ["Une seule."], ["Tous pareils, mot pour mot, dans chaque texte."] * 9, ["😀", "😀😀", "👍", "🎉 🎉"]],
    ids=["empty", "one", "identical", "emoji"],
)
def test_little_or_nothing_to_read_is_a_snapshot_all_the_same(question, natures, consultation, bodies):
    for body in bodies:
        ContributionFactory(question=question, nature=natures["barrier"], body=body)

    done = finished(actions.request_roll_up(consultation, by=None))

    [only] = done.snapshot["questions"]
    assert sum(group["count"] for group in only["part"]["groups"]) == len(bodies)
    assert done.snapshot["figures"]["totals"]["contributions"] == len(bodies)


# --- Words that are no longer there


@pytest.mark.parametrize("moment", ["before the shards", "before the part", "before freezing", "after"])
def test_who_takes_his_texts_along_in_the_middle_leaves_no_word(rollup, texts, moment):
    alice = texts[0].author
    said = texts[0].live.text
    title = texts[0].live.title

    def leaves(now: str) -> None:
        if now == moment:
            privacy.erase(alice, by=alice, texts=privacy.TAKE)
            privacy_tasks.finish_erasure(Erasure.objects.get().pk)

    parts = tasks.open_parts(rollup.pk)
    leaves("before the shards")
    for shard in shards(rollup):
        tasks.finish_shard(shard)
    leaves("before the part")
    for part in parts:
        tasks.finish_part(part)
    leaves("before freezing")
    assert tasks.freeze(rollup.pk)
    leaves("after")

    found = everything()
    assert said not in found
    assert f'"title": "{title}"' not in found
    assert "commercial" not in "".join(TextFeatures.objects.values_list("lemmas", flat=True))
    assert not ProposedPassage.objects.filter(contribution=texts[0]).exists()


def test_a_worker_that_reads_while_somebody_leaves_keeps_nothing_of_it(rollup, texts):
    """The worker had the text in its hands when its author left: what it writes afterwards goes at once."""
    tasks.open_parts(rollup.pk)
    version = texts[0].live
    privacy.erase(texts[0].author, by=texts[0].author, texts=privacy.TAKE)

    remembering.read(type(version).objects.filter(pk=version.pk))

    assert not TextFeatures.objects.filter(version=version).exists()


def test_a_text_hidden_before_freezing_is_not_in_the_snapshot(rollup, texts, moderator):
    for part in tasks.open_parts(rollup.pk):
        tasks.finish_part(part)
    debate.hide(texts[0], by=moderator, reason="personal_data")

    assert tasks.freeze(rollup.pk)

    rollup.refresh_from_db()
    assert texts[0].live.text not in json.dumps(rollup.snapshot, ensure_ascii=False)
    assert rollup.snapshot["figures"]["totals"]["contributions"] == 8, "counted as it was"
    assert not ProposedPassage.objects.filter(contribution=texts[0]).exists()


# --- Passages for the harvesters


def test_passages_of_the_groups_wait_for_the_harvesters(rollup, texts):
    finished(rollup)

    passages = ProposedPassage.objects.select_related("version")
    assert passages
    for passage in passages:
        assert passage.version.text[passage.start : passage.end].strip()
        assert passage.state == ProposedPassage.State.WAITING


def test_what_was_kept_or_refused_is_not_proposed_again(rollup, texts, consultation, editor):
    finished(rollup)
    refused, kept, *_ = ProposedPassage.objects.order_by("pk")
    ProposedPassage.objects.filter(pk=refused.pk).update(state=ProposedPassage.State.REFUSED, by=editor)
    contribution = Contribution.objects.get(pk=kept.contribution_id)
    ExtractFactory(contribution=contribution, quote=contribution.live.text[kept.start : kept.end])

    finished(actions.request_roll_up(consultation, by=None))

    refused.refresh_from_db()
    assert refused.state == ProposedPassage.State.REFUSED
    assert not ProposedPassage.objects.filter(pk=kept.pk).exists()


def test_what_a_later_roll_up_no_longer_shows_is_given_up(rollup, texts, consultation, moderator):
    finished(rollup)
    gone = ProposedPassage.objects.first()
    debate.hide(Contribution.objects.get(pk=gone.contribution_id), by=moderator, reason="personal_data")

    finished(actions.request_roll_up(consultation, by=None))

    assert not ProposedPassage.objects.filter(pk=gone.pk).exists()
    assert not ProposedPassage.objects.filter(rollup=rollup).exists()


def test_proposals_of_another_consultation_stay(rollup, stranger):
    elsewhere = QuestionFactory(theme__consultation=stranger.memberships.first().consultation)
    ContributionFactory(question=elsewhere, body=BODIES[0], author=UserFactory())
    finished(actions.request_roll_up(elsewhere.consultation, by=None))
    there = ProposedPassage.objects.count()
    assert there

    finished(rollup)

    assert ProposedPassage.objects.filter(contribution__question=elsewhere).count() == there
