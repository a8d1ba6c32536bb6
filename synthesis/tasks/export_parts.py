"""A file of all data made by several workers: opened into parts, made one by one, put together once.

The parts of a file are those opened since it was asked for last: whatever asks for it again leaves them behind. Each is
read in one look of its own; a text that left the site or its question since the file was asked for has all of it made
again.
"""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils import timezone, translation

from consultation.files import keeping
from debates.models import Decision
from synthesis import exports, renewing, sharing
from synthesis.exports import pieces
from synthesis.exports.pieces import Piece
from synthesis.looking import one_look
from synthesis.models import Export, ExportPart, JobState
from synthesis.open_data import Scope
from synthesis.tasks.jobs import at_work, done, spare_workers

NOBODY = datetime(1970, 1, 1, tzinfo=UTC)  # a sign of life that lets anybody take a job up at once
SHIFTS = (Decision.Verdict.MOVE, Decision.Verdict.MERGE, Decision.Verdict.SPLIT)
MADE = 95  # per cent of a file that is done when its parts are: what is left is to copy bytes


@dataclass(frozen=True)
class Opened:
    """The parts of questions, to be handed over, the largest first; what belongs to none, with what it is made of."""

    others: list[int]
    rest: ExportPart
    scope: Scope


def parts_of(export: Export) -> QuerySet[ExportPart]:
    return export.parts.filter(since=export.asked_at)


def is_shared(export: Export) -> bool:
    """Whether an export is made in parts. Those of few texts are not: by one process they take some seconds."""
    return export.format in exports.IN_PIECES and (parts_of(export).exists() or Scope(export.synthesis, None).is_large)


def open_parts(export: Export) -> Opened | None:
    """A part for each question and one for what belongs to none; None when the export is somebody else's by now.

    That last one is of whoever opened them, who has the document at hand.
    """
    scope = sharing.look(export.synthesis)
    with translation.override(scope.document.language):
        about = sharing.about(scope, export.format).plain()
    with transaction.atomic():
        mine = Export.objects.filter(pk=export.pk, state=JobState.RUNNING, attempts=export.attempts)
        if mine.filter(asked_at=export.asked_at).select_for_update().first() is None:
            return None
        export.parts.all().delete()
        part = partial(ExportPart, export=export, since=export.asked_at)
        rest = part(state=JobState.RUNNING, alive_at=timezone.now(), attempts=1, contents={"about": about})
        rest.save()
        others = [part(question_id=pk, texts=texts) for pk, texts in scope.weights.items()]
        others = sorted(ExportPart.objects.bulk_create(others), key=lambda each: -each.texts)
    return Opened([each.pk for each in others], rest, scope)


def finish_part(pk: int) -> int | None:
    """Make a part, and keep it. The id of its export when that may be taken up now; None when there is more to do."""
    wanted = ExportPart.objects.filter(export__state=JobState.RUNNING, since=F("export__asked_at"), pk=pk)
    rows = ExportPart.objects.select_related("export__synthesis__consultation").defer("export__synthesis__document")
    part = rows.claim(pk) if wanted.exists() else None
    return part and make_part(part)


def make_part(part: ExportPart, scope: Scope | None = None) -> int | None:
    """The same of one that is claimed already; `scope` is that of the document it was opened with."""
    with at_work(part), TemporaryFile() as file:
        spare_workers(part)
        keeping.require_place()
        contents = _written(part, scope, file)
        if contents is None:
            ask_again(part.export)
            return part.export_id
        keeping.keep(part, file, lambda facts: done(part, contents=contents, progress=100, **asdict(facts)))
        _say(part, 100)
    _fail_with(part)
    return part.export_id if _let_go(part) else None


def put_together(export: Export, out: BinaryIO) -> bool:
    """Write the file whose parts are all made and keep it; they go with that. False, and all of it is asked for again,
    when a text left the site since, or went from one question to another: parts may hold it twice, or not at all.
    """
    if renewing.has_moved(export) or _has_shifted(export):
        ask_again(export)
        return False
    with TemporaryFile() as spool:
        about, heads, rest, middle = _gathered(export, spool)
        found = [*heads, *middle, *rest]
        pieces.put_together(about.told, found, exports.shape(export.format), spool, out)
    keeping.keep(export, out, partial(_finish, export, about.file_name))
    return True


def ask_again(export: Export) -> None:
    """All of it from the beginning, if it is still ours."""
    Export.objects.filter(pk=export.pk, state=JobState.RUNNING, attempts=export.attempts).requeue()


