"""An archive that somebody sends, verified by the program that is in it, in a process that cannot do much else."""

import json
import subprocess
import sys
from typing import Any

from . import VERIFIER

MEMORY, SECONDS = 1_500_000_000, 60  # bytes; seconds of processor, and by the clock
UNPACKED = 2_000_000_000  # bytes
_BOUNDED = (
    "import resource, runpy, sys\n"
    f"resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))\n"
    f"resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
    "sys.argv = sys.argv[1:]\n"
    "runpy.run_path(sys.argv[0], run_name='__main__')\n"
)


def check(path: str, language: str) -> dict[str, Any] | None:
    """What `verify.py --json` says of the file at `path`; None when it took too long or too much memory.

    The process reads this one file and writes nothing: no module of the platform, no settings, no network.
    """
    given = [str(VERIFIER), path, "--json", "--lang", language, "--largest", str(UNPACKED)]
    command = [sys.executable, "-I", "-S", "-c", _BOUNDED, *given]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, and a path of our own)
            command, capture_output=True, timeout=SECONDS, check=False, env={"PYTHONIOENCODING": "utf-8"}
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode not in (0, 1, 2):
        return None
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None
