"""Whose turn it is to read a text: several harvesters at once are never given the same one."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, User
from debates.models import Contribution
from synthesis import reading
from synthesis.actions.refusing import Refused
from synthesis.models import Turn
from synthesis.reading import reading_order

HOLDS = timedelta(minutes=15)  # from the opening of a text and from each act on it
TRIES = 5  # when all that was free was taken by others, who left theirs meanwhile


@transaction.atomic
def take_turn(consultation: Consultation, *, by: User, after: int = 0) -> Contribution | None:
    """The text that comes next for this person, held for HOLDS; None when nobody else leaves one to read.

    Without `after` it is the one he holds already, if any; `after` is the id of one he passes over. Whatever else he
    held is given back. Two people at the same instant get two texts.
    """
    for _try in range(TRIES):
        keys = ([] if after else _held(consultation, by)) + reading_order.free(consultation, by, after)
        if taken := next((pk for pk in keys if hold(pk, by=by)), None):
            return Contribution.objects.with_author().get(pk=taken)
        if not keys:
            break
    _give_back(by)
    return None


@transaction.atomic
def hold(contribution: int, *, by: User) -> bool:
    """Hold a text (its id) for HOLDS and give back the others; False, and nothing changes, while somebody else does."""
    now = timezone.now()
    turn, is_new = Turn.objects.get_or_create(contribution_id=contribution, defaults={"by": by, "until": now + HOLDS})
    mine = Turn.objects.filter(Q(by=by) | Q(until__lte=now), pk=turn.pk)  # asked again of the row: of two, one has it
    if not is_new and not mine.update(by=by, until=now + HOLDS):
        return False
    _give_back(by, contribution)
    return True


@transaction.atomic
def take_over(contribution: Contribution, *, by: User) -> None:
    """Read knowingly what somebody else holds: he is told of it when he acts."""
    former = Turn.objects.select_for_update().filter(contribution=contribution, until__gt=timezone.now()).first()
    if former is None or former.by_id == by.pk:
        hold(contribution.pk, by=by)
        return
    former.delete()
    hold(contribution.pk, by=by)
    audit.record("turn.taken_over", contribution, by=by, former=former.by_id)


def keep_turn(contribution: Contribution, *, by: User) -> None:
    """Hold a text on which somebody acts. Refused while another person holds it."""
    if not hold(contribution.pk, by=by) and (holder := reading.holder_of(contribution, by)):
        raise Refused(_("%(who)s lit ce texte en ce moment : rien n’est noté.") % {"who": holder.name})


def _give_back(by: User, but: int = 0) -> None:
    """Nobody waits for a row that somebody else is taking over meanwhile."""
    others = Turn.objects.select_for_update(skip_locked=True).filter(by=by).exclude(contribution=but)
    Turn.objects.filter(pk__in=list(others.values_list("pk", flat=True))).delete()


def _held(consultation: Consultation, by: User) -> list[int]:
    """The id of the unread text that this person holds, in a list of one or none."""
    unread = Contribution.objects.of(consultation).published().filter(reading=None)
    mine = unread.filter(harvest_turn__by=by, harvest_turn__until__gt=timezone.now())
    return list(mine.values_list("pk", flat=True)[:1])
