"""The open-data archive: seconds and peak memory of writing one and of verifying it.

    .venv/bin/python -m bench.archives [NUMBER] [--var FOLDER]

A database is filled with NUMBER contributions (10,000 by default) as in `bench.rollups`, rolled up, and a synthesis of
some statements published. The archive is written by one process and verified by another, `verify.py` alone, which
must find that all agrees. Aim: 60 s to verify 100,000.
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

PROJECT = Path(__file__).resolve().parent.parent
AIM = 60  # seconds, of 100,000 contributions


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=10_000)
    parser.add_argument("--var", type=Path, help="folder of the database, kept; by default a temporary one")
    parser.add_argument("--do", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        return _inside(options.do)
    with tempfile.TemporaryDirectory() as folder:
        return measure(options.number, options.var or Path(folder), Path(folder))


def measure(number: int, var: Path, out: Path) -> int:
    """Print a line for writing and one for verifying; 1 when the aim is missed or something differs."""
    os.environ["EMBEDDED_VAR"], os.environ["BENCH_ARCHIVE"] = str(var), str(out / "archive.zip")
    var.mkdir(parents=True, exist_ok=True)
    _run("-m", "bench.rollups", "--do", "fill", str(number))
    _run("-m", "bench.archives", "--do", "publish")
    print(f"{'contributions':>13}  {'act':8}{'clock s':>9}{'cpu s':>9}{'memory':>11}{'file':>11}")
    written = json.loads(_run("-m", "bench.archives", "--do", "write").splitlines()[-1])
    size = f"{(out / 'archive.zip').stat().st_size / 1e6:8.1f} MB"
    print(f"{number:13}  {'write':8}{written['clock']:9.1f}{written['cpu']:9.1f}{written['memory']:8.0f} MB{size}")
    checked = json.loads(_run("-m", "bench.archives", "--do", "check").splitlines()[-1])
    print(f"{number:13}  {'verify':8}{checked['clock']:9.1f}{checked['cpu']:9.1f}{checked['memory']:8.0f} MB")
    print(f"aim: {AIM} s to verify 100,000; load {os.getloadavg()[0]:.1f}; verify.py said {checked['code']}")
    return int(checked["code"] != 0 or (number <= 100_000 and checked["clock"] > AIM))


def _run(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=PROJECT).stdout


# --- In a process of its own


def _inside(do: str) -> int:
    started = time.perf_counter()
    who = resource.RUSAGE_CHILDREN if do == "check" else resource.RUSAGE_SELF
    code = {"publish": publish, "write": write, "check": check}[do]()
    used = resource.getrusage(who)
    cpu, memory = used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
    print(json.dumps({"clock": time.perf_counter() - started, "cpu": cpu, "memory": memory, "code": code}))
    return 0


def _ready():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    import django

    django.setup()
    from consultation.models import Consultation

    return Consultation.objects.first()


def publish() -> int:
    """A synthesis that cites the first passages, over a roll-up of all, published; the one there is, if there is."""
    consultation = _ready()
    from consultation.models import User
    from debates.models import Contribution
    from synthesis import actions
    from synthesis.models import Citation, Extract, Statement
    from synthesis.waiting import until_done

    if consultation.syntheses.published().exists():
        return 0
    _written_as_by_people()
    rollup = until_done(actions.request_roll_up(consultation, by=None), tell=lambda row: None, say=lambda line: None)
    assert rollup.state == "done", rollup.error
    by = User.objects.order_by("pk").first()
    synthesis = actions.draft(consultation, by=by)
    synthesis.statements.all().delete()
    texts = Contribution.objects.of(consultation).contributions().published().select_related("live", "question")
    for place, text in enumerate(texts.order_by("pk")[:200]):
        end = min(60, len(text.live.text))
        extract, _made = Extract.objects.get_or_create(
            version=text.live,
            start=0,
            end=end,
            nature_id=text.nature_id,
            defaults={"contribution": text, "quote": text.live.text[:end], "by": by},
        )
        statement = Statement.objects.create(
            synthesis=synthesis,
            theme_id=text.question.theme_id,
            section="finding",
            position=place,
            text=f"Énoncé {place}.",
        )
        Citation.objects.create(statement=statement, extract=extract)
    actions.publish(synthesis, by=by)
    return 0


def _written_as_by_people() -> None:
    """`bench.rollups` writes versions without their digests: here they are what the one door makes of them."""
    from consultation import text
    from debates.models import Version

    batch = []
    for version in Version.objects.iterator(chunk_size=1000):
        made = text.render(version.body, version.title, version.source_url)
        version.html, version.text, version.sha256 = made.html, made.text, made.sha256
        batch.append(version)
        if len(batch) == 1000:
            Version.objects.bulk_update(batch, ["html", "text", "sha256"])
            batch = []
    Version.objects.bulk_update(batch, ["html", "text", "sha256"])


def write() -> int:
    consultation = _ready()
    from synthesis import archive

    with Path(os.environ["BENCH_ARCHIVE"]).open("wb") as file:
        archive.write(consultation.syntheses.published().first(), file)
    return 0


def check() -> int:
    path = os.environ["BENCH_ARCHIVE"]
    command = [sys.executable, "-I", "-S", str(PROJECT / "synthesis" / "verify.py"), path, "--lang", "en"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, file=sys.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
