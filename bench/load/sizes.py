"""What a contribution takes in the database: what the tables grew by while some were written, indexes and all."""

from contextlib import closing

import psycopg2

TABLES = """
SELECT relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname = 'public'
"""
PARTS = {  # what readers call them
    "debates_contribution": "rows of texts",
    "debates_version": "versions",
    "debates_searchentry": "words for search",
    "debates_reaction": "reactions",
    "consultation_auditentry": "record of acts",
    "debates_decision": "decisions",
}


def tables(url: str) -> dict[str, int]:
    """Bytes of each table, its indexes and long values with it."""
    with closing(psycopg2.connect(url)) as link, link.cursor() as cursor:
        cursor.execute(TABLES)
        return dict(cursor.fetchall())


def contributions(url: str) -> int:
    """How many were filled in already."""
    with closing(psycopg2.connect(url)) as link, link.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM debates_contribution WHERE channel = 'synthetic' AND root_id IS NULL")
        return cursor.fetchone()[0]


def a_contribution(before: dict[str, int], after: dict[str, int], number: int) -> dict[str, float]:
    """kB a contribution by part, "all" first and what is not named under "the rest"."""
    grown = {name: (size - before.get(name, 0)) / number / 1000 for name, size in after.items()}
    named = {words: grown.pop(name, 0.0) for name, words in PARTS.items()}
    rest = sum(grown.values())
    return {"all": sum(named.values()) + rest, **named, "the rest": rest}
