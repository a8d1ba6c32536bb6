"""How a harvester takes back what he last did."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Consultation, User
from debates.models import Contribution
from synthesis import reading
from synthesis.actions.harvesting import drop, locked
from synthesis.actions.refusing import Refused
from synthesis.models import Extract, ProposedPassage, Reading

State = ProposedPassage.State


@transaction.atomic
def undo(consultation: Consultation, key: str, *, by: User) -> Contribution:
    """Take back what this person last did here today (`reading.Done.key`), and give the text it was about.

    Refused when it is not the last any more, when a statement rests on the passage, or when a second reader has read
    the text since.
    """
    done = reading.last_done(consultation, by)
    if done is None or done.key != key:
        raise Refused(_("Ce geste n’est plus votre dernier : rien n’est annulé."))
    contribution = locked(done.row.contribution_id)
    _BACK[done.kind](done.row, by)
    return contribution


def _unread(noted: Reading, by: User) -> None:
    contribution = noted.contribution
    if hasattr(contribution, "second_reading"):
        raise Refused(_("Une seconde personne a déjà lu ce texte : sa première lecture reste."))
    if Reading.objects.filter(pk=noted.pk, by=by, outcome=noted.outcome).delete()[0]:
        audit.record("contribution.unread", contribution, by=by, outcome=noted.outcome)


def _propose_again(passage: ProposedPassage, by: User) -> None:
    if ProposedPassage.objects.filter(pk=passage.pk, by=by, state=State.REFUSED).update(
        state=State.WAITING, by=None, at=None
    ):
        audit.record("passage.proposed_again", passage.contribution, by=by, passage=passage.pk)


def _drop(extract: Extract, by: User) -> None:
    drop(extract, by=by)


_BACK = {"extract": _drop, "reading": _unread, "proposed": _propose_again}
