"""A roll-up: opened, its texts read by shards, its questions one by one, frozen once."""

import logging

from celery import shared_task
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.utils import timezone

from consultation.models import User
from consultation.notices import hand_over
from synthesis import answering, freezing, gathering, withholding
from synthesis.models import JobState, RollUp, RollUpPart, RollUpShard, Synthesis
from synthesis.parting import WHERE_FROM
from synthesis.rollup import snapshot as snapshots
from synthesis.tasks import passages, remembering
from synthesis.tasks.jobs import at_work, done, spare_workers
from synthesis.tasks.learning import learn

log = logging.getLogger(__name__)
SHARD = 400  # texts: some seconds of work, lost at most when a worker dies


@shared_task(acks_late=True, name="synthesis.tasks.start_roll_up")
def start_roll_up(pk: int) -> None:
    parts = open_parts(pk)
    rollup = RollUp.objects.defer("snapshot").filter(pk=pk).first()
    if rollup is None or not parts:
        return
    for shard in rollup.shards.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True):
        hand_over(read_shard, shard)
    for part in parts_to_build(rollup).order_by("pk").values_list("pk", flat=True):
        hand_over(build_part, part)


@shared_task(acks_late=True, name="synthesis.tasks.read_shard")
def read_shard(pk: int) -> None:
    for part in finish_shard(pk):
        hand_over(build_part, part)


@shared_task(acks_late=True, name="synthesis.tasks.build_part")
def build_part(pk: int) -> None:
    rollup_id = finish_part(pk)
    if rollup_id and freeze(rollup_id):
        consultations = RollUp.objects.filter(pk=rollup_id).values_list("consultation", flat=True)
        hand_over(learn, consultations.get())  # what was read for it is what suggestions are learnt from


def open_parts(pk: int) -> list[int]:
    """Start a queued roll-up: one part a question and the shards of what is not read, in one transaction.

    The ids of the parts still to do; none when somebody else has started it.
    """
    with transaction.atomic():
        rollup = RollUp.objects.claim(pk)
        if rollup is None:
            return []
        questions = _questions(rollup)
        RollUpPart.objects.bulk_create(
            [RollUpPart(rollup=rollup, question_id=question) for question in questions], ignore_conflicts=True
        )
        _open_shards(rollup, questions)
        texts = rollup.shards.aggregate(texts=Sum("texts", default=0))["texts"]
        RollUp.objects.filter(pk=pk).update(parts_total=len(questions), texts_total=texts)
    freeze(pk)  # nothing was asked: the snapshot is empty, but there is one
    return list(rollup.parts.exclude(state=JobState.DONE).order_by("pk").values_list("pk", flat=True))


def parts_to_build(rollup: RollUp) -> QuerySet[RollUpPart]:
    """The parts still to do whose texts have all been read."""
    unread = RollUpShard.objects.filter(rollup=rollup, question=OuterRef("question")).exclude(state=JobState.DONE)
    return rollup.parts.exclude(state=JobState.DONE).exclude(Exists(unread))


def finish_shard(pk: int) -> list[int]:
    """Read the texts of a shard and keep what was reckoned of each. The part that may be made then, if any."""
    shard = RollUpShard.objects.select_related("rollup", "question").claim(pk)
    if shard is None:
        return []
    with at_work(shard):
        spare_workers(shard)
        remembering.read(gathering.unread(shard.question, shard.rollup.cut_off).filter(pk__range=_range(shard)))
        if not done(shard):
            return []
        _move_on(shard.rollup_id)
        to_build = parts_to_build(shard.rollup).filter(question=shard.question, state=JobState.QUEUED)
        return list(to_build.values_list("pk", flat=True))
    _fail_with(shard)
    return []


def finish_part(pk: int) -> int | None:
    """Read one question and keep what it gives. The id of the roll-up, or None when somebody else has the part.

    Texts that no shard has read yet are read here.
    """
    from synthesis.rollup.question import read_question  # scikit-learn: for the worker only

    part = RollUpPart.objects.select_related("rollup", "question").claim(pk)
    if part is None:
        return None
    with at_work(part):
        spare_workers(part)
        remembering.read(gathering.unread(part.question, part.rollup.cut_off))
        texts = list(gathering.texts(part.question, part.rollup.cut_off))
        result = read_question(texts, remembering.features(texts))
        answers = answering.of_question(part.question, part.rollup.cut_off, texts)
        _keep(part, result | {"indicators": snapshots.plain(answers)}, freezing.light(texts, result["voices"]))
        _move_on(part.rollup_id)
        return part.rollup_id
    _fail_with(part)
    return None


def freeze(pk: int) -> bool:
    """Write the snapshot of a roll-up whose parts are all done, once; its scaffolding goes. Whether that was done now.

    Words of a text that went off the pages while it ran are not in it. Where it cannot be written the roll-up has
    failed, and says why; its parts are kept.
    """
    try:
        return _freeze(pk)
    except Exception as error:
        log.exception("freezing of the roll-up %s", pk)
        reason = f"{type(error).__name__}: {error}"[:2000]
        RollUp.objects.filter(pk=pk, state=JobState.RUNNING).update(state=JobState.FAILED, error=reason)
        return False


