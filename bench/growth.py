"""The same pages with a thousand, then a million contributions: queries, CPU, the last page of a list, search.

    .venv/bin/python -m bench.growth [--var FOLDER] [SIZE ...]

SIZES default to 1000 and 1000000; each has a database of its own in FOLDER, filled by `demo --scale` unless an earlier
run left it there. Pages are made anew each time (`KEPT_PAGES_MB=0`): what is measured is the work itself. The aims:
the same number of queries, CPU within 1.2 times, the last page as the first, search under 300 ms (95th percentile).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from bench.reading import PROJECT, _kept_up

SIZES = (1_000, 1_000_000)
GROWS = 1.2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--var", type=Path)
    asked = parser.parse_args()
    with ExitStack() as stack:
        var = asked.var or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        rounds = [_in_a_database_of(size, var / str(size)) for size in asked.sizes]
    return _compared(rounds)


def _in_a_database_of(size: int, var: Path) -> dict[str, dict]:
    environment = os.environ | {"EMBEDDED_VAR": str(var), "PAGE": "50", "KEPT_PAGES_MB": "0"}
    with _kept_up(environment):
        return _measured(environment, size)


def _measured(environment: dict[str, str], size: int) -> dict[str, dict]:
    began = time.monotonic()
    for module in ("bench.fill", "bench.pages"):
        command = [sys.executable, "-m", module, str(size)]
        out = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        if module == "bench.fill":
            print(f"{size} contributions: filled in {time.monotonic() - began:.0f} s", flush=True)
    measured = json.loads(out.stdout.splitlines()[-1])
    for name, found in measured.items():
        print(f"  {name:36}{found['queries']:3} queries{found['web']:9.2f} ms{found['database']:9.2f} ms of PostgreSQL")
    return measured


def _compared(rounds: list[dict[str, dict]]) -> int:
    """1 when a page asks more queries, or takes more than GROWS times the CPU, with more contributions."""
    first, last, missed = rounds[0], rounds[-1], 0
    for name, found in last.items():
        before = first[name]
        times = (found["web"] + found["database"]) / (before["web"] + before["database"])
        missed |= int(found["queries"] > before["queries"] or times > GROWS)
        print(f"{name:38}{times:5.2f} times the CPU (aim: {GROWS} at most)")
    return missed


if __name__ == "__main__":
    sys.exit(main())
