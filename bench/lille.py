"""Seconds of the whole way on a real consultation: import, roll-up and each export, by the command line.

    .venv/bin/python -m bench.lille [FOLDER]

FOLDER is a Decidim export, by default `../shared/data/lille-grand-debat-2019` beside the repository. Everything runs in
an empty folder that is removed afterwards. The aims: roll-up under 60 s, each format under 10 s. The time is that of
the command, its start and the embedded servers' included.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DEFAULT = PROJECT.parent / "shared" / "data" / "lille-grand-debat-2019"
FORMATS = ("pdf", "docx", "odt", "html", "csv", "xlsx")
LIMITS = {"rollup": 60.0} | {f"export {format}": 10.0 for format in FORMATS}


def main(folder: Path) -> int:
    """Print a line a command; 1 when one is over its limit."""
    if not folder.is_dir():
        print(f"{folder} is not there: nothing was measured")
        return 0
    with tempfile.TemporaryDirectory() as var:
        environment = os.environ | {"EMBEDDED_VAR": f"{var}/var"}
        keep = subprocess.Popen(  # the embedded servers stay up between two commands
            [sys.executable, "-m", "consultation.embedded"], cwd=PROJECT, env=environment, stdout=subprocess.PIPE
        )
        try:
            keep.stdout.readline()
            return max(_measured(name, arguments, environment) for name, arguments in _commands(folder, Path(var)))
        finally:
            keep.terminate()
            keep.wait(30)


def _commands(folder: Path, out: Path) -> list[tuple[str, list[str]]]:
    exports = [
        (f"export {format}", ["export", "lille", "--format", format, "--out", str(out / f"lille.{format}")])
        for format in FORMATS
    ]
    return [
        ("migrate", ["migrate", "--verbosity=0"]),
        ("load_communes", ["load_communes"]),
        ("import", ["import", "decidim", str(folder), "--consultation", "lille"]),
        ("rollup", ["rollup", "lille"]),
        *exports,
    ]


def _measured(name: str, arguments: list[str], environment: dict[str, str]) -> int:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    seconds = time.perf_counter() - began
    limit = LIMITS.get(name)
    print(f"{name:16}{seconds:8.1f} s" + (f" (aim: {limit:.0f} s)" if limit else ""), flush=True)
    return int(limit is not None and seconds > limit)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT))
