"""Opening the harvest desk among many contributions that nobody has read.

    .venv/bin/python -m bench.harvesting [CONTRIBUTIONS]

CONTRIBUTIONS is 100,000 by default: rows laid by PostgreSQL in an embedded database made for it, over three themes,
six natures, four kinds of territory and eight qualities. The first act of five minutes looks for the order of all
(`synthesis.reading.reading_order`); those that follow take the next text of it; each page counts the coverage once.
The aims: 1 s and 50 ms of clock, on a machine that does nothing else.
"""

import os
import statistics
import sys
import tempfile
import time

AIM_ORDER, AIM_TURN = 1_000, 50  # milliseconds
TURNS = 60
LAID = """
WITH laid AS (
    INSERT INTO debates_contribution (question_id, nature_id, stakeholder, commune_id, created_at, author_id, depth,
        stance, state, covered, origin, channel, imported, key, supports, agree_count, disagree_count, unclear_count,
        more_info_count, arguments_count, for_count, against_count)
    SELECT (%(questions)s::bigint[])[1 + mod(n, 3)], (%(natures)s::bigint[])[1 + mod(n / 3, 6)],
        (%(qualities)s::text[])[1 + mod(n / 7, 8)], (%(communes)s::text[])[1 + mod(n / 11, 4)],
        now() - n * interval '1 second', %(author)s, 0, '', 'pending', false, '', 'online', '{}', '', 0, 0, 0, 0, 0, 0,
        0, 0
    FROM generate_series(1, %(size)s) AS n RETURNING id
)
INSERT INTO debates_version (contribution_id, number, title, body, html, text, sha256, created_at, published_at)
SELECT id, 1, 'Un texte ' || id, words, '<p>' || words || '</p>', words, '', now(), now()
FROM laid, (
    VALUES ('Le loyer reste le premier obstacle : sans appui, personne ne tient la première année.')
) AS v(words)
"""
ONLINE = """
UPDATE debates_contribution c SET state = 'published', live_id = v.id FROM debates_version v
WHERE v.contribution_id = c.id
"""


def main(size: int) -> int:
    """Lay, then take turns; 1 when an aim is missed."""
    with tempfile.TemporaryDirectory() as var:
        os.environ |= {"EMBEDDED_VAR": var, "DJANGO_SETTINGS_MODULE": "consultation.settings"}
        import django

        django.setup()
        return _measure(size)


def _measure(size: int) -> int:
    from django.core.management import call_command
    from django.db import connection

    from synthesis import actions, reading
    from synthesis.reading import reading_order

    call_command("migrate", verbosity=0)
    consultation, reader = _lay(size)
    ordered = _timed(lambda: reading_order.order(consultation), 5)
    _print("the order of all", ordered, AIM_ORDER)
    turns = _timed(lambda: _read_one(actions, consultation, reader), TURNS)
    _print("the next text, and reading it", turns, AIM_TURN)
    _print("the coverage above it", _timed(lambda: reading.coverage(consultation), 5), AIM_ORDER)
    connection.close()
    return int(statistics.median(ordered) > AIM_ORDER or statistics.median(turns) > AIM_TURN)


def _lay(size: int) -> tuple:
    from django.db import connection

    from consultation.models import Stakeholder
    from tests.factories import (
        CommuneFactory,
        ConsultationFactory,
        NatureFactory,
        QuestionFactory,
        ThemeFactory,
        UserFactory,
    )

    consultation, reader = ConsultationFactory(), UserFactory()
    themes = [ThemeFactory(consultation=consultation) for _ in range(3)]
    kinds = ({}, {"small_town": True}, {"medium_town": True}, {"metropolis": True})
    given = {
        "questions": [QuestionFactory(theme=theme).pk for theme in themes],
        "natures": [NatureFactory(consultation=consultation, key=key).pk for key in _natures()],
        "qualities": Stakeholder.values[:8],
        "communes": [CommuneFactory(**kind).pk for kind in kinds],
        "author": reader.pk,
        "size": size,
    }
    with connection.cursor() as cursor:
        for statement in (LAID, ONLINE, "ANALYZE"):
            cursor.execute(statement, given if statement == LAID else None)
    return consultation, reader


def _natures() -> list[str]:
    from debates.models import Nature

    return list(Nature.DEFAULTS)


def _read_one(actions, consultation, reader) -> None:
    opened = actions.take_turn(consultation, by=reader)
    actions.mark_read(opened, outcome="nothing_new", by=reader)


def _timed(act, times: int) -> list[float]:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        act()
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def _print(what: str, taken: list[float], aim: float) -> None:
    print(f"{what}: median {statistics.median(taken):.0f} ms, longest {max(taken):.0f} ms (aim: {aim} ms)")


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
