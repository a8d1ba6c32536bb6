"""What the acts share: a row held, a version put online, a state changed with all that shows it."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from consultation import notices
from consultation.models import User
from debates import counters, indexing
from debates.actions.queueing import queue
from debates.models import OVER, Contribution, Publication, Question, State, Version
from debates.written import Written

COVERING = (State.HIDDEN, State.PENDING, State.TO_AMEND)  # their whole thread is off the pages with them


class Refused(ValidationError):
    """The act is not possible now; the message says why to the person."""


def locked(contribution: Contribution) -> Contribution:
    """The row as it is now, held until the end of the transaction; its root first, so that none waits crosswise."""
    if contribution.root_id:
        Contribution.objects.select_for_update().only("pk").get(pk=contribution.root_id)
    related = ("question__theme__consultation", "awaiting", "live", "author")
    return Contribution.objects.select_for_update(of=("self",)).select_related(*related).get(pk=contribution.pk)


def standing(contribution: Contribution) -> dict:
    """How a text stood before a decision, as JSON values: what undoing it needs."""
    return {
        "state": contribution.state,
        "live": contribution.live_id,
        "awaiting": contribution.awaiting_id,
        "question": contribution.question_id,
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


def move(contribution: Contribution, state: str) -> None:
    """Change the state, and every counter that shows it."""
    before, contribution.state = contribution.state, state
    if state in (State.HIDDEN, State.TO_AMEND, *OVER):
        contribution.awaiting = None
    if contribution.is_argument:
        contribution.covered = Contribution.objects.filter(pk=contribution.root_id, state__in=COVERING).exists()
    contribution.save(update_fields=["state", "live", "awaiting", "covered"])
    queue(contribution)
    if contribution.is_argument:
        appear(contribution)
        counters.recount_thread(contribution.root_id)
        indexing.follow(contribution.pk)
        return
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if step:
        Question.objects.filter(pk=contribution.question_id).update(contributions_count=F("contributions_count") + step)
    contribution.thread.update(covered=state in COVERING)
    appear(contribution)
    counters.recount_thread(contribution.pk)
    indexing.follow(contribution.pk)


def appear(contribution: Contribution) -> None:
    """Everybody reads it now: it is there for followers, once, with what was published under it while it was hidden."""
    if not contribution.is_public:
        return
    Publication.objects.get_or_create(contribution=contribution)
    waited = contribution.thread.filter(state=State.PUBLISHED, origin="", publication=None)
    for argument in waited.select_related("live", "author", "parent__author", "question__theme__consultation"):
        Publication.objects.get_or_create(contribution=argument)
        tell_who_is_answered(argument)


def tell_who_is_answered(contribution: Contribution) -> None:
    parent = contribution.parent
    if parent and contribution.is_public and parent.author_id != contribution.author_id:
        notices.tell(parent.author, "answered", **facts(contribution))


def facts(contribution: Contribution) -> dict[str, str]:
    """What a notice says of a text: nothing of the text itself but its heading."""
    shown = contribution.live or contribution.versions.last()
    return {
        "heading": shown.heading,
        "path": contribution.get_absolute_url(),
        "consultation": contribution.consultation.name,
    }
