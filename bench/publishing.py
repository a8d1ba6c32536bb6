"""All the files of a publication among 10,000 contributions, made by one process of a worker and by two.

    .venv/bin/python -m bench.publishing [NUMBER] [--var FOLDER]

A database of its own is filled as `bench.rollups` does; a hundred statements cite three passages each; the version is
published, which asks for every file at once. Then processes take the jobs from their rows, as those of a worker do,
until each has ended: one, then two which are started for it, for the same version once more.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DIGESTS = r"""
UPDATE debates_version SET sha256 = encode(sha256(convert_to(title || E'\n\n' || body, 'UTF8')), 'hex')
"""
TEXTS, STATEMENTS, CITED = 10_000, 100, 3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=int, nargs="?", default=TEXTS)
    parser.add_argument("--var", type=Path, help="folder of the database, kept; by default a temporary one")
    parser.add_argument("--do", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        return _inside(options.do, options.texts)
    with tempfile.TemporaryDirectory() as folder:
        return measure(options.texts, options.var or Path(folder))


def measure(texts: int, var: Path) -> int:
    """Print the two lines; 1 when a file could not be made."""
    os.environ["EMBEDDED_VAR"] = str(var)
    var.mkdir(parents=True, exist_ok=True)
    _wait(_start("publish", texts))
    print(
        f"{'texts':>8}  {'done by':14}{'files':>6}{'MB':>8}{'clock s':>9}{'cpu s':>9}{'memory of a process':>21}",
        flush=True,
    )
    failed = 0
    for name, processes in (("one process", 1), ("two processes", 2)):
        _wait(_start("again", 0))
        started = time.perf_counter()
        told = [_wait(each) for each in [_start("work", 0) for _ in range(processes)]]
        clock, cpu = time.perf_counter() - started, sum(each["cpu"] for each in told)
        files, size = sum(each["files"] for each in told), sum(each["bytes"] for each in told) / 1e6
        memory = max(each["memory"] for each in told)
        print(f"{texts:8}  {name:14}{files:6}{size:8.1f}{clock:9.1f}{cpu:9.1f}{memory:18.2f} GB", flush=True)
        failed += sum(each["failed"] for each in told)
    print(f"{'':10}load {os.getloadavg()[0]:.1f}", flush=True)
    return int(failed > 0)


def _start(do: str, number: int) -> subprocess.Popen:
    command = [sys.executable, "-m", "bench.publishing", str(number), "--do", do]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _wait(process: subprocess.Popen) -> dict:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("a process of the measure failed")
    return json.loads(out.splitlines()[-1])


# --- In a process of its own, with the database


def _inside(do: str, number: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    import django

    django.setup()
    print(json.dumps({"publish": lambda: publish(number), "again": again, "work": work}[do]()), flush=True)
    return 0


def publish(texts: int) -> dict:
    """A version with statements on passages of these texts, published; its files are asked for and not made."""
    from django.db import transaction

    from bench import rollups
    from consultation.models import Consultation, User
    from debates.models import Theme
    from synthesis import actions
    from synthesis.models import Section

    rollups.fill(texts)
    consultation = Consultation.objects.get(slug=rollups.SLUG)
    theme, editor = Theme.objects.get(consultation=consultation), User.objects.order_by("pk").first()
    with transaction.atomic():
        draft = actions.draft(consultation, by=editor)
        draft.statements.all().delete()
        for number, extracts in enumerate(_extracts(consultation, editor)):
            words = (
                f"Les personnes demandent des baux courts, des prix connus et un lieu ouvert le soir ({number + 1})."
            )
            actions.state(draft, by=editor, theme=theme, section=Section.BARRIER, text=words, extracts=extracts)
        actions.publish(draft, by=editor)
    return {"published": draft.number}


def _extracts(consultation, editor):
    from django.db import connection

    from debates.models import Contribution
    from synthesis import actions

    nature = consultation.natures.get(key="finding")
    texts = Contribution.objects.of(consultation).published().select_related("live").order_by("pk")
    with connection.cursor() as cursor:
        cursor.execute(DIGESTS)  # these rows were filled without
    kept = [
        actions.harvest(text.live, passage=text.live.text[:120], nature=nature, ideas=(), by=editor)
        for text in texts[: STATEMENTS * CITED]
    ]
    return [kept[start : start + CITED] for start in range(0, len(kept), CITED)]


def again() -> dict:
    """Every file of the version is asked for once more."""
    from synthesis.models import Export, Synthesis

    return {"asked": Export.objects.filter(synthesis=Synthesis.objects.latest("number")).requeue()}


def work() -> dict:
    """What a process of a worker does of the files, until nobody is at one any more."""
    from django.db.models import Q

    from synthesis.models import Export, ExportPart, JobState
    from synthesis.tasks import finish_export, finish_export_part
    from synthesis.tasks.export_parts import NOBODY

    made: list[int] = []
    while left := Export.objects.filter(state__in=(JobState.QUEUED, JobState.RUNNING)):
        parts = ExportPart.objects.filter(export__state=JobState.RUNNING, state=JobState.QUEUED)
        if part := parts.order_by("-texts", "pk").values_list("pk", flat=True).first():
            finish_export_part(part)
            continue
        free = left.filter(Q(state=JobState.QUEUED) | Q(alive_at=NOBODY))
        waiting = free.order_by("pk").values_list("pk", flat=True).first()
        if waiting is None:
            time.sleep(0.05)
            continue
        before = Export.objects.get(pk=waiting).attempts
        finish_export(waiting)
        if Export.objects.filter(pk=waiting, attempts=before + 1, state=JobState.DONE).exists():
            made.append(waiting)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "cpu": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024**2,
        "files": len(made),
        "bytes": sum(Export.objects.filter(pk__in=made).values_list("size", flat=True)),
        "failed": Export.objects.filter(state=JobState.FAILED).count(),
    }


if __name__ == "__main__":
    sys.exit(main())
