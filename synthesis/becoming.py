"""What became of contributions: read by the mission, kept, filed, cited."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Min, OuterRef, Q, QuerySet, prefetch_related_objects

from debates.models import Contribution, Decision, State
from synthesis.models import Citation, Extract, Reading, Statement, Synthesis


@dataclass(frozen=True)
class CitedBy:
    """A statement of a published synthesis that cites a passage; `text` is "" when it may not be shown any more."""

    synthesis: Synthesis
    text: str
    url: str  # of the quotation in the synthesis


@dataclass(frozen=True)
class Kept:
    """A passage that was kept, verbatim in `extract.quote`, with the ideas it is filed under."""

    extract: Extract
    cited_by: list[CitedBy]


@dataclass(frozen=True)
class Fate:
    """What became of one contribution."""

    contribution: Contribution
    reading: Reading | None
    kept: list[Kept]

    @property
    def published_at(self) -> datetime | None:
        """When it was first online."""
        times = [version.published_at for version in self.contribution.versions.all() if version.published_at]
        return min(times, default=None)

    @property
    def set_aside(self) -> Decision | None:
        """The decision that hid it, if it is hidden."""
        if self.contribution.state != State.HIDDEN:
            return None
        decisions = self.contribution.decisions.all()
        hidden = (d for d in decisions if d.verdict == Decision.Verdict.HIDE and not d.undone_at)
        return max(hidden, key=lambda decision: (decision.at, decision.pk), default=None)

    @property
    def asked(self) -> Decision | None:
        """The decision that asks its author to write it again."""
        asked = (
            d for d in self.contribution.decisions.all() if d.verdict == Decision.Verdict.AMEND and not d.undone_at
        )
        return max(asked, key=lambda decision: decision.pk, default=None)

    @property
    def is_awaited(self) -> bool:
        """Whether the mission may still read it. Answers are read with the contribution they stand under."""
        contribution = self.contribution
        return contribution.is_public and not contribution.is_argument and not self.reading and not self.kept

    @property
    def cited_by(self) -> list[CitedBy]:
        return [cited for kept in self.kept for cited in kept.cited_by]


def fates(contributions: Iterable[Contribution]) -> list[Fate]:
    """What became of each, in their order. Six queries at most, however many they are."""
    contributions = list(contributions)
    prefetch_related_objects(contributions, "versions", "decisions__appeal")
    readings = {row.contribution_id: row for row in Reading.objects.filter(contribution__in=contributions)}
    extracts = Extract.objects.filter(contribution__in=contributions).select_related("nature")
    extracts = list(extracts.prefetch_related("ideas").order_by("version_id", "start", "pk"))
    cited = _cited(extracts)
    kept = defaultdict(list)
    for extract in extracts:
        kept[extract.contribution_id].append(Kept(extract, cited[extract.pk]))
    return [Fate(each, readings.get(each.pk), kept[each.pk]) for each in contributions]


def _cited(extracts: list[Extract]) -> dict[int, list[CitedBy]]:
    """The published statements that cite each extract, the newest synthesis first."""
    found: dict[int, list[CitedBy]] = defaultdict(list)
    published = Q(extract__in=extracts, statement__synthesis__state=Synthesis.State.PUBLISHED)
    rows = Citation.objects.filter(published).annotate(rests_on_what_is_gone=Exists(_gone()))
    rows = rows.select_related("statement__synthesis__consultation")
    rows = rows.defer("statement__synthesis__document", "statement__synthesis__introduction")
    for row in rows.order_by("-statement__synthesis__number", "statement_id", "position", "pk"):
        synthesis, statement = row.statement.synthesis, row.statement
        borrowed = statement.source == Statement.Source.SNAPSHOT  # its words may be those of what it cites
        text = "" if borrowed and row.rests_on_what_is_gone else statement.text
        url = f"{synthesis.get_absolute_url()}#extrait-{row.extract_id}"
        found[row.extract_id].append(CitedBy(synthesis, text, url))
    return found


def _gone() -> QuerySet[Citation]:
    beside = Citation.objects.filter(statement=OuterRef("statement"))
    return beside.exclude(extract__contribution__in=Contribution.objects.quotable())


def first_cited(synthesis: Synthesis) -> QuerySet[Contribution]:
    """The contributions that this synthesis cites and no other published one does, with `extract`, their first one."""
    elsewhere = Citation.objects.filter(
        extract__contribution=OuterRef("pk"), statement__synthesis__state=Synthesis.State.PUBLISHED
    ).exclude(statement__synthesis=synthesis)
    here = Q(extracts__citations__statement__synthesis=synthesis)
    cited = Contribution.objects.filter(~Exists(elsewhere), here).annotate(extract=Min("extracts"))
    return cited.select_related("author", "live").order_by("pk")
