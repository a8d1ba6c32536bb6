"""Milliseconds of a search among many texts: p50 and p95 of each kind of query, and the processor time of both sides.

    .venv/bin/python -m bench.search [TEXTS] [--var FOLDER]

TEXTS is 100,000 by default; 1,000,000 take some 10 minutes to write and 8 GB of disk. Everything is in an empty folder
that is removed afterwards, unless `--var` names one, which is kept and used again. The texts are those of the
synthetic debate (`demo.scale`), written once and copied by PostgreSQL in another order, each copy with a word of its
own. The aim: p95 within 300 ms. Processor time says the same on a machine that is busy with something else.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

LIMIT = 300.0
ROUNDS = 8  # of each query: every second one asks for the page after
WRITTEN = 2_000  # contributions written by the demonstration, with their arguments; the rest are copies
SHIFT = 10_000_000  # between the ids of two copies
QUERIES = (
    ("very common", "lieu", {}),
    ("common", "coworking", {}),
    ("common", "télétravail", {}),
    ("common, by its beginning", "comm*", {}),
    ("rare", "d1s7", {}),
    ("absent", "zyzzyva", {}),
    ("beginning of a word", "télétrav", {}),
    ("compound", "tiers-lieux", {}),
    ("phrase", "« salle de réunion »", {}),
    ("phrase", "« lieu de travail »", {}),
    ("two words", "bail précaire", {}),
    ("two common words", "commune télétravail", {}),
    ("four words", "coworking fibre commune travail", {}),
    ("filter: arguments", "travail", {"part": "argument"}),
    ("filter: nature", "lieu", {"nature": "proposal"}),
    ("filter: region", "lieu", {"region": "75"}),
    ("three filters", "lieu", {"territory": "rural", "region": "11", "stakeholder": "elected"}),
)


def main(texts: int) -> int:
    """Print a line a query; 1 when the p95 of all is over the limit."""
    from consultation.models import Consultation

    consultation = _filled(texts)
    timed = []
    print(f"{'':28}{'':36}{'found':>6}{'order':>9}{'p50':>8}{'p95':>8}{'CPU':>8}  ms")
    for kind, asked, facets in QUERIES:
        timed += _print(consultation, kind, asked, facets)
    timed.sort()
    p95 = _p95(timed)
    print(f"all: p50 {statistics.median(timed):.0f} ms, p95 {p95:.0f} ms (aim: {LIMIT:.0f} ms)")
    _print_similar(Consultation.objects.get(pk=consultation.pk))
    return int(p95 > LIMIT)


def _print(consultation, kind: str, asked: str, facets: dict) -> list[float]:
    from debates import query, search

    timed, after, began = [], "", _cpu()
    for turn in range(ROUNDS):
        start = time.perf_counter()
        wanted = query.read(asked)
        found = search.search(consultation, wanted, search.Facets(**facets), size=20, after=after if turn % 2 else "")
        timed.append((time.perf_counter() - start) * 1000)
        after = found.next
    cpu = (_cpu() - began) / ROUNDS
    count = f">{search.MANY}" if found.is_many else str(found.count)
    print(
        f"{kind:28}{asked:36}{count:>6}{found.order:>9}{statistics.median(timed):8.0f}{_p95(timed):8.0f}{cpu:8.0f}",
        flush=True,
    )
    return timed


def _print_similar(consultation) -> None:
    from debates import search
    from debates.models import Question

    question = Question.objects.filter(theme__consultation=consultation).first()
    written = "Le bail précaire\nUn bail trop court pour une imprimante dans l’ancienne école, et la fibre absente."
    timed, began = [], _cpu()
    for _turn in range(ROUNDS):
        start = time.perf_counter()
        search.similar(question, written)
        timed.append((time.perf_counter() - start) * 1000)
    cpu = (_cpu() - began) / ROUNDS
    print(f"similar: p50 {statistics.median(timed):.0f} ms, p95 {_p95(timed):.0f} ms, CPU {cpu:.0f} ms")


def _p95(timed: list[float]) -> float:
    return sorted(timed)[max(0, round(len(timed) * 0.95) - 1)]


def _cpu() -> float:
    """Milliseconds of processor spent until now by this process and by its side of PostgreSQL, where that is here."""
    from django.db import connection

    with connection.cursor() as sql:
        sql.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{sql.fetchone()[0]}/stat")
    behind = stat.read_text().rsplit(")", 1)[1].split()[11:13] if stat.exists() else ()
    return time.process_time() * 1000 + sum(map(int, behind)) * 1000 / os.sysconf("SC_CLK_TCK")


def _filled(texts: int):
    """The demonstration with so many texts; what a former run left is counted."""
    from debates.models import SearchEntry
    from demo import loading, scale

    consultation = loading.demonstration() or loading.load()
    if SearchEntry.objects.count() < 2 * WRITTEN:
        scale.add(consultation, min(WRITTEN, texts // 3), seed=loading.SEED)
    start, there = time.monotonic(), SearchEntry.objects.count()
    if there < texts:
        _copy(texts)
    print(f"{SearchEntry.objects.count()} texts, filled in {time.monotonic() - start:.0f} s")
    return consultation


def _copy(texts: int) -> None:
    """Copies of what was written, shuffled, dated as they come, each with a word that fifty share."""
    from django.db import connection, transaction

    from debates.models import Contribution, SearchEntry, Version

    written = SearchEntry.objects.filter(pk__lt=SHIFT).count()
    with transaction.atomic(), connection.cursor() as sql:
        sql.execute("DROP INDEX search_words")
        for copy in range(1, -(-texts // written)):
            sql.execute(_rows(Contribution), {"by": copy * SHIFT})
            sql.execute(_rows(Version), {"by": copy * SHIFT})
        sql.execute(_ENTRIES, {"shift": SHIFT, "last": -(-texts // written) - 1})
        sql.execute("SET CONSTRAINTS ALL IMMEDIATE")
        sql.execute("SET LOCAL maintenance_work_mem = '512MB'")
        sql.execute("CREATE INDEX search_words ON debates_searchentry USING gin (words) WITH (fastupdate = off)")
    with connection.cursor() as sql:
        sql.execute("VACUUM ANALYZE debates_searchentry, debates_contribution, debates_version")


_MOVED = ("id", "root_id", "parent_id", "live_id", "contribution_id")
_EMPTIED = {"awaiting_id": "NULL", "key": "''", "origin": "''"}
_ENTRIES = """
INSERT INTO debates_searchentry (contribution_id, consultation_id, at, words)
SELECT contribution_id + copy * %(shift)s, consultation_id,
       timestamptz '2018-04-12' + row_number() OVER () * interval '5 seconds',
       words || format('''d%%ss%%s'':1', copy, contribution_id %% 400)::tsvector
FROM (SELECT * FROM debates_searchentry, generate_series(1, %(last)s) AS copy
      WHERE contribution_id < %(shift)s ORDER BY random()) shuffled
"""


def _rows(model) -> str:
    """The copy of all the rows of a model, their ids and what they hang on moved."""
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    moved = [f'"{c}" + %(by)s' if c in _MOVED else _EMPTIED.get(c, f'"{c}"') for c in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({names}) SELECT {', '.join(moved)} FROM {table} WHERE id < {SHIFT}"


def run(texts: int, var: str) -> int:
    os.environ |= {"EMBEDDED_VAR": var, "DJANGO_SETTINGS_MODULE": "consultation.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return main(texts)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=int, nargs="?", default=100_000)
    parser.add_argument("--var", default="")
    options = parser.parse_args()
    if options.var:
        sys.exit(run(options.texts, options.var))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(options.texts, folder))
