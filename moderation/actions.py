"""A decision taken at the desk: the act of `debates.actions` for a verdict, on what the moderator had before him."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from consultation.models import User
from debates import actions
from debates.actions.deciding import Outcome
from debates.models import Contribution, Decision, State, Version

Verdict = Decision.Verdict
ACTS: dict[str, Callable[..., Outcome]] = {
    Verdict.PUBLISH: actions.publish,
    Verdict.HIDE: actions.hide,
    Verdict.REFUSE_EDIT: actions.refuse_edit,
    Verdict.AMEND: actions.amend,
    Verdict.KEEP: actions.keep,
    Verdict.MOVE: actions.move_to,
}
IN_BULK = tuple(verdict for verdict in ACTS if verdict != Verdict.MOVE)  # what one reason can be given for


@dataclass(frozen=True)
class Seen:
    """What a moderator had before him: the version, and the last decision about the text (0: none), by their ids."""

    version: int
    decision: int

    def __str__(self):
        return f"{self.version}.{self.decision}"

    @classmethod
    def read(cls, value: str) -> "Seen":
        """What `str` gave; whatever else gives what nobody has seen."""
        version, _dot, decision = value.partition(".")
        sound = all(part.isascii() and part.isdigit() and len(part) < 19 for part in (version, decision))
        return cls(int(version), int(decision)) if sound else cls(0, 0)


def decide(contribution: Contribution, verdict: str, *, by: User, seen: Seen, **said) -> Outcome:
    """Decide about what was seen, with what the act of that verdict asks for. Its outcome is false, and nothing
    changed, when somebody decided first or the author wrote something else meanwhile: `why_not` tells which.

    Raises Refused as the act does.
    """
    version = version_of(contribution, seen)
    return ACTS[verdict](contribution, by=by, version=version, after=seen.decision, **said)


def version_of(contribution: Contribution, seen: Seen) -> Version:
    """The version that was seen; one that nobody has, and no act decides about, when it is none of this text."""
    return Version.objects.filter(contribution=contribution, pk=seen.version).first() or Version(pk=0)


def why_not(contribution: Contribution, seen: Seen, outcome: Outcome) -> str:
    """Why nothing changed, in a sentence: who decided what and when, or what its author did."""
    first = outcome.first or contribution.decisions.filter(undone_at=None, pk__gt=seen.decision).first()
    if first:
        when = date_format(localtime(first.at), "j F, H:i")
        facts = {"who": first.by.name, "when": when, "what": words_of(first)}
        return _("Rien n’a changé : un autre modérateur a décidé avant vous. %(who)s, %(when)s : %(what)s.") % facts
    contribution.refresh_from_db(fields=["state"])
    if contribution.state == State.WITHDRAWN:
        return _("Rien n’a changé : son auteur a retiré ce texte entre-temps.")
    if contribution.versions.filter(pk__gt=seen.version).exists():
        return _("Rien n’a changé : l’auteur a réécrit son texte entre-temps.")
    return _("Rien n’a changé : ce texte, ou son lieu, n’est plus tel que vous l’avez lu.")


def words_of(decision: Decision) -> str:
    """What was decided and for what reason: "masquer (hors sujet)"."""
    reason = decision.get_reason_display()
    return f"{decision.get_verdict_display()} ({reason})" if reason else str(decision.get_verdict_display())
