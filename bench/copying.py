"""Many contributions from a few: PostgreSQL copies the rows of the first ones, a slice at a time (`bench.memory`)."""

from django.db import connection, transaction

from debates.models import Contribution, Question, Reaction, Version
from demo.copies import _reserved, _written

IN_FIVE = "m.place %% 5 = 0"  # those that are argued with
_TURNS = "CREATE TEMPORARY TABLE first AS SELECT id, live_id, row_number() OVER (ORDER BY id) - 1 AS place {of}"
_OF = "FROM debates_contribution WHERE root_id IS NULL AND id <= %s"
_MOULD = """
CREATE TEMPORARY TABLE mould ON COMMIT DROP AS
SELECT f.id, f.live_id, turn * %(moulds)s + f.place AS place
FROM first f CROSS JOIN generate_series(0, %(turns)s - 1) turn
WHERE turn * %(moulds)s + f.place < %(number)s
"""
_TEXT = {
    "key": "''",
    "id": "%(text)s + m.place",
    "live_id": "%(version)s + m.place",
    "created_at": "o.created_at - make_interval(secs => m.place)",
    "arguments_count": f"({IN_FIVE})::int",
    "for_count": f"({IN_FIVE})::int",
}
_VERSION = {"id": "%(version)s + m.place", "contribution_id": "%(text)s + m.place"}
_ARGUMENT = {
    "key": "''",
    "id": "%(answer)s + m.place / 5",
    "live_id": "%(answered)s + m.place / 5",
    "root_id": "%(text)s + m.place",
    "parent_id": "%(text)s + m.place",
    "depth": "1",
    "nature_id": "NULL",
    "stance": "'for'",
    **dict.fromkeys(("agree_count", "disagree_count", "arguments_count", "for_count", "extracts_count"), "0"),
}
_ANSWERED = {"id": "%(answered)s + m.place / 5", "contribution_id": "%(answer)s + m.place / 5"}
_ROWS = """
UPDATE synthesis_rolluppart part SET rows = (
    WITH kept AS (SELECT row, n - 1 AS n FROM jsonb_array_elements(part.rows) WITH ORDINALITY AS e (row, n)),
         asked AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM debates_contribution
                   WHERE question_id = part.question_id AND root_id IS NULL)
    SELECT jsonb_agg(kept.row || jsonb_build_object('id', asked.id, 'voice', asked.id) ORDER BY asked.id)
    FROM asked JOIN kept ON kept.n = asked.n % (SELECT count(*) FROM kept))
WHERE jsonb_array_length(part.rows) > 0
"""


def spread(number: int) -> None:
    """Put the contributions under so many questions, evenly."""
    theme = Question.objects.order_by("pk").first().theme
    for place in range(theme.questions.count(), number):
        Question.objects.create(theme=theme, slug=f"q{place}", title=f"Question {place}")
    keys = list(Question.objects.order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE debates_contribution SET question_id = (%s::bigint[])[1 + id %% %s]", [keys, len(keys)])


def copy_until(size: int, slice_of: int) -> None:
    """Copy the contributions that are there until there are so many, and the rows that a roll-up counted of them."""
    there = Contribution.objects.contributions().count()
    if there >= size:
        return
    last = Contribution.objects.contributions().order_by("-pk").values_list("pk", flat=True).first()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS first")
        cursor.execute(_TURNS.format(of=_OF), [last])
        cursor.execute("SELECT count(*) FROM first")
        moulds = cursor.fetchone()[0]
        while there < size:
            there += _slice(cursor, moulds, min(slice_of, size - there))
        cursor.execute(_ROWS)
        cursor.execute("ANALYZE")


@transaction.atomic
def _slice(cursor, moulds: int, number: int) -> int:
    """So many contributions with what hangs on them; their number."""
    cursor.execute(_MOULD, {"moulds": moulds, "turns": -(-number // moulds), "number": number})
    cursor.execute("CREATE INDEX ON mould (id); CREATE INDEX ON mould (live_id); ANALYZE mould")
    at = {"text": _reserved(cursor, Contribution, number), "version": _reserved(cursor, Version, number)}
    answers = number // 5 + 1
    at |= {"answer": _reserved(cursor, Contribution, answers), "answered": _reserved(cursor, Version, answers)}
    _written(cursor, Contribution, _TEXT, at)
    _written(cursor, Version, _VERSION, at, "o.id = m.live_id")
    _written(cursor, Reaction, {"id": None, "contribution_id": "%(text)s + m.place"}, at, "o.contribution_id = m.id")
    _written(cursor, Contribution, _ARGUMENT, at, f"o.id = m.id AND {IN_FIVE}")
    _written(cursor, Version, _ANSWERED, at, f"o.id = m.live_id AND {IN_FIVE}")
    cursor.execute("DROP TABLE mould")
    return number
