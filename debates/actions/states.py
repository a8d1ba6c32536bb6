"""What the acts share: a row held, a version put online, a state changed with all that shows it."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from consultation import notices
from consultation.models import User
from debates import counters, indexing
from debates.actions import campaigns
from debates.actions.queueing import queue
from debates.models import OVER, Contribution, Decision, Publication, Question, State, Version
from debates.written import Written

COVERING = (State.HIDDEN, State.PENDING, State.TO_AMEND)  # their whole thread is off the pages with them
UNDO_FOR = timedelta(minutes=2)  # a decision may be taken back so long, and is told after that


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""


def locked(contribution: Contribution) -> Contribution:
    """The row as it is now, held until the end of the transaction; its campaign and its root first, so that none waits
    crosswise."""
    where = Contribution.objects.filter(pk=contribution.pk).values_list("campaign_id", "root_id")
    held, now = (None, None), where.get()
    while now != held:  # a decision may have put it elsewhere meanwhile
        held = campaign, root = now
        campaigns.hold(campaign)
        if root:
            Contribution.objects.select_for_update().only("pk").get(pk=root)
        now = where.get()
    fresh = Contribution.objects.select_for_update().get(pk=contribution.pk)
    if Contribution.question.is_cached(contribution) and fresh.question_id == contribution.question_id:
        fresh.question = contribution.question  # what it belongs to does not change under a text that stays there
    return fresh


STANDING = ("state", "live", "awaiting", "question", "merged_into")


def standing(contribution: Contribution) -> dict:
    """How a text stands, as JSON values: what a decision found, what it left, what undoing it brings back."""
    return {
        **{name: contribution.serializable_value(name) for name in STANDING},
        "waiting_since": contribution.waiting_since and contribution.waiting_since.isoformat(),
    }


def add_version(contribution: Contribution, written: Written, *, by: User, number: int) -> Version:
    return Version.objects.create(contribution=contribution, number=number, by=by, **written.columns())


def put_online(contribution: Contribution, version: Version) -> None:
    """Make `version` the one everybody reads (saved by the caller)."""
    if version.published_at is None:
        version.published_at = timezone.now()
        version.save(update_fields=["published_at"])
    contribution.live, contribution.awaiting = version, None


def move(contribution: Contribution, state: str, *, is_decided: bool = False) -> list[int]:
    """Change the state, and every counter that shows it; the texts that came online for the first time.

    `is_decided`: by a decision that may still be undone, so that people are told of these only once it stands.
    """
    before, contribution.state = contribution.state, state
    if state in (State.HIDDEN, State.TO_AMEND, *OVER):
        contribution.awaiting = None
    if contribution.is_argument:
        contribution.covered = Contribution.objects.filter(pk=contribution.root_id, state__in=COVERING).exists()
    contribution.save(update_fields=["state", "live", "awaiting", "covered"])
    queue(contribution)
    if not contribution.is_argument:
        step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
        campaigns.follow(contribution, step)
        count_contribution(contribution.question_id, step)
        contribution.thread.update(covered=state in COVERING)
    appeared = appear(contribution, is_decided)
    counters.recount_thread(contribution.root_id or contribution.pk)
    indexing.follow(contribution.pk)
    return appeared


def count_contribution(question_id: int, step: int) -> None:
    """So many published contributions more under a question."""
    if step:
        Question.objects.filter(pk=question_id).update(contributions_count=F("contributions_count") + step)


def appear(contribution: Contribution, is_decided: bool = False) -> list[int]:
    """Everybody reads it now: it is there for followers, once, with what was published under it while it was hidden.

    The texts that were not there before.
    """
    if not contribution.is_public:
        return []
    _publication, is_new = Publication.objects.get_or_create(contribution=contribution)
    return [contribution.pk] * is_new + appear_below(contribution, is_decided)


def appear_below(contribution: Contribution, is_decided: bool = False) -> list[int]:
    """What was published under a text while it was not there, or comes under it now, is there for followers, once."""
    appeared = []
    waited = contribution.thread.filter(state=State.PUBLISHED, origin="", publication=None)
    for argument in waited.select_related("live", "author", "parent__author", "question__theme__consultation"):
        Publication.objects.get_or_create(contribution=argument)
        tell_who_is_answered(argument, is_decided)
        appeared.append(argument.pk)
    return appeared


def tell_who_is_answered(contribution: Contribution, is_decided: bool = False) -> None:
    parent = contribution.parent
    if parent and contribution.is_public and parent.author_id != contribution.author_id:
        tell = tell_later if is_decided else notices.tell
        tell(parent.author, "answered", **facts(contribution))


def tell_later(person: User | None, kind: str, **facts: Any) -> None:
    """Keep a notice that is read and mailed when the decision it tells of can no longer be undone (UNDO_FOR).

    Its facts hold `decision`, or `text` for what a decision brought online: `undoing` drops it by these.
    """
    if person is not None:
        notices.keep(kind, [(person, facts)], timezone.now() + UNDO_FOR)


def tell_author(decision: Decision, kind: str, contribution: Contribution, **more: Any) -> None:
    """Tell an author what was decided of his text and how to contest it; never by whom."""
    slug = contribution.consultation.slug
    tell_later(contribution.author, kind, **{**facts(contribution), "slug": slug, "decision": decision.pk, **more})


def facts(contribution: Contribution) -> dict[str, Any]:
    """What a notice says of a text: nothing of the text itself but its heading."""
    shown = contribution.live or contribution.versions.last()
    return {
        "heading": shown.heading,
        "path": contribution.get_absolute_url(),
        "consultation": contribution.consultation.name,
        "text": contribution.pk,
    }
