"""Many rows at once: identifiers reserved beforehand, rows copied into PostgreSQL.

The acts of the debate write one text in about twenty queries, which is right for people and too slow for a thousand
texts. What is written here is what the acts would have written, with dates of its own; `recount` sets the counters, and
the tests compare both ways.
"""

import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def identifiers(model: type[models.Model], ahead: int = 500) -> Iterator[int]:
    """Identifiers of the model's own sequence, for rows that must know each other before they are written."""
    while True:
        with connection.cursor() as cursor:
            sequence = "nextval(pg_get_serial_sequence(%s, 'id'))"
            cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [model._meta.db_table, ahead])  # noqa: S608
            found = [row[0] for row in cursor]
        yield from found


def copy(objects: Sequence[models.Model]) -> None:
    """Write unsaved objects of one model by COPY, about five times faster than bulk_create. No signal is sent.

    Objects without an identifier get one from the sequence; either all have one or none.
    """
    if not objects:
        return
    meta = objects[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated]
    fields = [field for field in fields if not (field.primary_key and objects[0].pk is None)]
    lines = io.StringIO("".join(_line(row, fields) for row in objects))
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{meta.db_table}" ({columns}) FROM STDIN', lines)


def date_rows(model: type[models.Model], column: str, dates: Mapping[int, datetime]) -> None:
    """Give the rows whose `column` is a key of `dates` its date, in one statement."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{table}" SET at = dated.at FROM unnest(%s::bigint[], %s::timestamptz[]) AS dated(key, at)'  # noqa: S608
            f' WHERE "{table}"."{column}" = dated.key',
            [list(dates), list(dates.values())],
        )


def _line(row: models.Model, fields: Iterable[models.Field]) -> str:
    return "\t".join(_cell(getattr(row, field.attname), field) for field in fields) + "\n"


def _cell(value: object, field: models.Field) -> str:
    if value is None:
        return r"\N"
    if isinstance(field, models.JSONField):
        value = json.dumps(value)
    elif isinstance(field, ArrayField):  # of numbers
        value = f"{{{','.join(map(str, value))}}}"
    return str(value).translate(_ESCAPES)


def recount(consultation) -> None:
    """Set every counter of a consultation from its rows, as `debates.counters` defines them. Four statements."""
    with connection.cursor() as cursor:
        cursor.execute(_ANALYZE)
        cursor.execute(_REACTIONS, [consultation.pk])
        cursor.execute(_THREADS, [consultation.pk])
        cursor.execute(_QUESTIONS, [consultation.pk])


# The planner knows nothing of what this transaction wrote: without this it may count all again for each text.
_ANALYZE = "ANALYZE debates_theme, debates_question, debates_contribution, debates_reaction"
_HERE = """
    SELECT text.* FROM debates_contribution text
    JOIN debates_question question ON question.id = text.question_id
    JOIN debates_theme theme ON theme.id = question.theme_id
    WHERE theme.consultation_id = %s
"""
_REACTIONS = f"""
WITH here AS ({_HERE}), counted AS MATERIALIZED (
    SELECT here.id,
        here.supports + count(*) FILTER (WHERE kind = 'agree') AS agree,
        count(*) FILTER (WHERE kind = 'disagree') AS disagree,
        count(*) FILTER (WHERE kind = 'unclear') AS unclear,
        count(*) FILTER (WHERE kind = 'more_info') AS more_info
    FROM here LEFT JOIN debates_reaction reaction ON reaction.contribution_id = here.id
    GROUP BY here.id, here.supports
)
UPDATE debates_contribution text SET
    (agree_count, disagree_count, unclear_count, more_info_count) = (agree, disagree, unclear, more_info)
FROM counted WHERE counted.id = text.id
    AND (agree_count, disagree_count, unclear_count, more_info_count)
        IS DISTINCT FROM (agree, disagree, unclear, more_info)
"""  # noqa: S608 (our own words)
_THREADS = f"""
WITH here AS ({_HERE}), counted AS MATERIALIZED (
    SELECT root.id,
        count(answer.id) AS arguments,
        count(answer.id) FILTER (WHERE answer.parent_id = root.id AND answer.stance = 'for') AS pros,
        count(answer.id) FILTER (WHERE answer.parent_id = root.id AND answer.stance = 'against') AS cons
    FROM here root
    LEFT JOIN here answer ON answer.root_id = root.id AND answer.state = 'published' AND NOT answer.covered
    WHERE root.root_id IS NULL GROUP BY root.id
)
UPDATE debates_contribution text SET (arguments_count, for_count, against_count) = (arguments, pros, cons)
FROM counted WHERE counted.id = text.id
    AND (arguments_count, for_count, against_count) IS DISTINCT FROM (arguments, pros, cons)
"""  # noqa: S608
_QUESTIONS = f"""
WITH here AS ({_HERE}), counted AS MATERIALIZED (
    SELECT question_id,
        count(*) FILTER (WHERE root_id IS NULL AND state = 'published') AS contributions,
        coalesce(sum(arguments_count) FILTER (WHERE root_id IS NULL), 0) AS arguments
    FROM here GROUP BY question_id
)
UPDATE debates_question question SET (contributions_count, arguments_count) = (contributions, arguments)
FROM counted WHERE counted.question_id = question.id
"""  # noqa: S608
