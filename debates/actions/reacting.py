"""What people think of a text, in one word."""

from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import contact
from consultation.models import User
from consultation.whole import whole
from debates import counters
from debates.actions.states import Refused, locked
from debates.models import Contribution, Reaction


@whole
def react(contribution: Contribution, *, by: User, kind: str) -> str:
    """Give or change one's reaction, or take it back (""). Returns the kind that now stands; twice is as once."""
    if kind and kind not in Reaction.Kind.values:
        raise Refused(_("Cette réaction n’existe pas."))
    contribution = locked(contribution)
    if not contribution.is_public:
        raise Refused(_("Ce texte n’est plus en ligne."))
    contact.note(by)
    before = contribution.reactions.filter(by=by).values_list("kind", flat=True).first() or ""
    if kind == before:
        return kind
    if kind:
        contribution.reactions.update_or_create(by=by, defaults={"kind": kind, "at": timezone.now()})
    else:
        contribution.reactions.filter(by=by).delete()
    counters.move_reaction(contribution, before, kind)
    return kind
