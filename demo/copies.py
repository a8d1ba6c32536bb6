"""Many synthetic threads from a few: PostgreSQL copies rows that it already has, and no text leaves the server.

A copy has a number of its own in its title and its key, its own digest, dates shifted by less than a day, its own lot.
It brings versions, words for search and the reactions given to its contribution; decisions and the record, which no
page of the debate reads, stay with the originals.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models, transaction

from consultation.models import Consultation
from debates.models import Contribution, Reaction, SearchEntry, Version

MOULDS = 2_000  # threads that are written one by one; the others are copies of these

MANY = 20_000  # threads beyond which the index of words is made once, at the end


@contextmanager
def index_made_afterwards(number: int) -> Iterator[None]:
    """For many threads, the index of words away meanwhile: search is slow until it is made again, even on failure."""
    [index] = [index for index in SearchEntry._meta.indexes if isinstance(index, GinIndex)]
    if number < MANY:
        yield
        return
    with connection.schema_editor() as editor:
        editor.remove_index(SearchEntry, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            editor.add_index(SearchEntry, index)


_MOULD = """
CREATE TEMPORARY TABLE mould ON COMMIT DROP AS
SELECT c.id, c.live_id, dense_rank() OVER (ORDER BY coalesce(c.root_id, c.id)) - 1 AS thread,
       row_number() OVER (ORDER BY coalesce(c.root_id, c.id), c.id) - 1 AS place
FROM debates_contribution c
WHERE coalesce(c.root_id, c.id) IN (
    SELECT r.id FROM debates_contribution r
    JOIN debates_question q ON q.id = r.question_id
    JOIN debates_theme t ON t.id = q.theme_id
    WHERE t.consultation_id = %s AND r.root_id IS NULL AND r.channel = 'synthetic' AND r.key ~ '^synthetic-[0-9]+$'
    ORDER BY r.id LIMIT %s)
"""
_TITLE = "regexp_replace(o.title, '[0-9]+[)]$', (%(number)s + m.thread) || ')')"
_SHIFT = "make_interval(secs => (%(number)s + m.thread) * 7919 %% 86400)"


@transaction.atomic
def add(consultation: Consultation, number: int, threads: int) -> tuple[int, int, int]:
    """Add so many threads (MOULDS at most) numbered from `number`; contributions, arguments and reactions written."""
    with connection.cursor() as cursor:
        _unwatched(cursor)
        cursor.execute("LOCK TABLE debates_contribution, debates_version IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_MOULD, [consultation.pk, MOULDS])
        cursor.execute("DELETE FROM mould WHERE thread >= %s", [threads])
        cursor.execute("CREATE UNIQUE INDEX ON mould (id); ANALYZE mould")
        cursor.execute("SELECT count(*), count(DISTINCT thread) FROM mould")
        texts, copied = cursor.fetchone()
        at = {"number": number, "text": _reserved(cursor, Contribution, texts), "version": 0}
        at["version"] = _reserved(cursor, Version, texts)
        _written(cursor, Contribution, _CONTRIBUTION, at)
        _written(cursor, Version, _VERSION, at, "o.id = m.live_id")
        _written(cursor, SearchEntry, _WORDS, at, "o.contribution_id = m.id")
        reactions = _written(cursor, Reaction, _REACTION, at, "o.contribution_id = m.id")
        cursor.execute(_COUNT, at)
        cursor.execute("DROP TABLE mould")
    return copied, texts - copied, reactions


def _unwatched(cursor) -> None:
    """What is copied refers to what is there: where we may, PostgreSQL need not look each reference up again."""
    cursor.execute("SELECT current_setting('is_superuser')")
    if cursor.fetchone()[0] == "on":
        cursor.execute("SET LOCAL session_replication_role = replica")


def _reserved(cursor, model: type[models.Model], number: int) -> int:
    """The first of so many identifiers that nobody else gets."""
    sequence = "pg_get_serial_sequence(%s, 'id')"
    cursor.execute(f"SELECT nextval({sequence})", [model._meta.db_table])
    first = cursor.fetchone()[0]
    cursor.execute(f"SELECT setval({sequence}, %s)", [model._meta.db_table, first + number])
    return first


_COPY = "(SELECT %(text)s + x.place FROM mould x WHERE x.id = o.{})"
_CONTRIBUTION = {
    "id": "%(text)s + m.place",
    "root_id": _COPY.format("root_id"),
    "parent_id": _COPY.format("parent_id"),
    "live_id": "%(version)s + m.place",
    "key": "o.key || ':' || (%(number)s + m.thread)",
    "created_at": f"o.created_at - {_SHIFT}",
    "turn": "random()",
    "seen_count": "0",
    "extracts_count": "0",
    # Those of arguments are not copied; those of the contribution are.
    **{
        f"{kind}_count": f"CASE WHEN o.root_id IS NULL THEN o.{kind}_count ELSE 0 END"
        for kind in ("agree", "disagree", "unclear", "more_info")
    },
}
_VERSION = {
    "id": "%(version)s + m.place",
    "contribution_id": "%(text)s + m.place",
    "title": _TITLE,
    "sha256": f"encode(sha256(convert_to({_TITLE} || E'\\n\\n' || o.body, 'UTF8')), 'hex')",
    "created_at": f"o.created_at - {_SHIFT}",
    "published_at": f"o.published_at - {_SHIFT}",
}
_WORDS = {"contribution_id": "%(text)s + m.place", "at": f"o.at - {_SHIFT}"}
_REACTION = {"id": None, "contribution_id": "%(text)s + m.place"}
_COUNT = """
UPDATE debates_question q SET contributions_count = q.contributions_count + n.contributions,
    arguments_count = q.arguments_count + n.arguments
FROM (SELECT question_id, count(*) FILTER (WHERE root_id IS NULL) AS contributions,
             count(*) FILTER (WHERE root_id IS NOT NULL) AS arguments
      FROM debates_contribution JOIN mould m USING (id) GROUP BY question_id) n
WHERE n.question_id = q.id
"""


def _written(cursor, model: type[models.Model], changed: dict, at: dict, of: str = "o.id = m.id") -> int:
    """Copy the rows of a table that belong to the mould, with what changes in them; their number."""
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    columns = [column for column in columns if changed.get(column, "") is not None]
    values = [changed.get(column, f"o.{column}") for column in columns]
    source = model._meta.db_table
    if model is Reaction:
        of += " AND NOT EXISTS (SELECT FROM debates_contribution c WHERE c.id = m.id AND c.root_id IS NOT NULL)"
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f'INSERT INTO "{source}" ({names}) SELECT {", ".join(values)} FROM "{source}" o JOIN mould m ON {of}',  # noqa: S608
        at,
    )
    return cursor.rowcount
