"""The queries of the pages: each has a number of queries that does not depend on its data."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q

from consultation import cells
from consultation.cursor import Page, is_sound, page
from consultation.models import Consultation, User
from debates import lines
from debates.lineage import is_put_back
from debates.models import Campaign, Contribution, Question, Reaction, Version, Way

SORTS = {
    "recent": "created_at",
    "argued": "arguments_count",
    "agreed": "agree_count",
    "divided": "divided",
    "least_seen": "turn",
}
ASCENDING = frozenset({"least_seen"})


@dataclass(frozen=True)
class Filters:
    """What a reader asked of a list; every value is checked by `debates.filtering.Filtering`."""

    nature: str = ""
    territory: str = ""  # kind of territory
    region: str = ""
    stakeholder: str = ""
    harvested: str = ""  # "yes", "no"
    sort: str = "recent"
    after: str = ""


def contributions(question: Question, filters: Filters) -> Page:
    """A page of what is published under a question, as lines (`debates.lines.CARD`). One query.

    New contributions never move what follows a cursor: a reader who goes on sees nothing twice because of them. Where
    people speak from counts only where they show it, or a filter would tell what is only counted.
    """
    key = SORTS[filters.sort]
    rows = question.contributions.voices().published().filter(_asked(filters))
    rows = rows.values_list(*lines.CARD, *({key} - set(lines.CARD)), named=True)
    return page(rows, key=key, size=settings.PAGE, after=filters.after, descending=filters.sort not in ASCENDING)


def is_a_place(question: Question, filters: Filters) -> bool:
    """Whether the cursor of the filters is one that a page of this sort may have given."""
    return not filters.after or is_sound(question.contributions.all(), SORTS[filters.sort], filters.after)


def _asked(filters: Filters) -> Q:
    chosen = {
        "nature__key": filters.nature,
        "commune__kind": filters.territory,
        "commune__department__region": filters.region,
        "stakeholder": filters.stakeholder,
    }
    asked = {column: value for column, value in chosen.items() if value}
    if filters.territory or filters.region:
        asked["shows_commune"] = True
    if filters.stakeholder:
        asked["shows_stakeholder"] = True
    if filters.harvested:
        asked["extracts_count__gt" if filters.harvested == "yes" else "extracts_count"] = 0
    return Q(**asked)


def of_campaign(campaign: Campaign, after: str = "") -> Page:
    """What is published of a campaign, each text as a line (`debates.lines.CARD`), the oldest first. One query."""
    rows = campaign.texts.published().values_list(*lines.CARD, named=True)
    return page(rows, key="created_at", size=settings.PAGE, after=after, descending=False)


def by_department(consultation: Consultation) -> dict[str, int | None]:
    """Published contributions and arguments by the department their authors declared; None for a small cell."""
    rows = Contribution.objects.of(consultation).published().filter(commune__isnull=False)
    counted = rows.values("commune__department").annotate(n=Count("pk"), people=Count("author", distinct=True))
    found = counted.order_by().values_list("commune__department", "people", "n")
    tallied = {code: cells.Cell(people, n) for code, people, n in found}
    hidden = cells.one_way(tallied)
    return {code: None if code in hidden else cell.number for code, cell in tallied.items()}


def key_figures(consultation: Consultation) -> dict[str, int]:
    """Published contributions, arguments, people who wrote them and reactions. Two queries."""
    public = Contribution.objects.of(consultation).published()
    figures = public.aggregate(
        contributions=Count("pk", filter=Q(root=None)),
        collected=Count("pk", filter=Q(root=None, channel__in=Way.values)),
        arguments=Count("pk", filter=Q(root__isnull=False)),
        participants=Count("author", distinct=True),
        communes=Count("commune", distinct=True),
    )
    return {**figures, "reactions": Reaction.objects.filter(contribution__in=public).count()}


@dataclass(frozen=True)
class Reacted:
    """One of the reactions a text may be given."""

    kind: str
    label: str
    count: int
    is_mine: bool


def reactions(contribution: Contribution, reader: User) -> list[Reacted]:
    """All the reactions with their counts, and which is the reader's own. One query, none for somebody signed out."""
    own = contribution.reactions.filter(by=reader).first() if reader.is_authenticated else None
    mine = own.kind if own else ""
    return [
        Reacted(kind, label, getattr(contribution, f"{kind}_count"), kind == mine)
        for kind, label in Reaction.Kind.choices
    ]


def public_versions(contribution: Contribution) -> list[Version]:
    """The versions that were once online, newest first."""
    found = contribution.versions.filter(published_at__isnull=False).order_by()  # Django takes longer to write an order
    return sorted(found, key=lambda version: version.number, reverse=True)


def of_person(person: User, after: str = "") -> Page:
    """What a person wrote, in every state, newest first."""
    rows = Contribution.objects.by(person).exclude(is_put_back()).with_author()
    rows = rows.select_related("awaiting", "root__live")
    rows = rows.prefetch_related("decisions__appeal", "versions")
    return page(rows, key="created_at", size=settings.PAGE, after=after)
