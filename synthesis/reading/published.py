"""What published syntheses show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber

from consultation.models import Consultation
from debates.models import Contribution
from synthesis.models import Extract, Synthesis
from synthesis.reading.ledger import LedgerState, entered, why


def with_document(consultation: Consultation) -> QuerySet[Synthesis]:
    """Its syntheses, newest first, ready to be shown."""
    return consultation.syntheses.select_related("rollup")


def online(extracts: Iterable[int]) -> set[int]:
    """Those of these extracts that a published synthesis may still show. One query."""
    return set(Extract.objects.legible().filter(pk__in=list(extracts)).values_list("pk", flat=True))


def published_among(consultation: Consultation, contributions: Iterable[int]) -> set[int]:
    """Those of these contributions that everybody may read now. One query."""
    rows = Contribution.objects.of(consultation).quotable().filter(pk__in=list(contributions))
    return set(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class NotCited:
    """What a synthesis leaves out of a theme: how many contributions and why, and the most agreed of them."""

    count: int
    reasons: list[tuple[str, int]]  # the words, and how many; they add up to `count`
    first: list[Contribution]  # each with `why`, the words


def not_cited(synthesis: Synthesis, each: int = 12) -> dict[int, NotCited]:
    """By theme, the contributions that a synthesis does not cite, and why, as at its publication. Two queries.

    Those that left the site since are counted, without being among the first ones. Of versions that kept no standings:
    those online today, with the reason of today.
    """
    rows = entered(synthesis.consultation, synthesis).exclude(ledger__in=(LedgerState.CITED, LedgerState.SET_ASIDE))
    if synthesis.published_at and not synthesis.has_standings:
        rows = rows.filter(created_at__lte=synthesis.published_at)
    reasons = defaultdict(list)
    counted = rows.order_by().values_list("question__theme", "ledger", "reason").annotate(n=Count("pk"))
    for theme, state, reason, count in counted.order_by("-n", "ledger", "reason"):
        reasons[theme].append((why(state, reason), count))
    first = _most_agreed(rows.published(), each)
    return {
        theme: NotCited(sum(count for _words, count in found), found, first.get(theme, []))
        for theme, found in reasons.items()
    }


def _most_agreed(rows: QuerySet[Contribution], each: int) -> dict[int, list[Contribution]]:
    rank = Window(RowNumber(), partition_by=F("question__theme"), order_by=[F("agree_count").desc(), F("pk").asc()])
    rows = rows.annotate(rank=rank).filter(rank__lte=each)
    by_theme = defaultdict(list)
    for row in rows.select_related("live", "question__theme__consultation").order_by("rank"):
        row.why = why(row.ledger, row.reason)
        by_theme[row.question.theme_id].append(row)
    return by_theme