def _freeze(pk: int) -> bool:
    with transaction.atomic():
        rollup = RollUp.objects.select_for_update(of=("self",)).filter(pk=pk, state=JobState.RUNNING).first()
        if rollup is None or rollup.parts.exclude(state=JobState.DONE).exists():
            return False
        rollup.snapshot = _snapshot(rollup)
        rollup.sha256 = snapshots.digest(rollup.snapshot)
        rollup.state, rollup.finished_at, rollup.parts_done = JobState.DONE, timezone.now(), rollup.parts_total
        rollup.texts_read = rollup.texts_total
        columns = ["snapshot", "sha256", "state", "finished_at", "parts_done", "texts_read"]
        rollup.save(update_fields=columns)
        passages.propose(rollup)
        rollup.shards.all().delete()
        _forget_what_nobody_counts_again(rollup)
    return True


def _forget_what_nobody_counts_again(rollup: RollUp) -> None:
    """The rows stay for whoever verifies the figures of a synthesis: those of this roll-up, and of the ones that a
    synthesis rests on."""
    rollup.parts.update(result=None)
    others = RollUp.objects.filter(consultation=rollup.consultation_id, pk__lt=rollup.pk)
    unused = others.exclude(pk__in=Synthesis.objects.filter(rollup__isnull=False).values("rollup"))
    RollUpPart.objects.filter(rollup__in=unused, state=JobState.DONE).exclude(rows=[]).update(rows=[])


def _snapshot(rollup: RollUp) -> dict:
    from synthesis.rollup.settings import settings

    answers = answering.of_consultation(rollup.consultation, rollup.cut_off)
    until = gathering.published_until(rollup.consultation, rollup.cut_off)
    meta = {"published_until": until, "features": gathering.recipe(), "settings": settings()}
    frozen = freezing.snapshot(rollup, answers=answers, population=answering.population(), meta=meta)
    return withholding.without_withdrawn(frozen)[0]


def _questions(rollup: RollUp) -> list[int]:
    rows = rollup.consultation.themes.order_by("position", "pk", "questions__position", "questions__pk")
    return list(rows.filter(questions__isnull=False).values_list("questions", flat=True))


def _open_shards(rollup: RollUp, questions: list[int]) -> None:
    """Shards of the texts that nobody has read, unless there are some already."""
    if rollup.shards.exists():
        return
    shards = []
    for question in questions:
        versions = list(gathering.unread(question, rollup.cut_off).order_by("pk").values_list("pk", flat=True))
        for number, start in enumerate(range(0, len(versions), SHARD)):
            held = versions[start : start + SHARD]
            shards.append(
                RollUpShard(
                    rollup=rollup,
                    question_id=question,
                    number=number,
                    first=held[0],
                    last=held[-1],
                    texts=len(held),
                )
            )
    RollUpShard.objects.bulk_create(shards, batch_size=500)


def _range(shard: RollUpShard) -> tuple[int, int]:
    return shard.first, shard.last


def _keep(part: RollUpPart, result: dict, rows: list[dict]) -> None:
    """Write a part under a lock on its roll-up: who leaves meanwhile is left out here, or by `parting.forget` after."""
    with transaction.atomic():
        RollUp.objects.select_for_update(of=("self",)).only("pk").get(pk=part.rollup_id)
        done(part, result=withholding.without_withdrawn(result)[0], rows=_nowhere(rows))


def _nowhere(rows: list[dict]) -> list[dict]:
    """The rows, those of people who left without where they spoke from."""
    authors = {row["author"] for row in rows if "author" in row}
    gone = set(User.objects.filter(pk__in=authors).exclude(erased_at=None).values_list("pk", flat=True))
    return [row | dict.fromkeys(WHERE_FROM) if row.get("author") in gone else row for row in rows]


def _move_on(rollup: int) -> None:
    """The progress columns of a roll-up, from what its parts and shards say."""
    parts = RollUpPart.objects.filter(rollup=rollup, state=JobState.DONE).count()
    read = RollUpShard.objects.filter(rollup=rollup, state=JobState.DONE).aggregate(texts=Sum("texts", default=0))
    columns = {"parts_done": parts, "texts_read": read["texts"], "alive_at": timezone.now()}
    RollUp.objects.filter(pk=rollup, state=JobState.RUNNING).update(**columns)


def _fail_with(job: RollUpPart | RollUpShard) -> None:
    """A share that failed for the last time is the failure of its roll-up."""
    job.refresh_from_db(fields=["state", "error"])
    if job.state == JobState.FAILED:
        running = RollUp.objects.filter(pk=job.rollup_id, state=JobState.RUNNING)
        running.update(state=JobState.FAILED, error=job.error)
