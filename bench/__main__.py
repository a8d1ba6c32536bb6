"""Every measure, one after the other: `make bench`, or `.venv/bin/python -m bench [NAME ...]` for some of them.

Each prints what it measures and the aim it is held against. They are for people to read and compare on one machine;
no test depends on them.
"""

import os
import platform
import subprocess
import sys

MEASURES = {
    "start": "from make run to the first page",
    "reading": "pages of the debate among 100,000 contributions, against a bare view",
    "lille": "import, roll-up and exports of a real consultation",
    "reports": "each format, on a report of a hundred pages and on 10,000 contributions",
    "publishing": "all the files of a publication, by one and by two processes of a worker",
    "sharing": "one file of all data, by one and by two processes of a worker",
    "archives": "writing and verifying the open-data archive",
    "imports": "a large generic import",
    "audit": "sealing the record of acts and reading it again",
    "campaigns": "copies of campaigns among 1,000, 10,000 and 100,000 texts",
    "rollups": "the whole roll-up through real rows, by one and by two processes",
    "grouping": "grouping texts, without the database, and how well",
    "learning": "suggestions learnt from twenty labels a category, on real comments",
    "memory": "memory while a million contributions are exported to CSV",
    "load": "a television evening: a thousand readers, fifty writers, a roll-up",
    "search": "search and what is alike, among 100,000 texts",
    "harvesting": "the next text of the harvest desk, among 100,000 that nobody has read",
}


def main(names: list[str]) -> int:
    """Run the named measures, all without a name. The exit code is that of the worst."""
    unknown = set(names) - set(MEASURES)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
        return 2
    print(f"{platform.machine()}, Python {platform.python_version()}, {os.cpu_count()} processors\n")
    worst = 0
    for name in names or MEASURES:
        print(f"## {name}: {MEASURES[name]}", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode)
        print(flush=True)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
