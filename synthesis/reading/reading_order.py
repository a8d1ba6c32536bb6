"""In which order what nobody has read comes to the harvest desk.

A stratum is a theme, a nature, a kind of territory and a quality. The strata come in turn: the next text is one of a
stratum of which the fewest were read; of those where as many were, in an order drawn from their names, the same for
everybody; within a stratum, the oldest first. So each theme, nature, kind and quality is reached early, however rare.
What nearly repeats another text (`Contribution.is_echo`) comes after all others.

Cost: one look at the contributions of the consultation and a sort of those unread, half a second at 100,000
(`python -m bench.harvesting`). The first DECK of them are kept in the cache for KEPT seconds and shared by all
harvesters, so that an act costs a few rows; without a cache, each act looks again.
"""

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from consultation.models import Consultation, User
from debates.models import Contribution
from synthesis.models import Turn

DECK = 300  # texts
KEPT = 300  # seconds; a text published meanwhile comes after that


def free(consultation: Consultation, by: User, after: int = 0) -> list[int]:
    """The ids of unread public contributions that nobody else holds, in the order they come; [] when none is left.

    `after` is the id of one that was passed over: those that come after it first, then the others, itself last.
    Two queries, five when what is kept of the order is used up.
    """
    kept = cache.get(_key(consultation)) or []
    found = _still_free(consultation, kept, by)
    if not found:
        kept = order(consultation)
        cache.set(_key(consultation), kept, KEPT)
        found = _still_free(consultation, kept, by)
    if after not in kept:
        return [pk for pk in found if pk != after]
    passed = set(kept[: kept.index(after) + 1])
    return sorted(found, key=lambda pk: pk in passed)  # stable: the order holds in both parts


def _still_free(consultation: Consultation, keys: list[int], by: User) -> list[int]:
    held = Turn.objects.filter(contribution__in=keys, until__gt=timezone.now()).exclude(by=by)
    rows = Contribution.objects.of(consultation).published().filter(pk__in=keys, reading=None)
    free_now = set(rows.values_list("pk", flat=True)) - set(held.values_list("contribution", flat=True))
    return [pk for pk in keys if pk in free_now]


def order(consultation: Consultation, size: int = DECK) -> list[int]:
    """The ids of the first unread public contributions, in the order they come, whoever holds them. One query."""
    with connection.cursor() as sql:
        sql.execute(_ORDER, [consultation.pk, size, size])
        return [row[0] for row in sql.fetchall()]


def _key(consultation: Consultation) -> str:
    return f"harvest:{consultation.pk}"


# Only those that may be among the first have their place drawn (WITH TIES): from the names of their stratum, not its
# numbers, so that the order is the same after a restore or on another machine.
_ORDER = """
WITH told AS (
    SELECT q.id AS question_id, t.id AS theme_id
    FROM debates_question q JOIN debates_theme t ON t.id = q.theme_id WHERE t.consultation_id = %s
), waiting AS (
    SELECT c.id, c.is_echo, told.theme_id, c.nature_id, coalesce(m.kind, '') AS kind, c.stakeholder AS quality,
           row_number() OVER (PARTITION BY c.is_echo, told.theme_id, c.nature_id, coalesce(m.kind, '') COLLATE "C",
                              c.stakeholder COLLATE "C" ORDER BY c.created_at, c.id) AS place
    FROM debates_contribution c JOIN told USING (question_id)
    LEFT JOIN territories_commune m ON m.code = c.commune_id
    WHERE c.root_id IS NULL AND c.state = 'published' AND NOT c.covered
        AND NOT EXISTS (SELECT FROM synthesis_reading r WHERE r.contribution_id = c.id)
), done AS (
    SELECT told.theme_id, c.nature_id, coalesce(m.kind, '') AS kind, c.stakeholder AS quality, count(*) AS n
    FROM synthesis_reading r JOIN debates_contribution c ON c.id = r.contribution_id JOIN told USING (question_id)
    LEFT JOIN territories_commune m ON m.code = c.commune_id
    GROUP BY 1, 2, 3, 4
), first AS (
    SELECT waiting.*, place + coalesce(n, 0) AS level FROM waiting
    LEFT JOIN done USING (theme_id, nature_id, kind, quality)
    ORDER BY is_echo, level FETCH FIRST %s ROWS WITH TIES
)
SELECT first.id FROM first JOIN debates_theme t ON t.id = theme_id JOIN debates_nature n ON n.id = nature_id
ORDER BY is_echo, level, md5(concat_ws('|', t.slug, n.key, kind, quality)), first.id LIMIT %s
"""
