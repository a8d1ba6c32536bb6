"""The index of words: one entry a public text, written again whenever its text or its place on the pages changes.

Entries are made from the rows as they are in the same transaction. Whoever reads them asks the text itself once more
whether it is public: an entry too many shows nothing.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection, transaction
from psycopg2.extras import execute_values

from debates import words

BATCH = 500  # texts in memory at once

_TEXTS = """
SELECT c.id, t.consultation_id, c.created_at, v.title, v.text, c.question_id, n.key, c.root_id IS NULL,
       CASE WHEN c.shows_commune THEN m.kind END, CASE WHEN c.shows_commune THEN d.region_id END,
       CASE WHEN c.shows_stakeholder THEN c.stakeholder END
FROM debates_contribution c
JOIN debates_version v ON v.id = c.live_id
JOIN debates_question q ON q.id = c.question_id
JOIN debates_theme t ON t.id = q.theme_id
LEFT JOIN debates_nature n ON n.id = c.nature_id
LEFT JOIN territories_commune m ON m.code = c.commune_id
LEFT JOIN territories_department d ON d.code = m.department_id
WHERE c.id = ANY(%s) AND c.state = 'published' AND NOT c.covered
"""
_WRITE = """
INSERT INTO debates_searchentry (contribution_id, consultation_id, at, words) VALUES %s
ON CONFLICT (contribution_id) DO UPDATE SET consultation_id = excluded.consultation_id, at = excluded.at,
    words = excluded.words
"""


def index(keys: Iterable[int]) -> int:
    """Write the entries of those of these texts that are public, by their ids; the number of entries.

    No entry is taken away: that is what `follow` does.
    """
    keys, written = iter(keys), 0
    while batch := list(islice(keys, BATCH)):
        with connection.cursor() as cursor:
            cursor.execute(_TEXTS, [batch])
            entries = [_entry(*row) for row in cursor.fetchall()]
            execute_values(cursor, _WRITE, entries, page_size=BATCH)
        written += len(entries)
    return written


def follow(key: int) -> None:
    """Bring the entries of a text and of all the arguments below it in line with what is public of them now."""
    index(_without_hidden("id = %s OR root_id = %s", key, key))


def _without_hidden(which: str, *values: object) -> list[int]:
    """Take away the entries of those of these texts that are not public; the ids of the others."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET.format(which), values)
        return [row[0] for row in cursor.fetchall()]


_FORGET = """
WITH texts AS (SELECT id, state = 'published' AND NOT covered AS is_public FROM debates_contribution WHERE {}),
gone AS (DELETE FROM debates_searchentry e USING texts WHERE e.contribution_id = texts.id AND NOT is_public)
SELECT id FROM texts WHERE is_public
"""


def rebuild(first: int = 0) -> Iterator[int]:
    """Write every entry again, from the text of id `first` on; gives the last id done, a batch at a time.

    Each batch is a transaction: a stopped run can go on where it was, readers and writers are not stopped.
    """
    while True:
        with transaction.atomic():
            keys = _after(first)
            if not keys:
                break
            index(_without_hidden("id = ANY(%s)", keys))
        first = keys[-1]
        yield first
    learn()


def _after(first: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM debates_contribution WHERE id > %s ORDER BY id LIMIT %s", [first, BATCH])
        return [row[0] for row in cursor.fetchall()]


def learn() -> None:
    """Let PostgreSQL count how common each word is: after many texts at once, it does not know yet."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE debates_searchentry")


def facet(name: str, value: object) -> str:
    """A facet as it stands among the words: "q=12". Letters, digits, "-" and "_" alone."""
    return f"{name}={''.join(c for c in str(value) if c.isalnum() or c in '-_')}"


def _entry(key, consultation, at, title, text, question, nature, is_contribution, kind, region, stakeholder) -> tuple:
    known = {"c": consultation, "q": question, "is": "contribution" if is_contribution else "argument"}
    known |= {"n": nature, "k": kind, "r": region, "s": stakeholder}
    facets = [facet(name, value) for name, value in known.items() if value]
    return key, consultation, at, words.vector(title, text, facets)
