"""The queries of the pages and of the mails: their number does not depend on the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from consultation.cursor import Page, page
from consultation.mailing import OPTIONAL
from consultation.models import PUBLIC_STATES, Consultation, Notice, User
from consultation.notices import written
from debates.models import Contribution, Publication, Question, State, Theme
from following.actions import Target, place
from following.models import Follow, Item
from pages.models import Page as NewsPage
from synthesis.models import Synthesis

SHOWN = 30  # items of one notice that are shown, the newest


def is_followed(person: User, target: Target) -> bool:
    """Whether somebody follows this, a text he has just written included. Two queries at most."""
    columns = place(target)
    root = columns["contribution"]
    said = is_on(person, root.pk) if root else Follow.objects.filter(person=person, is_on=True, **columns).exists()
    if said is not None:
        return said
    mine = Publication.objects.filter(contribution__author=person, contribution__followed_item=None)
    return mine.filter(Q(contribution=root) | Q(contribution__root=root)).exists()


def is_on(person: User, contribution: int) -> bool | None:
    """As its reader said of this text or, where he said nothing, of one that was put with it or that it is a part of;
    None where he said nothing of these either. One query."""
    came = Q(contribution__merged_into=contribution) | Q(contribution__parts=contribution)
    rows = Follow.objects.filter(Q(contribution=contribution) | came, person=person)
    said = dict(rows.values_list("contribution", "is_on"))
    return said.get(contribution, any(said.values()) if said else None)


def follows(person: User, after: str = "") -> Page:
    """What somebody follows, the newest first. One query."""
    rows = Follow.objects.filter(person=person, is_on=True).select_related(
        "consultation",
        "theme__consultation",
        "question__theme__consultation",
        "contribution__live",
        "contribution__question__theme__consultation",
    )
    return page(rows, key="at", size=settings.PAGE, after=after)


def unread(person: User) -> int:
    return Notice.objects.unread_by(person).count()


def last_unread(person: User) -> int | None:
    """The id of the last notice that he has not read; None when he has read them all."""
    return Notice.objects.unread_by(person).aggregate(last=Max("pk"))["last"]


@dataclass(frozen=True)
class Group:
    """What is new under one question, the newest first."""

    consultation: Consultation
    theme: Theme
    question: Question
    texts: list[Contribution]


@dataclass(frozen=True)
class Digest:
    """What one notice tells, of which only what everybody may read now is left."""

    groups: list[Group]
    syntheses: list[Synthesis]
    news: list[NewsPage]
    others: int  # not shown

    @property
    def shown(self) -> int:
        return len(self.syntheses) + len(self.news) + sum(len(group.texts) for group in self.groups)

    @property
    def count(self) -> int:
        return self.shown + self.others


def digests(notices: Iterable[Notice]) -> dict[int, Digest]:
    """By notice, for those of this kind. Two queries, however many they are."""
    told = {notice.pk: notice.facts for notice in notices if notice.kind == "followed"}
    named = {pk for facts in told.values() for pk in facts["items"]}
    public = set(_public(named).values_list("pk", flat=True)) if named else set()
    left = {pk: [item for item in facts["items"] if item in public] for pk, facts in told.items()}
    wanted = {item for items in left.values() for item in items[:SHOWN]}
    rows = {item.pk: item for item in _to_show(wanted)} if wanted else {}
    return {
        pk: _digest([rows[item] for item in items[:SHOWN]], told[pk]["more"] + max(0, len(items) - SHOWN))
        for pk, items in left.items()
    }


def _public(pks: Iterable[int]) -> QuerySet[Item]:
    """Those of these that everybody may read now."""
    online = Q(contribution__state=State.PUBLISHED, contribution__covered=False)
    said = Q(synthesis__isnull=False) | Q(news__in=NewsPage.objects.public())
    return Item.objects.filter(online | said, pk__in=pks, consultation__state__in=PUBLIC_STATES)


def _to_show(pks: Iterable[int]) -> Iterable[Item]:
    rows = Item.objects.filter(pk__in=pks).select_related(
        "consultation",
        "synthesis__consultation",
        "news__consultation",
        "contribution__live",
        "contribution__author",
        "contribution__nature",
        "contribution__campaign",
        "contribution__root__live",
        "contribution__question__theme__consultation",
    )
    bodies = [f"contribution__{path}live__{name}" for path in ("", "root__") for name in ("html", "body")]
    unused = [f"{path}__{name}" for path, names in _UNUSED.items() for name in names]
    return rows.defer(*unused, *bodies)


_UNUSED = {"synthesis": ("document", "introduction"), "news": ("body", "html", "text")}


def _digest(items: list[Item], others: int) -> Digest:
    groups: dict[int, Group] = {}
    for item in items:
        if text := item.contribution:
            question = text.question
            group = groups.setdefault(question.pk, Group(question.consultation, question.theme, question, []))
            group.texts.append(text)
    by_theme = sorted(groups.values(), key=lambda group: _order(group, groups.values()))
    syntheses = [item.synthesis for item in items if item.synthesis]
    news = [item.news for item in items if item.news]
    return Digest(by_theme, syntheses, news, others if items else 0)


def _order(group: Group, groups: Iterable[Group]) -> tuple[int, int]:
    """The theme whose newest text is the newest first, then the question."""
    places = list(groups)
    theme = next(n for n, each in enumerate(places) if each.theme.pk == group.theme.pk)
    return theme, places.index(group)


@dataclass(frozen=True)
class Told:
    """A notice as its reader sees it on the site."""

    notice: Notice
    digest: Digest | None

    @property
    def is_unread(self) -> bool:
        return self.notice.read_at is None

    @property
    def title(self) -> str:
        """The subject of its mail, in the language of the page."""
        return "" if self.digest else written(self.notice, get_language())[0]

    @property
    def heading(self) -> str:
        """Of the reader's own text; the answer of somebody else is shown where it stands, if it still does."""
        return "" if self.notice.kind == "answered" else self.notice.facts.get("heading", "")

    @property
    def contest_url(self) -> str:
        """Where its reader contests the decision it tells of; "" for what takes nothing from him."""
        facts = self.notice.facts
        if self.notice.kind == "published" or "decision" not in facts:
            return ""
        return reverse("appeal", args=[facts["slug"], facts["decision"]])

    @property
    def is_always_mailed(self) -> bool:
        return self.notice.kind not in OPTIONAL

    @property
    def at(self) -> datetime:
        return self.notice.created_at


def _told_to(person: User) -> QuerySet[Notice]:
    """What waits until a decision can no longer be undone is not told yet."""
    return Notice.objects.filter(person=person, created_at__lte=timezone.now())


def notices(person: User, after: str = "") -> Page:
    """What somebody was told, newest first. Three queries."""
    found = page(_told_to(person), key="created_at", size=settings.PAGE, after=after)
    by_notice = digests(found.rows)
    for notice in found:
        notice.person = person
    return Page([Told(notice, by_notice.get(notice.pk)) for notice in found], found.next)
