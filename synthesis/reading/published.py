"""What published syntheses show."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber

from consultation.models import Consultation
from debates.models import Contribution
from synthesis.models import Citation, Extract, Synthesis


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
    """What a synthesis leaves out of a theme: how many contributions, and the most agreed of them."""

    count: int
    first: list[Contribution]


def not_cited(synthesis: Synthesis, each: int = 12) -> dict[int, NotCited]:
    """By theme, the contributions online, posted by its publication, that a synthesis does not cite. One query."""
    cited = Citation.objects.filter(extract__contribution=OuterRef("pk"), statement__synthesis=synthesis)
    rows = Contribution.objects.of(synthesis.consultation).contributions().published().filter(~Exists(cited))
    if synthesis.published_at:
        rows = rows.filter(created_at__lte=synthesis.published_at)
    theme = F("question__theme")
    rank = Window(RowNumber(), partition_by=theme, order_by=[F("agree_count").desc(), F("pk").asc()])
    rows = rows.annotate(rank=rank, beside=Window(Count("pk"), partition_by=theme)).filter(rank__lte=each)
    by_theme = defaultdict(list)
    for row in rows.select_related("live", "question__theme__consultation").order_by("rank"):
        by_theme[row.question.theme_id].append(row)
    return {pk: NotCited(found[0].beside, found) for pk, found in by_theme.items()}
