"""What is found in the end, read from PostgreSQL: is each acknowledged act there, once, and is all the rest whole."""

import time
from collections import Counter
from dataclasses import dataclass, field
from io import StringIO

from django.core.management import CommandError, call_command
from django.db.models import Count

from consultation.models import AuditEntry, Notice
from consultation.notices import hand_over, send_notices
from debates.models import Contribution, Reaction, Version
from synthesis.document import digest, from_dict
from synthesis.models import Export, ExportPart, JobState, RollUp, Synthesis
from tests.chaos.ledger import Accepted, Ledger

PATIENCE = 240  # seconds without any job ending, once nothing is killed any more
MAILS_EVERY = 15  # seconds after which mails that still wait are handed over as the sweep would within six minutes


@dataclass
class Found:
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)  # whatever else is not as it must be


def look(ledger: Ledger) -> Found:
    """Everything, once the jobs have ended."""
    found = Found()
    _wait_for_jobs(found)
    _texts(ledger, found)
    _edits(ledger, found)
    _reactions(ledger, found)
    _files(ledger, found)
    _publications(ledger, found)
    _command(found, "recount", "--check")
    _command(found, "audit", "verify")
    return found


def _wait_for_jobs(found: Found) -> None:
    moved = swept = time.monotonic()
    before: dict[str, int] = {}
    while left := _at_work():
        if left != before:  # publications leave hundreds of files to make: each that is made is a sign of life
            before, moved = left, time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            found.wrong.append(f"jobs that never ended: {left}")
            return
        if time.monotonic() - swept > MAILS_EVERY:  # more than once: the broker this process knew was killed since
            swept = time.monotonic()
            hand_over(send_notices, list(Notice.objects.waiting().filter(tries=0).values_list("pk", flat=True)))
        time.sleep(1)


def _at_work() -> dict[str, int]:
    open_states = (JobState.QUEUED, JobState.RUNNING)
    counts = {
        kind.__name__: kind.objects.filter(state__in=open_states).count() for kind in (Export, ExportPart, RollUp)
    }
    counts["Notice"] = Notice.objects.waiting().filter(tries=0).count()
    return {name: count for name, count in counts.items() if count}


def _texts(ledger: Ledger, found: Found) -> None:
    """By the key of each: one row, whether the answer was acknowledged or not."""
    texts = Contribution.objects.exclude(key="")
    there = Counter(map(_mark, texts.values_list("key", flat=True)))
    written = Counter(map(_mark, texts.filter(versions__number=1).values_list("key", flat=True)))
    posted = _of(ledger, "contribution", "argument")
    found.lost += [f"{act.kind} {act.mark}" for act in posted if not (there[act.mark] and written[act.mark])]
    tried = [act for act in ledger.sent if there[act.mark] > 1 or written[act.mark] > 1]
    found.doubled += [f"{act.kind} {act.mark}" for act in tried]


def _mark(key: str) -> str:
    """What a client chose; keys of the API have a room of their own."""
    return key.removeprefix("api:")


def _edits(ledger: Ledger, found: Found) -> None:
    for act in _of(ledger, "edit"):
        versions = Version.objects.filter(contribution=act.target, body__contains=act.mark).count()
        if versions != 1:
            (found.doubled if versions else found.lost).append(f"edit {act.mark} of {act.target}")


def _reactions(ledger: Ledger, found: Found) -> None:
    """The last that was acknowledged of each person on each text stands: one client sends one after the other.

    One that was sent after it and never acknowledged may stand as well.
    """
    last = {(act.person, act.target): act for act in _of(ledger, "reaction")}
    accepted = {act.mark for act in _of(ledger, "reaction")}
    unsure = {(act.person, act.target) for act in ledger.sent if act.kind == "reaction" and act.mark not in accepted}
    stands = {(row.by_id, row.contribution_id): row.kind for row in Reaction.objects.all()}
    lost = [act for place, act in last.items() if place not in unsure and stands.get(place) != act.value]
    found.lost += [f"reaction {act.mark}" for act in lost]


def _files(ledger: Ledger, found: Found) -> None:
    there = set(Export.objects.values_list("pk", flat=True))
    found.lost += [f"export {act.mark}" for act in _of(ledger, "export") if act.target not in there]


def _publications(ledger: Ledger, found: Found) -> None:
    """Published: its document as its digest says, its states, its record and its files, all of it."""
    told = Counter(AuditEntry.objects.filter(action="synthesis.published").values_list("target", flat=True))
    published = {version.number: version for version in Synthesis.objects.published()}
    if not published:
        found.wrong.append("nothing was published: half a publication could not be seen")
    found.lost += [act.mark for act in _of(ledger, "publication") if act.target not in published]
    for version in published.values():
        files = version.exports.filter(format__in=Export.READY).values("format").annotate(rows=Count("pk"))
        whole = (
            digest(from_dict(version.document)) == version.sha256
            and version.standings.exists()
            and told[f"synthesis.synthesis:{version.pk}"] == 1
            and sorted(each["format"] for each in files) == sorted(Export.READY)
        )
        if not whole:
            found.wrong.append(f"version {version.number} is half published")


def _of(ledger: Ledger, *kinds: str) -> list[Accepted]:
    return [act for act in ledger.accepted if act.kind in kinds]


def _command(found: Found, *words: str) -> None:
    out = StringIO()
    try:
        call_command(*words, stdout=out, stderr=out)
    except (CommandError, SystemExit) as error:
        found.wrong.append(f"{' '.join(words)}: {error} {out.getvalue()[:500]}")
