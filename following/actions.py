"""Following and not following any more, and collecting what there is to tell."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from consultation.models import Consultation, Notice, User
from debates.models import Contribution, Publication, Question, Theme
from following.models import Collected, Follow, Follower, Item
from pages.models import Kind, Page
from synthesis.models import Synthesis

Target = Consultation | Theme | Question | Contribution
COLLECT = 1000  # publications taken in one transaction
NEWS = (Kind.NEWS, Kind.PRESS, Kind.VISIT)  # the pages of the mission that are told
SETTLED = timedelta(hours=1)  # a publication this old that is not there yet will never be: no act lasts so long


def place(target: Target) -> dict:
    """The columns of a follow of `target`; an argument is followed with the contribution it hangs under."""
    if isinstance(target, Contribution) and target.root_id:
        target = target.root
    columns = {"consultation": target.consultation, "theme": None, "question": None, "contribution": None}
    return columns | {target._meta.model_name: target}


@transaction.atomic
def follow(person: User, target: Target) -> Follow:
    """Tell somebody of what comes under `target` from now on. Twice, or at the same time twice, is as once."""
    followed, is_new = Follow.objects.get_or_create(person=person, **place(target))
    if not is_new:
        Follow.objects.filter(pk=followed.pk, is_on=False).update(is_on=True, at=timezone.now())
    Follower.objects.get_or_create(person=person, defaults={"position": last_item()})
    return followed


@transaction.atomic
def stop(person: User, target: Target) -> None:
    """Tell somebody nothing more of `target`; writing there again will not start it again."""
    followed, _is_new = Follow.objects.get_or_create(person=person, **place(target), defaults={"is_on": False})
    stop_one(followed)


def stop_one(followed: Follow) -> None:
    Follow.objects.filter(pk=followed.pk).update(is_on=False)


def mark_read(person: User, *, up_to: int | None = None, notice: int | None = None) -> int:
    """Mark one notice of a person as read, or all those up to the one with this id (all of them without either)."""
    unread = Notice.objects.unread_by(person)
    if notice is not None:
        unread = unread.filter(pk=notice)
    elif up_to is not None:
        unread = unread.filter(pk__lte=up_to)
    return unread.update(read_at=timezone.now())


def last_item() -> int:
    return Item.objects.aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def collect(now: datetime) -> bool:
    """Take what came online since into the items, once each; True while there is more to take.

    Whoever comes second leaves it to the first. Publications are looked for from the last one that is SETTLED, never
    from the last one seen: an act that began earlier may be committed later. Whoever wrote follows what he wrote under.
    """
    Collected.objects.get_or_create(pk=1)
    collected = Collected.objects.select_for_update(skip_locked=True).filter(pk=1).first()
    if collected is None:
        return False
    publications = list(_uncollected(collected)[:COLLECT])
    before = last_item()
    items = [Item(consultation=p.contribution.consultation, contribution=p.contribution, at=p.at) for p in publications]
    Item.objects.bulk_create(sorted([*items, *_of_the_mission(now)], key=lambda item: item.at))
    _follow_what_one_writes(publications, before, now)
    is_full = len(publications) == COLLECT
    _settle(collected, now, publications[-1].pk if is_full else None)
    return is_full


def _uncollected(collected: Collected):
    rows = Publication.objects.filter(pk__gt=collected.publication, contribution__followed_item=None)
    return rows.select_related("contribution__question__theme__consultation", "contribution__author").order_by("pk")


def _of_the_mission(now: datetime) -> list[Item]:
    """The syntheses and pages that everybody may read now and that are not among the items."""
    syntheses = Synthesis.objects.published().filter(followed_item=None).defer("document", "introduction")
    pages = Page.objects.public(now).filter(kind__in=NEWS, followed_item=None).defer("body", "html", "text")
    items = [Item(consultation_id=s.consultation_id, synthesis=s, at=s.published_at) for s in syntheses]
    return items + [Item(consultation_id=p.consultation_id, news=p, at=p.published_at) for p in pages]


def _follow_what_one_writes(publications: list[Publication], before: int, now: datetime) -> None:
    """By default: somebody who stopped following keeps that row, and it stands."""
    written = [p for p in publications if p.contribution.author and p.contribution.author.email]
    follows = [
        Follow(
            person=p.contribution.author,
            consultation=p.contribution.consultation,
            contribution_id=p.contribution.root_id or p.contribution_id,
            at=p.at,
        )
        for p in written
    ]
    Follow.objects.bulk_create(follows, ignore_conflicts=True)
    authors = {p.contribution.author_id for p in written}
    Follower.objects.bulk_create(
        [Follower(person_id=pk, position=before, told_at=now) for pk in sorted(authors)], ignore_conflicts=True
    )


def _settle(collected: Collected, now: datetime, taken_up_to: int | None) -> None:
    rows = Publication.objects.filter(pk__gt=collected.publication, at__lt=now - SETTLED)
    if taken_up_to is not None:
        rows = rows.filter(pk__lte=taken_up_to)
    settled = rows.aggregate(last=Max("pk"))["last"]
    if settled:
        Collected.objects.filter(pk=collected.pk).update(publication=settled)
