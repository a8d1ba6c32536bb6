"""Where texts that moderators put together or parted went, and what their pages show of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from consultation.models import User
from debates.models import Contribution, Decision, State

SHOWN = 50  # texts of one page


def is_put_back(prefix: str = "") -> Q:
    """Parts of a text that is whole again, which are addresses that lead to it and nothing more."""
    return Q(**{f"{prefix}split_from__isnull": False, f"{prefix}merged_into": F(f"{prefix}split_from")})


@dataclass(frozen=True)
class Lineage:
    """What a contribution was made of, was made into, and is a part of."""

    gathered: list[Contribution]  # texts that were put together with it, their words still public
    parts: list[Contribution]  # texts it was split into
    whole: Contribution | None  # the text it is a part of
    asked: Decision | None  # what asks its author to write it again


def of(contribution: Contribution, reader: User) -> Lineage:
    """One query for a text that is simply online; its author alone is told of what is off the pages."""
    is_split = contribution.state == State.SPLIT
    is_author = reader.is_authenticated and contribution.author_id == reader.pk
    gathered = list(_gathered(contribution)) if contribution.is_public or is_split else []
    parts = _parts(contribution) if is_split else Contribution.objects.none()
    asked = contribution.state == State.TO_AMEND and is_author and what_asks(contribution)
    return Lineage(gathered, list(parts if is_author else parts.published()), _whole(contribution), asked or None)


def what_asks(contribution: Contribution) -> Decision | None:
    """The decision by which a moderator asked to write it again."""
    return contribution.decisions.filter(verdict=Decision.Verdict.AMEND, undone_at=None).first()


def address(contribution: Contribution) -> str:
    """Of the page that stands for a text that was merged."""
    return reverse("contribution", args=[contribution.consultation.slug, contribution.merged_into_id])


def successors(pks: Iterable[int]) -> dict[int, set[int]]:
    """The contributions that those of these that were merged or split have become. One query."""
    pks = {*pks}
    found: dict[int, set[int]] = defaultdict(set)
    went = Q(pk__in=pks, merged_into__isnull=False) | Q(split_from__in=pks) & ~is_put_back()
    for pk, into, whole in Contribution.objects.filter(went).values_list("pk", "merged_into", "split_from"):
        if pk in pks and into:
            found[pk].add(into)
        if whole in pks and into != whole:
            found[whole].add(into or pk)
    return found


def _gathered(contribution: Contribution) -> QuerySet[Contribution]:
    rows = contribution.merged.filter(state=State.MERGED, taken_at=None).exclude(is_put_back())
    rows = rows.select_related("live", "author", "commune__department", "question__theme__consultation")
    return rows.order_by("created_at", "pk")[:SHOWN]


def _parts(contribution: Contribution) -> QuerySet[Contribution]:
    rows = contribution.parts.exclude(is_put_back()).order_by("pk")
    return rows.select_related("live", "awaiting", "nature", "question__theme__consultation")


def _whole(contribution: Contribution) -> Contribution | None:
    whole = contribution.split_from if contribution.split_from_id else None
    return whole if whole and whole.state == State.SPLIT else None
