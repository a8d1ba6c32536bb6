"""In which state each contribution is."""

from django.db.models import Count, Exists, OuterRef, Q

from consultation.models import Consultation
from debates.models import Contribution
from synthesis.document import Coverage
from synthesis.models import Citation, Extract, Synthesis


def coverage(consultation: Consultation, synthesis: Synthesis | None = None) -> Coverage:
    """In which state each published contribution is: exactly one of unread, nothing kept, kept, cited. One query.

    `cited` is by the statements of `synthesis`; without one, a kept contribution is only kept.
    """
    cited = Citation.objects.filter(extract__contribution=OuterRef("pk"), statement__synthesis=synthesis)
    kept = Extract.objects.filter(contribution=OuterRef("pk"))
    rows = Contribution.objects.of(consultation).contributions().published()
    rows = rows.annotate(is_cited=Exists(cited), is_kept=Exists(kept))
    counted = rows.aggregate(
        contributions=Count("pk"),
        cited=Count("pk", filter=Q(is_cited=True)),
        kept=Count("pk", filter=Q(is_cited=False, is_kept=True)),
        read_nothing_kept=Count("pk", filter=Q(is_kept=False, reading__isnull=False)),
        unread=Count("pk", filter=Q(is_kept=False, reading=None)),
    )
    return Coverage(**counted)
