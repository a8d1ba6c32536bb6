"""One file of all public data, made by one process of a worker and by two that share it by question.

    .venv/bin/python -m bench.sharing [--size N] [--var FOLDER] [--format tables-csv]

A database of N contributions (100,000 by default) is filled as `bench.memory` does, under ten questions of one size, an
argument to one in five. The file is that of the open draft, asked for twice; processes take it and its parts from their
rows, as those of a worker do: one, then two which are started for it (what they load counts). Told are the clock, the
processor time of these processes and, beside it, of PostgreSQL, which on two processors takes some of theirs; the peak
memory of a process; and the digest of the file, which must be the same. Aim: 200 MB.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

SIZE, AIM = 100_000, 200  # contributions; MB of a process


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=SIZE)
    parser.add_argument("--var", type=Path, help="folder of the database, kept; by default a temporary one")
    parser.add_argument("--format", default="tables-csv")
    parser.add_argument("--do", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        return _inside(options.do, options.format)
    with tempfile.TemporaryDirectory() as folder:
        return measure(options.size, options.format, options.var or Path(folder))


def measure(size: int, format: str, var: Path) -> int:
    """Print a line for one process and one for two; 1 when the files differ or a process takes too much memory."""
    os.environ["EMBEDDED_VAR"] = str(var)
    var.mkdir(parents=True, exist_ok=True)
    filled = _run("bench.memory", "--do", "fill", "--size", str(size))
    keeper = _start("keep", format)  # PostgreSQL runs as long as somebody uses it
    postgres = psutil.Process(json.loads(keeper.stdout.readline())["postgres"])
    print(f"{filled['contributions']} contributions, {filled['texts']} texts with the arguments; {format}", flush=True)
    print(f"{'done by':14}{'clock s':>9}{'cpu s':>9}{'PostgreSQL':>12}{'memory of a process':>21}{'file':>11}  digest")
    found = [_line(name, number, format, postgres) for name, number in (("one process", 1), ("two processes", 2))]
    _wait(keeper)
    one, two = found
    print(
        f"clock: {one['clock'] / two['clock']:.2f} times; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
    )
    return int(one["sha256"] != two["sha256"] or max(one["memory"], two["memory"]) > AIM)


def _line(name: str, number: int, format: str, postgres: psutil.Process) -> dict:
    _run("bench.sharing", "--do", "ask", "--format", format)
    before, started = _used(postgres), time.perf_counter()
    told = [_wait(each) for each in [_start("work", format) for _ in range(number)]]
    clock, cpu = time.perf_counter() - started, sum(each["cpu"] for each in told)
    time.sleep(1)  # until PostgreSQL has counted the sessions that ended
    served, memory = _used(postgres) - before, max(each["memory"] for each in told) * 1024
    file = _run("bench.sharing", "--do", "told", "--format", format)
    sizes = f"{memory:18.0f} MB{file['bytes'] / 1e6:8.1f} MB"
    print(f"{name:14}{clock:9.1f}{cpu:9.1f}{served:12.1f}{sizes}  {file['sha256'][:16]}", flush=True)
    return {"clock": clock, "memory": memory, "sha256": file["sha256"]}


def _used(postgres: psutil.Process) -> float:
    """Seconds of processor of PostgreSQL and of all its processes, those that ended too."""
    times = [each.cpu_times() for each in (postgres, *postgres.children())]
    ended = times[0].children_user + times[0].children_system
    return ended + sum(each.user + each.system for each in times)


def _start(do: str, format: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "bench.sharing", "--do", do, "--format", format]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _wait(process: subprocess.Popen) -> dict:
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError("a process of the measure failed")
    return json.loads(out.splitlines()[-1]) if out else {}


def _run(module: str, *arguments: str) -> dict:
    command = [sys.executable, "-m", module, *arguments]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out.splitlines()[-1])


# --- In a process of its own, with the database


def _inside(do: str, format: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    import django

    django.setup()
    from bench.publishing import work

    doing = {"keep": keep, "ask": lambda: ask(format), "work": work, "told": lambda: told(format)}
    print(json.dumps(doing[do]()), flush=True)
    return 0


def keep() -> dict:
    """Say who PostgreSQL is, and use it until nobody listens any more."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    print(json.dumps({"postgres": psutil.Process(own).ppid()}), flush=True)
    sys.stdin.read()
    return {}


def ask(format: str) -> dict:
    """Ask for the file of the open draft; what publishing asked for is not made here."""
    from consultation.models import Consultation, User
    from synthesis import actions
    from synthesis.models import Export

    Export.objects.all().delete()
    consultation, by = Consultation.objects.first(), User.objects.order_by("pk").first()
    draft = actions.draft(consultation, by=by, from_version=consultation.syntheses.published().first())
    return {"export": actions.request_export(draft, format=format, by=by).pk}


def told(format: str) -> dict:
    from synthesis.models import Export, JobState

    made = Export.objects.get(format=format, state=JobState.DONE)
    return {"bytes": made.size, "sha256": made.sha256}


if __name__ == "__main__":
    sys.exit(main())
