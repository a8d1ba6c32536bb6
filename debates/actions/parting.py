"""An author leaves: his texts stay under nobody's name, or go with him."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultation import audit
from consultation.models import Notice, User
from debates import counters, indexing
from debates.actions.queueing import queue
from debates.actions.states import locked, move
from debates.models import OVER, Appeal, Contribution, Decision, Hold, Likeness, Place, Reaction, Report, State, Version

EMPTY = {"title": "", "body": "", "html": "", "text": "", "source_url": ""}
NOBODY = {"stakeholder": "", "commune": None, "shows_stakeholder": False, "shows_commune": False, "imported": {}}


@transaction.atomic
def part(person: User, *, take: bool) -> tuple[set[int], set[int]]:
    """Take from the texts of somebody what says who wrote them; with `take` the words of the texts too.

    Gives the ids of all his contributions and arguments, and of those that everybody could read and were taken along
    (`Contribution.taken_at`). From then on he counts as somebody of whom neither quality nor commune is known. What he
    said in reports and appeals loses its words; its outcome stays counted. Reactions stay as numbers, or go as if
    taken back.
    """
    own = list(Contribution.objects.by(person).order_by("root_id", "pk"))
    pks = [contribution.pk for contribution in own]
    _drop_words_to_moderators(person, pks)
    if take:
        for contribution in own:
            _take(contribution)
        _take_back_reactions(person)
    Contribution.objects.filter(pk__in=pks).update(**NOBODY)
    indexing.index(pks)
    taken = Contribution.objects.filter(pk__in=pks, taken_at__isnull=False) if take else Contribution.objects.none()
    return set(pks), set(taken.values_list("pk", flat=True))


def _take(contribution: Contribution) -> None:
    """Withdraw a text and erase the words of all its versions; the digests stay, to tell what stood there."""
    contribution = locked(contribution)
    if contribution.is_public:
        Contribution.objects.filter(pk=contribution.pk).update(taken_at=timezone.now())
    if contribution.state not in OVER:
        move(contribution, State.WITHDRAWN)
        audit.record("contribution.withdrawn", contribution, by=contribution.author)
    Version.objects.filter(contribution=contribution).update(**EMPTY)
    Likeness.objects.filter(contribution=contribution).delete()
    Place.objects.filter(contribution=contribution).delete()
    Notice.objects.filter(facts__text=contribution.pk).delete()  # of others: they hold its heading


def _drop_words_to_moderators(person: User, pks: list[int]) -> None:
    Hold.objects.filter(contribution__in=pks).update(found="")
    Decision.objects.filter(contribution__in=pks).update(note="")  # written to him
    # Those that others made of his texts may quote or name him.
    Report.objects.filter(Q(by=person) | Q(contribution__in=pks)).update(line="")
    unanswered = Appeal.objects.filter(by=person, state=Appeal.State.OPEN)
    appealed = set(unanswered.values_list("decision__contribution", flat=True))
    unanswered.delete()  # nobody is left to be answered
    for contribution in Contribution.objects.filter(pk__in=appealed):
        held = locked(contribution)
        held.is_appealed = False
        held.save(update_fields=["is_appealed"])
        queue(held)
    Appeal.objects.filter(by=person).update(text="", answer="")


def _take_back_reactions(person: User) -> None:
    for reaction in Reaction.objects.filter(by=person).select_related("contribution").order_by("contribution"):
        counters.move_reaction(locked(reaction.contribution), reaction.kind, "")
    Reaction.objects.filter(by=person).delete()
