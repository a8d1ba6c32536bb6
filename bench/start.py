"""Seconds from `make run` to the first page, the demonstration loaded, in an empty folder; then at the second start.

    .venv/bin/python -m bench.start

The packages are installed already. The aim: under 30 s the first time on a machine that does nothing else.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LIMIT = 30.0
PAGE = "mission-coworking/"


def main() -> int:
    """Print a line a start; 1 when the first is over the limit."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = measure(Path(folder)), measure(Path(folder))
    print(f"first start, demonstration included{first:9.1f} s (aim: {LIMIT:.0f} s)")
    print(f"second start{second:32.1f} s")
    return int(first > LIMIT)


def measure(var: Path) -> float:
    """Seconds until the home of the demonstration answers 200; everything is stopped afterwards."""
    port = _free_port()
    environment = os.environ | {"EMBEDDED_VAR": str(var), "PORT": str(port)}
    began = time.perf_counter()
    run = subprocess.Popen(
        [sys.executable, "-m", "consultation.run"],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(f"http://127.0.0.1:{port}/{PAGE}"):
            if run.poll() is not None or time.perf_counter() - began > 300:
                raise RuntimeError("the platform did not start")
            time.sleep(0.1)
        return time.perf_counter() - began
    finally:
        run.send_signal(signal.SIGTERM)
        run.wait(60)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    sys.exit(main())
