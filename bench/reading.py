"""Pages of the debate against the least that Django can do, on the server of production, all in one run.

    .venv/bin/python -m bench.reading [--contributions N] [--seconds S] [--rounds R] [--var FOLDER]

A database of its own gets the demonstration and N synthetic contributions (100,000). Two servers, each gunicorn as
`make run` starts it (2 workers), answer 8 connections in turn: the platform, and a bare view that fetches and joins a
hundred ready-made fragments (`bench/bare.py`). Rates depend on the machine; the shares say how far the platform is from
the bare view of the same minute. CPU is that of the web workers and of PostgreSQL, per request. FOLDER keeps the
database for another run.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import driving
from bench.servers import Server, cpu_of_postgres, serve

PROJECT = Path(__file__).resolve().parent.parent
AIMS = {"reader": 40, "signed in": 20}  # per cent of the rate of the bare view
POST_AIM = 10  # times a bare insert-and-update


@dataclass
class Case:
    """One thing measured: where, as whom, and how often it was answered at which price."""

    name: str
    server: Server
    path: str
    cookie: str = ""
    gzip: bool = False
    aim: int = 0
    requests: int = 0
    seconds: float = 0
    web: float = 0  # seconds of CPU
    database: float = 0

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def measure(self, seconds: float) -> None:
        web, database = self.server.cpu(), cpu_of_postgres(self.server)
        done, lasted = driving.drive(self.server.port, self.path, seconds, cookie=self.cookie, gzip=self.gzip)
        self.requests, self.seconds = self.requests + done, self.seconds + lasted
        self.web += self.server.cpu() - web
        self.database += cpu_of_postgres(self.server) - database


def main() -> int:
    asked = _arguments()
    with ExitStack() as stack:
        var = asked.var or stack.enter_context(tempfile.TemporaryDirectory())
        environment = os.environ | {"EMBEDDED_VAR": str(var), "PAGE": "50"}
        stack.enter_context(_kept_up(environment))
        places = _laid(environment, asked.contributions)
        print(f"{places['contributions']} contributions, {places['arguments']} arguments in the database\n")
        worst = 0
        for kept in (True, False):
            worst |= _compared(stack, environment, places, asked, kept)
        return worst | _posts(stack, environment, places, asked)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contributions", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--var", type=Path)
    return parser.parse_args()


def _kept_up(environment: dict[str, str]):
    """The embedded servers, up between two commands."""
    command = [sys.executable, "-m", "consultation.embedded"]
    keep = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE)
    keep.stdout.readline()
    stack = ExitStack()
    stack.callback(keep.wait, 30)
    stack.callback(keep.terminate)
    return stack


def _laid(environment: dict[str, str], contributions: int) -> dict:
    """Fill the database up to so many contributions; where everything is."""
    import json

    command = [sys.executable, "-m", "bench.fill", str(contributions)]
    out = subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(out.stdout.splitlines()[-1])


def _compared(stack: ExitStack, environment: dict, places: dict, asked: argparse.Namespace, kept: bool) -> int:
    memory = environment if kept else environment | {"KEPT_PAGES_MB": "0"}
    print("## pages kept in memory (as in production)" if kept else "## nothing kept in memory: each page made anew")
    with ExitStack() as both:
        bare = both.enter_context(serve("bench.bare_wsgi", environment))
        packed = both.enter_context(serve("bench.bare_wsgi", environment | {"BENCH_GZIP": "1"}))
        site = both.enter_context(serve("consultation.wsgi", memory))
        cases = _cases(bare, packed, site, places)
        for case in cases:
            driving.drive(case.server.port, case.path, 0.5, cookie=case.cookie, gzip=case.gzip)  # warm
        for _ in range(asked.rounds):
            for case in cases:
                case.measure(asked.seconds)
    return _told(cases, kept)


def _cases(bare: Server, packed: Server, site: Server, places: dict) -> list[Case]:
    cases = []
    for gzip, base in ((False, bare), (True, packed)):
        cases.append(Case("bare view, 100 fragments", base, "/", gzip=gzip))
        for what in ("question", "thread"):
            name = {"question": "question, 50 contributions", "thread": "thread, 100 arguments"}[what]
            for who, cookie in (("reader", ""), ("signed in", places["session"])):
                cases.append(Case(f"{name}, {who}", site, places[what], cookie, gzip, AIMS[who]))
    return cases


def _told(cases: list[Case], kept: bool) -> int:
    """Print the table; 1 when an aim is missed by pages as they are served."""
    print(f"{'':42}{'':6}{'per s':>8}{'share':>8}{'aim':>7}{'web':>9}{'PostgreSQL':>12}")
    missed, base = 0, cases[0]
    for case in cases:
        base = case if not case.aim else base
        share = 100 * case.rate / base.rate
        missed |= int(kept and share < case.aim)
        spent = [1000 * cpu / case.requests for cpu in (case.web, case.database)]
        print(
            f"{case.name:42}{'gzip' if case.gzip else '':6}{case.rate:8.0f}{share:7.0f}%"
            f"{f'{case.aim}%' if case.aim else '':>7}{spent[0]:6.2f} ms{spent[1]:9.2f} ms",
            flush=True,
        )
    print()
    return missed


def _posts(stack: ExitStack, environment: dict, places: dict, asked: argparse.Namespace) -> int:
    """The median time of an argument sent, against an insert and an update through a bare view."""
    print("## a POST of an argument, one at a time")
    bare = stack.enter_context(serve("bench.bare_wsgi", environment))
    site = stack.enter_context(serve("consultation.wsgi", environment))
    number = int(50 * asked.rounds)
    plain = driving.post(bare.port, "/write", number, {})
    real = driving.post(site.port, places["argue"], number, {"stance": "nuance"}, places["writers"])
    times = real / plain
    print(f"bare insert and update {1000 * plain:7.2f} ms")
    print(f"argument               {1000 * real:7.2f} ms, {times:.1f} times (aim: {POST_AIM} at most)")
    return int(times > POST_AIM)


if __name__ == "__main__":
    sys.exit(main())
