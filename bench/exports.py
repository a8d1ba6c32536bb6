"""Seconds and peak memory of each export format, on a report of 300 statements and 800 quotes.

    .venv/bin/python -m bench.exports [FORMAT ...]

Each format runs in a process of its own, so that one does not pay for another; the time includes loading its libraries.
Peak memory is that of the process and, for DOCX and ODT, that of pandoc beside it. Limit: 10 seconds a format.
"""

import io
import os
import resource
import subprocess
import sys
import time

STATEMENTS, QUOTES, LIMIT = 300, 800, 10.0
FORMATS = ("html", "pdf", "docx", "odt", "csv", "zip", "xlsx")


def main(formats: tuple[str, ...]) -> int:
    """Print a line a format; 1 when one is over the limit."""
    print(f"{STATEMENTS} statements, {QUOTES} quotes; limit {LIMIT:.0f} s a format")
    print(f"{'format':8}{'seconds':>9}{'processor':>11}{'memory':>10}{'pandoc':>10}{'file':>10}")
    command = [sys.executable, "-m", "bench.exports", "--one"]
    return max([subprocess.run([*command, format], check=False).returncode for format in formats])


def measure(format: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from tests.synthesis.exports.fixtures import document

    made, out = document(STATEMENTS, QUOTES), io.BytesIO()
    start, worked = time.perf_counter(), _processor()
    from synthesis.exports import make

    make(made, format, out)
    seconds, worked = time.perf_counter() - start, _processor() - worked
    own, other = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pandoc = f"{other:7.0f} MB" if format in ("docx", "odt") else f"{'':10}"
    print(
        f"{format:8}{seconds:9.2f}{worked:11.2f}{own:7.0f} MB{pandoc}{len(out.getvalue()) / 1024:7.0f} kB", flush=True
    )
    return int(seconds > LIMIT)


def _processor() -> float:
    """Seconds of processor of this process and of those it waited for: on a busy machine, what the work itself took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(measure(sys.argv[2]))
    sys.exit(main(tuple(sys.argv[1:]) or FORMATS))
