"""What keeps a migration from running while the former version serves.

Two things do. A statement that holds a lock on a table that grows with the debate for as long as it takes to read it:
pages wait. And a change that the former version does not know of: a column or a table that goes or changes its name,
one that asks for a value that the former version does not write. django-migration-linter knows most of them by their
SQL.
"""

import re
from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.state import ProjectState
from django_migration_linter.sql_analyser import PostgresqlAnalyser, analyse_sql_statements

# The last of each app that may do what it likes: when these were written nobody had a large site to upgrade.
FREE = {
    "administration": 1,
    "consultation": 13,
    "debates": 17,
    "following": 1,
    "pages": 2,
    "privacy": 1,
    "synthesis": 10,
}
# Tables that have a row or more for each text, account, page read or act
BIG = frozenset(
    [
        "account_emailaddress",
        "django_session",
        "consultation_attempt",
        "consultation_auditentry",
        "consultation_notice",
        "consultation_user",
        "debates_contribution",
        "debates_decision",
        "debates_draft",
        "debates_hold",
        "debates_likeness",
        "debates_place",
        "debates_publication",
        "debates_reaction",
        "debates_report",
        "debates_searchentry",
        "debates_version",
        "following_collected",
        "following_follow",
        "following_follower",
        "following_item",
        "synthesis_citation",
        "synthesis_exportchunk",
        "synthesis_extract",
        "synthesis_proposedpassage",
        "synthesis_reading",
        "synthesis_rolluppart",
        "synthesis_rollupshard",
        "synthesis_standing",
        "synthesis_suggestion",
        "synthesis_textfeatures",
    ]
)
_KEPT = ("BEGIN", "CREATE TABLE", "DROP INDEX")  # looked at whatever the table; the name of an index tells none
_WHOLE_TABLE = (  # (what it looks like, what it does), beside what the linter knows
    (r"ADD CONSTRAINT .* (CHECK|FOREIGN KEY|EXCLUDE)(?!.*NOT VALID)", "reads the whole table to check a constraint"),
    (r"ALTER COLUMN .* SET NOT NULL", "reads the whole table to check that nothing is missing"),
    (r"SET (LOGGED|UNLOGGED|TABLESPACE)|\bCLUSTER\b|VACUUM FULL", "writes the whole table again"),
    (
        r"GENERATED ALWAYS AS .* STORED|ADD COLUMN .* DEFAULT .*(random|clock_timestamp|gen_random_uuid)\(",
        "writes each row",
    ),
)


def is_free(app: str, name: str, replaces: Iterable[tuple[str, str]] = ()) -> bool:
    """Whether a migration is older than the rule, or only says again what such ones did."""
    names = [other for _app, other in replaces] or [name]
    return all(int(each[:4]) <= FREE.get(app, 0) for each in names)


def faults(statements: Iterable[str]) -> list[str]:
    """Why the SQL of one migration, in order, may not run beside the former version; [] when it may."""
    lines = [line.strip() for line in statements if line.strip() and not line.strip().startswith("--")]
    refused, _ignored, _warnings = analyse_sql_statements(PostgresqlAnalyser, lines, [])
    on_big = [line for line in lines if line.startswith(_KEPT) or _table(line) in BIG]
    _refused, _ignored, locks = analyse_sql_statements(PostgresqlAnalyser, on_big, [])
    found = [issue.message for issue in (*refused, *locks)]
    return list(dict.fromkeys([*found, *_own(lines)]))


def _own(lines: list[str]) -> Iterator[str]:
    made = {_table(line) for line in lines if line.startswith("CREATE TABLE")}
    for line in lines:
        for pattern, what in _WHOLE_TABLE:
            if _table(line) in BIG and _table(line) not in made and re.search(pattern, line):
                yield f"{_table(line)}: {what}"


def _table(line: str) -> str:
    """The table that a statement changes; "" where it names none, as when an index is dropped."""
    found = re.search(r'(?:TABLE|\bON|UPDATE|ONLY|CLUSTER|VACUUM FULL)\s+(?:IF \w+ \w+ )?"(\w+)"', line)
    return found[1] if found else ""


def sql(migration: Migration, before: ProjectState) -> list[str]:
    """What a migration would ask PostgreSQL; nothing is run."""
    own = connection.copy()  # in no transaction: what is made concurrently asks for that
    try:
        with own.schema_editor(collect_sql=True, atomic=False) as editor:
            migration.apply(before.clone(), editor, collect_sql=True)
    finally:
        own.close()
    begin = ["BEGIN;"] if migration.atomic else []
    return [*begin, *editor.collected_sql]
