"""The same pages behind gunicorn and behind granian: answers a second and CPU of the web processes, in turn.

    .venv/bin/pip install granian==2.8.7 && .venv/bin/python -m bench.web_servers --var FOLDER

FOLDER keeps a database that `bench.growth` or `bench.reading` filled. Why the platform runs on gunicorn all the same:
docs/decisions/gunicorn.md.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median

import psutil

from bench import driving
from bench.servers import PROJECT, Server, free_port, serve, wait

ROUNDS, SECONDS = 5, 2
_ADDRESSES = "import json; from bench.pages import addresses; print(json.dumps(addresses()))"
PAGES = ("question, recent", "thread, 100 arguments")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--var", required=True)
    environment = os.environ | {"EMBEDDED_VAR": parser.parse_args().var, "PAGE": "50"}
    found = subprocess.check_output([sys.executable, "-c", _ADDRESSES], cwd=PROJECT, env=environment, text=True)
    addresses = json.loads(found.splitlines()[-1])
    with ExitStack() as stack:
        servers = {
            "gunicorn": stack.enter_context(serve("consultation.wsgi", environment)),
            "granian": stack.enter_context(_granian(environment)),
        }
        for page in PAGES:
            _compare(servers, page, addresses[page])
    return 0


def _compare(servers: dict[str, Server], page: str, address: str) -> None:
    measured = {name: [] for name in servers}
    for turn in range(ROUNDS + 1):  # the first one warms
        for name, server in servers.items():
            before = server.cpu()
            done, lasted = driving.drive(server.port, address, SECONDS)
            if turn:
                measured[name].append((done / lasted, 1000 * (server.cpu() - before) / done))
    for name, rounds in measured.items():
        rate, cpu = (median(values) for values in zip(*rounds, strict=True))
        print(f"{page:24}{name:10}{rate:6.0f} a second{cpu:8.2f} ms of CPU")


@contextmanager
def _granian(environment: dict[str, str]) -> Iterator[Server]:
    port = free_port()
    size = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    command = [sys.executable, "-m", "granian", *size, "--port", str(port), "consultation.wsgi:application"]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment)
    try:
        wait(port)
        yield Server(port, psutil.Process(process.pid), environment["EMBEDDED_VAR"])
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    sys.exit(main())
