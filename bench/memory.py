"""Memory while much is exported: a million contributions to CSV, in one process.

    .venv/bin/python -m bench.memory [--size N] [--var FOLDER] [--formats tables-csv,...]

A thousand contributions are written and rolled up as in `bench.archives`, under ten questions; PostgreSQL then copies
their rows, by one INSERT … SELECT a table and slice, until there are N of them (a million by default): contributions,
their versions and reactions, an argument to one in five with its version, and the rows that the roll-up counted. All
indexes and constraints stay. The files are those of the open draft, asked for and made as a worker does it
(`waiting.done_here`: part by part), each in a process of its own; its peak memory holds Python and the platform, whose
own is told beside it. Then the figures of a snapshot are counted over all rows as a worker does it. Aims: 200 MB a file
in CSV, and 1.5 GB for the figures.
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

MOULDS, SLICE, QUESTIONS = 1_000, 50_000, 10
AIMS = {"tables-csv": 200, "figures": 1500}  # MB
REACTIONS = ("agree", "disagree")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=1_000_000)
    parser.add_argument("--var", type=Path, help="folder of the database, kept; by default a temporary one")
    parser.add_argument("--formats", default="tables-csv")
    parser.add_argument("--do", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.do:
        return _inside(options.do, options.size)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["EMBEDDED_VAR"] = str(options.var or Path(folder))
        (options.var or Path(folder)).mkdir(parents=True, exist_ok=True)
        return measure(options.size, options.formats.split(","))


def measure(size: int, formats: list[str]) -> int:
    """Print a line a file, one for the figures; 1 when an aim is missed."""
    filled = _run("fill", size)
    there = f"{filled['contributions']} contributions, {filled['texts']} texts with the arguments"
    print(f"{there}; filled in {filled['clock']:.0f} s", flush=True)
    print(f"{'':14}{'clock s':>9}{'cpu s':>9}{'memory':>10}{'of which the platform':>24}{'file':>12}", flush=True)
    missed = False
    for name in (*formats, "figures"):
        made = _run(name, size)
        file = f"{made['bytes'] / 1e6:9.1f} MB" if made.get("bytes") else ""
        sizes = f"{made['memory']:7.0f} MB{made['platform']:21.0f} MB{file}"
        print(f"{name:14}{made['clock']:9.1f}{made['cpu']:9.1f}{sizes}", flush=True)
        missed |= made["memory"] > AIMS.get(name, float("inf"))
    print(f"aims: 200 MB in CSV, 1500 MB for the figures; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    return int(missed)


def _run(do: str, size: int) -> dict:
    command = [sys.executable, "-m", "bench.memory", "--do", do, "--size", str(size)]
    out = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(out.splitlines()[-1])


# --- In a process of its own


def _inside(do: str, size: int) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consultation.settings")
    import django

    django.setup()
    import synthesis.tasks  # noqa: F401 (what a worker has loaded before its first file)

    platform, started = _peak(), time.perf_counter()
    told = fill(size) if do == "fill" else figures() if do == "figures" else export(do)
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = {"clock": time.perf_counter() - started, "cpu": used.ru_utime + used.ru_stime}
    print(json.dumps(told | spent | {"memory": _peak(), "platform": platform}))
    return 0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fill(size: int) -> dict:
    """Bring the database to so many contributions."""
    from bench import archives, copying, rollups
    from debates.models import Contribution

    if not _is_filled():
        rollups.fill(min(size, MOULDS))
        copying.spread(QUESTIONS)
        archives.publish()
    copying.copy_until(size, SLICE)
    roots = Contribution.objects.contributions().count()
    return {"contributions": roots, "texts": Contribution.objects.count()}


def _is_filled() -> bool:
    from django.db import connection

    from synthesis.models import RollUp

    return RollUp._meta.db_table in connection.introspection.table_names() and RollUp.objects.exists()


def export(format: str) -> dict:
    """A file of the open draft, made as a worker makes it."""
    from consultation.models import Consultation, User
    from synthesis import actions
    from synthesis.waiting import done_here

    consultation, by = Consultation.objects.first(), User.objects.order_by("pk").first()
    published = consultation.syntheses.published().first()
    draft = actions.draft(consultation, by=by, from_version=published)
    made = done_here(actions.request_export(draft, format=format, by=by))
    if made.state != "done":
        raise RuntimeError(made.error)
    return {"bytes": made.size}


def figures() -> dict:
    """Those of a snapshot, counted over what the parts of the roll-up hold."""
    from itertools import chain

    from synthesis import freezing
    from synthesis.models import RollUpPart
    from synthesis.rollup.figures import figures as of_rows

    rows = freezing.counted(RollUpPart.objects.defer("rows"))
    return {"counted": of_rows(chain.from_iterable(rows.values()))["totals"]["contributions"]}


if __name__ == "__main__":
    sys.exit(main())
