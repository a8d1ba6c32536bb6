"""What became of passages, for the margins."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from debates.models import Contribution
from synthesis.models import Extract, Synthesis


@dataclass(frozen=True)
class Note:
    """What became of a passage, for the margin of its contribution."""

    number: int
    extract: Extract
    cited_in: list["CitedIn"]
    is_former: bool  # taken from a version that another one has replaced since

    @property
    def anchor(self) -> str:
        return f"passage-{self.extract.pk}"


@dataclass(frozen=True)
class CitedIn:
    """A published synthesis that cites a passage, and the address of the quotation in it."""

    synthesis: Synthesis
    url: str


def notes(contribution: Contribution) -> list[Note]:
    """The passages harvested from a contribution with what became of them: those of the version online in the order
    of the text, then those of former versions. Three queries.
    """
    rows = contribution.extracts.select_related("nature", "version").prefetch_related("ideas")
    rows = sorted(rows, key=lambda e: (e.version_id != contribution.live_id, -e.version.number, e.start, e.end, e.pk))
    cited = _published_in(rows)
    return [
        Note(number, extract, cited[extract.pk], extract.version_id != contribution.live_id)
        for number, extract in enumerate(rows, start=1)
    ]


def _published_in(extracts: Iterable[Extract]) -> dict[int, list[CitedIn]]:
    """The published syntheses that cite each extract, the oldest first."""
    published = Synthesis.objects.published().filter(statements__citations__extract__in=extracts)
    rows = published.annotate(extract=F("statements__citations__extract")).select_related("consultation")
    rows = rows.defer("document", "introduction").order_by("number").distinct()
    cited = defaultdict(list)
    for synthesis in rows:
        url = f"{synthesis.get_absolute_url()}#extrait-{synthesis.extract}"
        cited[synthesis.extract].append(CitedIn(synthesis, url))
    return cited