def drop_old() -> None:
    """The parts of files that have failed, or were asked for again since, go."""
    old = ExportPart.objects.exclude(since=F("export__asked_at"), export__state__in=(JobState.QUEUED, JobState.RUNNING))
    if pks := list(old.values_list("pk", flat=True)):
        ExportPart.objects.filter(pk__in=pks).delete()


def fail(export: int, since: datetime, error: str) -> None:
    """A part that failed for the last time is the failure of its file."""
    running = Export.objects.filter(pk=export, state=JobState.RUNNING, asked_at=since)
    running.update(state=JobState.FAILED, error=error)


def _written(part: ExportPart, scope: Scope | None, file: BinaryIO) -> dict | None:
    """The pieces of a part, as its row says where they lie; None when the document is another than it was opened with.

    Whoever takes up the part of no question from a worker that died reads a draft that may have changed.
    """
    export, is_rest = part.export, part.question_id is None
    about = _about(export)
    if is_rest and scope is None:
        scope = sharing.look(export.synthesis)
        if scope.quoted != about.quoted:
            return None
    scope = scope or Scope(export.synthesis, None, about.quoted)
    with translation.override(about.language), one_look(partial(_say, part)) as say:
        if not is_rest:
            return {"rows": _plain(sharing.of_question(scope, export.format, part.question_id, file, say))}
        heads, rest = sharing.of_none(scope, export.format, file, say)
    return {"about": about.plain(), "heads": _plain(heads), "rest": _plain(rest)}


def _about(export: Export) -> sharing.About:
    contents = export.parts.values_list("contents", flat=True).get(question=None)
    return sharing.About.read(contents["about"])


def _plain(found: list[Piece]) -> list[dict]:
    return [asdict(piece) for piece in found]


def _gathered(export: Export, spool: BinaryIO) -> tuple:
    """All parts one after the other in the spool, and where each of their pieces is there."""
    about, heads, rest, middle = None, [], [], []
    for part in parts_of(export).order_by("question_id"):
        start = spool.tell()
        for data in part.data():
            spool.write(data)
        if spool.tell() - start != part.size:
            raise EOFError(f"{part}: {spool.tell() - start} bytes and not {part.size}")
        found = {name: _moved(part.contents.get(name, []), start) for name in ("heads", "rest", "rows")}
        heads, rest, middle = heads + found["heads"], rest + found["rest"], middle + found["rows"]
        about = sharing.About.read(part.contents["about"]) if "about" in part.contents else about
    return about, heads, rest, middle


def _moved(found: list[dict], start: int) -> list[Piece]:
    placed = (Piece(**each) for each in found)
    return [replace(piece, at=piece.at + start) for piece in placed]


def _has_shifted(export: Export) -> bool:
    there = Decision.objects.filter(contribution__question__theme__consultation=export.synthesis.consultation_id)
    since = Q(at__gt=export.asked_at) | Q(undone_at__gt=export.asked_at)
    return there.filter(since, verdict__in=SHIFTS).exists()


def _finish(export: Export, file_name: str, facts: keeping.Facts) -> bool:
    kept = done(export, progress=100, file_name=file_name, **asdict(facts))
    if kept:
        export.parts.all().delete()
    return kept


def _say(part: ExportPart, percent: int) -> None:
    """How far a part is, and with it the whole."""
    if not ExportPart.objects.filter(pk=part.pk, attempts=part.attempts).update(progress=percent):
        return
    weight = F("texts") + 1
    parts = ExportPart.objects.filter(export=part.export_id, since=part.since)
    sums = parts.aggregate(all=Sum(weight), made=Sum(weight * F("progress")))
    running = Export.objects.filter(pk=part.export_id, state=JobState.RUNNING, asked_at=part.since)
    running.update(progress=MADE * (sums["made"] or 0) // (100 * (sums["all"] or 1)), alive_at=timezone.now())


def _let_go(part: ExportPart) -> bool:
    """Let anybody take up an export whose parts are all made, once; not one that somebody has taken up meanwhile."""
    undone = ExportPart.objects.filter(export=OuterRef("pk"), since=OuterRef("asked_at")).exclude(state=JobState.DONE)
    ours = Export.objects.filter(pk=part.export_id, state=JobState.RUNNING, asked_at=part.since)
    return ours.filter(attempts=part.export.attempts).exclude(Exists(undone)).update(alive_at=NOBODY) == 1


def _fail_with(part: ExportPart) -> None:
    errors = ExportPart.objects.filter(pk=part.pk, state=JobState.FAILED).values_list("error", flat=True)
    if (error := errors.first()) is not None:
        fail(part.export_id, part.since, error)
