"""All that a moderator reads of one text before deciding. The number of queries does not depend on the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from consultation import text
from consultation.models import User
from debates import differences
from debates.models import OVER, Appeal, Contribution, Decision, Hold, Report, State, Suspension, Version

SIBLINGS = 10  # the other answers that are shown folded


@dataclass(frozen=True)
class Reported:
    """A report, and how those its author made before here ended: `right` of `judged`."""

    report: Report
    right: int
    judged: int


@dataclass(frozen=True)
class History:
    """What an author wrote in this consultation, by what became of it, and the suspension that runs."""

    published: int
    hidden: int
    others: int
    suspension: Suspension | None


@dataclass(frozen=True)
class Dossier:
    """One text, read when it is opened; each part is fetched when the page shows it."""

    contribution: Contribution

    @cached_property
    def version(self) -> Version:
        """The version to judge."""
        return self.contribution.judged

    @cached_property
    def former(self) -> Version | None:
        """The version online while another one waits."""
        shown = self.contribution
        return shown.live if shown.awaiting_id and shown.awaiting_id != shown.live_id else None

    @cached_property
    def pieces(self) -> list[differences.Piece]:
        """What changed from the version online to the one that waits."""
        return differences.between(self.former.text, self.version.text) if self.former else []

    @cached_property
    def title_pieces(self) -> list[differences.Piece]:
        """The same of the title, [] where it did not change."""
        pieces = differences.between(self.former.title, self.version.title) if self.former else []
        return pieces if differences.changed(pieces) else []

    @cached_property
    def holds(self) -> list[Hold]:
        """What the filters found and nobody decided on."""
        return list(self.contribution.holds.filter(lifted_at=None))

    @cached_property
    def html(self) -> SafeString:
        """The text with what the filters found underlined."""
        spans = _found(self.version.text, self.holds)
        marks = [text.Mark(start, end, f"trouve-{rank}") for rank, (start, end) in enumerate(spans, 1)]
        return mark_safe(text.underline(self.version.html, marks))  # noqa: S308 (sanitised when the version was made)

    @cached_property
    def way(self) -> list[Contribution]:
        """What it answers, the whole way up: the contribution first, the text it answers last. Two queries."""
        root = self.contribution.root_id
        parents = dict(Contribution.objects.filter(root=root).values_list("pk", "parent_id")) if root else {}
        keys, key = [], self.contribution.parent_id
        while key:
            keys.insert(0, key)
            key = parents.get(key)
        rows = Contribution.objects.with_author().select_related("awaiting").in_bulk(keys)
        return [rows[key] for key in keys]

    @cached_property
    def siblings(self) -> list[Contribution]:
        """The other answers to the same text that are online, newest first, SIBLINGS at most."""
        if not self.contribution.parent_id:
            return []
        rows = Contribution.objects.filter(parent=self.contribution.parent_id).published().with_author()
        return list(rows.exclude(pk=self.contribution.pk).order_by("-created_at", "-pk")[:SIBLINGS])

    @cached_property
    def reports(self) -> list[Reported]:
        """The open reports with what their authors' earlier ones were worth. Two queries."""
        opened = list(self.contribution.reports.filter(outcome=Report.Outcome.OPEN).select_related("by"))
        worth = _worth(self.contribution, [report.by_id for report in opened])
        return [Reported(report, *worth.get(report.by_id, (0, 0))) for report in opened]

    @cached_property
    def decisions(self) -> list[Decision]:
        """Newest first, with those that were undone."""
        return list(self.contribution.decisions.select_related("by", "version"))

    @cached_property
    def last(self) -> int:
        """The id of the last decision a moderator sees here, 0 for none: what he decides on has it."""
        return self.decisions[0].pk if self.decisions else 0

    @property
    def seen(self) -> str:
        """What a decision on this page is about: the version and the last decision."""
        return f"{self.version.pk}.{self.last}"

    @cached_property
    def appeal(self) -> Appeal | None:
        rows = Appeal.objects.filter(decision__contribution=self.contribution, state=Appeal.State.OPEN)
        return rows.select_related("by", "decision").first()

    @cached_property
    def history(self) -> History | None:
        """What else its author did here; None for a text nobody knows the author of. Two queries."""
        author = self.contribution.author
        return history_of(author, self.contribution) if author else None


def history_of(author: User, contribution: Contribution) -> History:
    """What somebody wrote in the consultation of a text, that text apart."""
    rows = Contribution.objects.of(contribution.consultation).by(author).exclude(pk=contribution.pk)
    counted = rows.aggregate(
        published=Count("pk", filter=Q(state=State.PUBLISHED)),
        hidden=Count("pk", filter=Q(state=State.HIDDEN)),
        others=Count("pk", filter=~Q(state__in=(State.PUBLISHED, State.HIDDEN))),
    )
    return History(**counted, suspension=suspension_of(author, contribution))


def suspension_of(author: User, contribution: Contribution) -> Suspension | None:
    """The one that keeps an author from writing in the consultation of a text now."""
    runs = Q(until=None) | Q(until__gt=timezone.now())
    rows = Suspension.objects.filter(runs, person=author, consultation=contribution.consultation, lifted_at=None)
    return rows.select_related("by").first()


def possible(contribution: Contribution) -> frozenset[str]:
    """The verdicts that its state allows; what a moderator may do is asked apart.

    A text whose author contests its hiding comes back by the answer to him.
    """
    verdict, state, is_root = Decision.Verdict, contribution.state, not contribution.is_argument
    is_off, is_online = state in (State.HIDDEN, State.TO_AMEND), state == State.PUBLISHED
    asked = {
        verdict.PUBLISH: bool(contribution.awaiting_id) or (is_off and not contribution.is_appealed),
        verdict.KEEP: is_online and bool(contribution.reports_count),
        verdict.HIDE: state not in (State.HIDDEN, State.WITHDRAWN, State.SPLIT),
        verdict.AMEND: state in (State.PENDING, State.PUBLISHED),
        verdict.REFUSE_EDIT: is_online and bool(contribution.awaiting_id),
        verdict.MOVE: is_root and state not in OVER,
        verdict.MERGE: is_root and state in (State.PENDING, State.PUBLISHED),
        verdict.SPLIT: is_root and state in (State.PENDING, State.PUBLISHED),
    }
    return frozenset(name for name, may in asked.items() if may)


def _found(whole: str, holds: Iterable[Hold]) -> list[tuple[int, int]]:
    """Where what the filters quote stands in the text; what cannot be found again is only quoted."""
    quoting = (Hold.Kind.INSULT, Hold.Kind.PERSONAL_DATA, Hold.Kind.LINKS)
    spans = [text.locate(whole, part) for hold in holds if hold.kind in quoting for part in hold.found.split(" · ")]
    return sorted({span for span in spans if span})


def _worth(contribution: Contribution, people: list[int]) -> dict[int, tuple[int, int]]:
    """For each of these people: how many of his settled reports in this consultation were right, and of how many."""
    settled = (Report.Outcome.UPHELD, Report.Outcome.DISMISSED)
    rows = Report.objects.filter(by__in=people, outcome__in=settled).order_by()
    rows = rows.filter(contribution__question__theme__consultation=contribution.consultation)
    counted = rows.values("by").annotate(right=Count("pk", filter=Q(outcome=Report.Outcome.UPHELD)), judged=Count("pk"))
    return {row["by"]: (row["right"], row["judged"]) for row in counted}
