"""Seconds and peak memory of each format: of a report of a hundred pages, and of ten thousand contributions as tables.

    .venv/bin/python -m bench.reports [FORMAT ...]

The report has 300 statements, 800 quotes and the figures of a consultation; the PDF says how many pages that makes.
The data are rows made one at a time, as `synthesis.open_data` gives them: 10,000 contributions of about 50 words and as
many versions, 20,000 arguments, 30,000 lines of reactions, 3,000 extracts, 400 ideas. Reading them from PostgreSQL is
not counted here.

Each format runs in a process of its own, so that one does not pay for another; the time includes loading its
libraries. Peak memory is that of the process and, for DOCX, ODT and EPUB, that of pandoc beside it. The file is written
to disk, as the worker does. Limits: 10 seconds a format of the report; CSV in 3 and XLSX in 15 of the data, within
150 MB. The exit code looks at the seconds of processor: on a busy machine the clock counts the others too.
"""

import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

STATEMENTS, QUOTES, CONTRIBUTIONS = 300, 800, 10_000
PANDOC = ("docx", "odt", "epub")
REPORT = ("html", "pdf", *PANDOC, "csv", "zip", "xlsx", "json")
LIMITS = {"tables-csv": 3.0, "tables-xlsx": 15.0, "tables-json": 15.0}
MEMORY = 150  # MB, for the data
WORDS = ("bail", "fibre", "train", "école", "salle", "loyer", "café", "atelier", "mairie", "gare", "banque", "poste")


def main(formats: tuple[str, ...]) -> int:
    """Print a line a format; 1 when one is over its limit."""
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    print(f"{STATEMENTS} statements, {QUOTES} quotes; 10 s a format. {CONTRIBUTIONS} contributions as tables.")
    print(f"{'format':12}{'seconds':>9}{'processor':>11}{'limit':>7}{'memory':>10}{'pandoc':>10}{'file':>11}")
    command = [sys.executable, "-m", "bench.reports", "--one"]
    return max([subprocess.run([*command, format], check=False).returncode for format in formats])


def measure(format: str) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    with tempfile.TemporaryFile() as out:
        start, worked = time.perf_counter(), _processor()
        make_data(format, out) if format in LIMITS else make_report(format, out)
        seconds, worked, size = time.perf_counter() - start, _processor() - worked, out.tell()
        pages = _pages(out) if format == "pdf" else ""
    own, other = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    pandoc = f"{other:7.0f} MB" if format in PANDOC else f"{'':10}"
    limit = LIMITS.get(format, 10.0)
    told = f"{format:12}{seconds:9.2f}{worked:11.2f}{limit:7.0f}{own:7.0f} MB{pandoc}{size / 1024:8.0f} kB{pages}"
    print(told, flush=True)
    return int(worked > limit or (format in LIMITS and own > MEMORY))


def make_report(format: str, out) -> None:
    from synthesis.exports import make
    from tests.synthesis.exports.fixtures import document

    make(document(STATEMENTS, QUOTES), format, out)


def make_data(format: str, out) -> None:
    from synthesis.exports import make_tables
    from tests.synthesis.exports.fixtures import document

    make_tables(document(1, 1, draft=False), data(), format, out)


def data() -> list:
    from synthesis.exports.tables import Table

    def table(key: str, count: int, texts: int, numbers: int) -> Table:
        columns = ("id", *(f"text_{n}" for n in range(texts)), *(f"number_{n}" for n in range(numbers)))
        return Table(key, key, columns, (12,) * len(columns), lambda: _rows(key, count, texts, numbers), columns)

    sizes = {
        "contributions": (CONTRIBUTIONS, 12, 8),
        "versions": (CONTRIBUTIONS, 4, 3),
        "arguments": (2 * CONTRIBUTIONS, 6, 4),
        "reactions": (3 * CONTRIBUTIONS, 4, 1),
        "extracts": (3_000, 5, 5),
        "ideas": (400, 2, 4),
    }
    return [table(key, *size) for key, size in sizes.items()]


def _rows(key: str, count: int, texts: int, numbers: int) -> Iterator[tuple]:
    """The first text is about 50 words long in the tables that hold words of people, the others are codes."""
    speaks = key in ("contributions", "versions", "arguments")
    for row in range(count):
        seed = hashlib.sha256(f"{key}{row}".encode()).digest()
        said = " ".join(WORDS[seed[n % 32] * (n + 1) % len(WORDS)] for n in range(50 if speaks else 6))
        codes = (WORDS[seed[n] % len(WORDS)] for n in range(texts - 1))
        yield (row, said, *codes, *(seed[n] * (row + 1) for n in range(numbers)))


def _pages(out) -> str:
    from pypdf import PdfReader

    return f" ({len(PdfReader(out).pages)} pages)"


def _processor() -> float:
    """Seconds of processor of this process and of those it waited for: on a busy machine, what the work itself took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        sys.exit(measure(sys.argv[2]))
    sys.exit(main(tuple(sys.argv[1:]) or (*REPORT, *LIMITS)))
