"""Files made before a text of theirs went offline or came back, or its author chose what is shown of him.

They are never served as they are, and made again.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from consultation.models import AuditEntry
from debates.models import Contribution
from synthesis import reading, showing, withholding
from synthesis.document import Document
from synthesis.models import Citation, Export, JobState, Synthesis

TAKEN = ("contribution.hide", "contribution.withdrawn")
MOVES = (*TAKEN, "contribution.publish")


def stale(exports: Iterable[Export]) -> set[int]:
    """Those of these files that were asked for before a text that they may hold changed its state.

    Two queries while nothing moved; then three a synthesis.
    """
    exports = [export for export in exports if export.state == JobState.DONE]
    return _moved(exports) if exports else set()


def has_moved(export: Export) -> bool:
    """The same of a file that is being made: one that is put together now would never be served."""
    return bool(_moved([export]))


def _moved(exports: list[Export]) -> set[int]:
    moves = _moves(exports)
    found: dict[tuple[int, bool], set[int]] = {}
    for synthesis, is_whole in {_scope(export) for export in exports} if moves else ():
        held = _of_consultation if is_whole else _held
        found[synthesis, is_whole] = held(synthesis, set().union(*(moved for _, moved in moves)))
    return {
        export.pk
        for export in exports
        if any(at > export.asked_at and moved & found[_scope(export)] for at, moved in moves)
    }


def renew() -> list[int]:
    """Put stale files back in the queue, in their own rows so that their addresses stay. Their ids."""
    done = Export.objects.filter(state=JobState.DONE).select_related("synthesis").defer("synthesis__document")
    pks = stale(done)
    Export.objects.filter(pk__in=pks, state=JobState.DONE).requeue()
    return sorted(pks)


def _moves(exports: list[Export]) -> list[tuple]:
    """When texts that were online went, or came back, since the first of these files was asked for, each with those
    below it.
    """
    entries = AuditEntry.objects.filter(consultation__in={export.synthesis.consultation_id for export in exports})
    taken = entries.filter(action__in=TAKEN).values("target")
    since = min(export.asked_at for export in exports)
    moved = entries.filter(action__in=MOVES, at__gt=since, target__in=taken).values_list("at", "target")
    rows = [(at, int(target.partition(":")[2])) for at, target in moved]
    threads = _threads({pk for _, pk in rows}) if rows else {}
    return [(at, threads[pk]) for at, pk in rows if threads[pk]] + _choices(since)


def _choices(since: datetime) -> list[tuple]:
    """When somebody chose since then what is shown of where he speaks from, with all his texts."""
    what = Q(details__fields__contains=["shows_stakeholder"]) | Q(details__fields__contains=["shows_commune"])
    entries = AuditEntry.objects.filter(what, action="person.where_from_changed", at__gt=since)
    chosen = list(entries.values_list("at", "by"))
    texts: dict[int, set[int]] = defaultdict(set)
    by = {person for _, person in chosen}
    for person, pk in Contribution.objects.filter(author__in=by).values_list("author", "pk") if by else ():
        texts[person].add(pk)
    return [(at, texts[person]) for at, person in chosen if texts[person]]


def _threads(ids: set[int]) -> dict[int, set[int]]:
    """Each of these texts with those below it, as far as they have ever been online."""
    threads = defaultdict(set)
    online_once = Contribution.objects.filter(Q(pk__in=ids) | Q(root__in=ids), live__isnull=False)
    for pk, root in online_once.values_list("pk", "root"):
        threads[root].add(pk)
        threads[pk].add(pk)
    return threads


def _scope(export: Export) -> tuple[int, bool]:
    """What a file may hold: of which synthesis, and whether every public text of its consultation."""
    return export.synthesis_id, export.format in Export.WHOLE


def _of_consultation(synthesis: int, moved: set[int]) -> set[int]:
    """Those of these texts that are of the consultation of a synthesis."""
    there = Contribution.objects.filter(question__theme__consultation__syntheses=synthesis, pk__in=moved)
    return set(there.values_list("pk", flat=True))


def _held(synthesis: int, _moved: set[int]) -> set[int]:
    """The contributions whose words a synthesis or its snapshot holds."""
    row = Synthesis.objects.select_related("rollup").defer("document").get(pk=synthesis)
    cited = Citation.objects.filter(statement__synthesis=row).values_list("extract__contribution", flat=True)
    questions = row.rollup.snapshot["questions"] if row.rollup else []
    return set(cited).union(*(showing.contributions_of(question["part"]) for question in questions))


def files(synthesis: Synthesis) -> dict[str, Export]:
    """The last finished file of each format, but those that hold a text hidden since."""
    rows = list(
        synthesis.exports.filter(state=JobState.DONE)
        .select_related("synthesis")
        .defer("synthesis__document")
        .order_by("pk")
    )
    old = stale(rows)
    return {export.format: export for export in rows if export.pk not in old}


def as_readable(document: Document) -> Document:
    """A document without the words of texts that are no longer online, as its files are made. Three queries."""
    contributions = set().union(*(showing.contributions_of(q.part) for t in document.themes for q in t.questions))
    public = Contribution.objects.quotable().filter(pk__in=contributions).values_list("pk", flat=True)
    document = withholding.discreet(document)
    return showing.readable(document, reading.online(showing.extracts_of(document)), set(public))
