"""What a harvester does of a passage that the roll-up proposes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import User
from debates.models import Nature
from synthesis.actions.harvesting import keep, locked
from synthesis.actions.refusing import Refused
from synthesis.models import Extract, Idea, ProposedPassage

State = ProposedPassage.State


@transaction.atomic
def keep_proposed(passage: ProposedPassage, *, nature: Nature, ideas: Iterable[Idea], by: User) -> Extract:
    """Keep a proposed passage as it stands. Refused when somebody decided first, or as `keep` is."""
    _settle(passage, State.KEPT, by)
    return keep(passage.version, start=passage.start, end=passage.end, nature=nature, ideas=ideas, by=by)


@transaction.atomic
def refuse_proposed(passage: ProposedPassage, *, by: User) -> None:
    """Refuse a proposed passage: it is not proposed again. Refused when somebody decided first."""
    _settle(passage, State.REFUSED, by)
    audit.record("passage.refused", passage.contribution, by=by, passage=passage.pk)


def _settle(passage: ProposedPassage, state: str, by: User) -> None:
    locked(passage.contribution_id)
    waiting = ProposedPassage.objects.filter(pk=passage.pk, state=State.WAITING)
    if not waiting.update(state=state, by=by, at=timezone.now()):
        raise Refused(_("Quelqu’un a déjà gardé ou refusé ce passage proposé."))
