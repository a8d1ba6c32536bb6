"""The light rows that a part of a roll-up keeps of the contributions it counted, a batch at a time."""

import json
from collections.abc import Iterator

from django.db import connections, router, transaction

from synthesis.models import RollUpPart

BATCH = 2_000  # rows read from PostgreSQL at a time
_TAKEN_APART = """
SELECT row::text FROM synthesis_rolluppart part, jsonb_array_elements(part.rows) AS row
WHERE part.id = %s ORDER BY (row ->> 'id')::bigint
"""


def rows_of(part: int) -> Iterator[dict]:
    """In the order of the contributions. PostgreSQL takes the list apart, so that a large one is never whole in here.

    The cursor lives in a transaction of its own: it works behind a pooler of transactions too.
    """
    alias = router.db_for_read(RollUpPart)
    with transaction.atomic(using=alias), connections[alias].chunked_cursor() as cursor:
        cursor.execute(_TAKEN_APART, [part])
        while rows := cursor.fetchmany(BATCH):
            for (row,) in rows:
                yield json.loads(row)
