"""What every decision has in common: the row as the moderator read it, its reason, its record, what it settles."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from consultation import audit, text
from consultation.models import User
from debates.actions.settling import settle
from debates.actions.states import Refused, locked, standing
from debates.charter import Rule, rule_of
from debates.models import Contribution, Decision, Version


@dataclass(frozen=True)
class Outcome:
    """What came of an act of decision: true when it was carried out, and `decision` is its record.

    Otherwise nothing changed: `first` is what somebody decided since the moderator looked, None where the author wrote
    again or there is nothing left to decide.
    """

    decision: Decision | None = None
    first: Decision | None = None

    def __bool__(self):
        return self.decision is not None


NOTHING = Outcome()


@dataclass(frozen=True)
class Held:
    """A text as a decision finds it: its row, held, the version to decide on, and how it stood."""

    contribution: Contribution
    version: Version
    before: dict


def held(contribution: Contribution, version: Version | None, after: int | None) -> Held | Outcome:
    """The text with its row held, if it still is what the moderator read: `version`, and no decision past `after` (the
    pk of the last one he saw, 0 for none). An `Outcome` that is false otherwise. None asks neither.
    """
    contribution = locked(contribution)
    decided = contribution.decisions.filter(undone_at=None).select_related("by")
    if after is not None and (since := decided.filter(pk__gt=after).first()):
        return Outcome(first=since)
    judged = contribution.judged
    if version and version.pk != judged.pk:
        return Outcome(first=decided.filter(version=version).first())
    return Held(contribution, judged, standing(contribution))


def asked_rule(contribution: Contribution, reason: str, *, is_needed: bool = True) -> Rule | None:
    """The rule of the charter a decision rests on; Refused when this consultation has none of that key."""
    if not (reason or is_needed):
        return None
    rule = rule_of(contribution.consultation, reason)
    if rule is None:
        raise Refused(_("Choisissez la raison de la décision."))
    return rule


def decide(
    contribution: Contribution,
    version: Version,
    verdict: str,
    *,
    by: User,
    before: dict,
    rule: Rule | None = None,
    note: str = "",
    **how,
) -> Decision:
    """Write the decision and its record once the rows say it, and settle what waited for it.

    `before` is the text's `standing` when it was held; `how` are JSON values. Kept beside, for whoever undoes it: how
    the text stands now, and what held it. Refused for whoever wrote the text: nobody judges his own.
    """
    if contribution.author_id == by.pk:
        raise Refused(_("C’est votre texte : un autre modérateur en décide."))
    holds = list(contribution.holds.filter(lifted_at=None).values_list("pk", flat=True))
    decision = Decision.objects.create(
        contribution=contribution,
        version=version,
        verdict=verdict,
        reason=rule.key if rule else "",
        reason_name=rule.name if rule else "",
        note=text.clean_line(note),
        by=by,
        waiting_since=before["waiting_since"],
        details={"before": before, "left": standing(contribution), "holds": holds, **how},
    )
    settle(contribution, decision)
    facts = {"reason": decision.reason, "version": version.number, "decision": decision.pk}  # the line stays in the row
    audit.record(f"contribution.{verdict}", contribution, by=by, **facts)
    return decision


def motive(decision: Decision) -> dict[str, str]:
    """Why, in the words of the source: the notice puts them in the language of its reader."""
    with translation.override("fr"):
        return {"reason": str(decision.get_reason_display()), "note": decision.note}
