"""What moderators decide of a text, each time with its reason, told to its author."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from consultation import audit, notices, text
from consultation.models import User
from debates import place_reading
from debates.actions.queueing import queue
from debates.actions.settling import settle
from debates.actions.states import Refused, facts, locked, move, put_online, standing, tell_who_is_answered
from debates.charter import Rule, rule_of
from debates.models import OVER, Contribution, Decision, State, Version

Verdict = Decision.Verdict


@transaction.atomic
def publish(contribution: Contribution, *, by: User, version: Version | None = None, place: str | None = None) -> bool:
    """Put online the version that awaits a decision, or a hidden text again, as it last was.

    `version` is the one the moderator read, `place` the words of its place (`place_reading.words_of`): False, and
    nothing changed, when somebody decided first, or when the author wrote or named something else since.
    """
    contribution = locked(contribution)
    if place is not None and place != place_reading.words_of(contribution):
        return False
    candidate = contribution.judged if contribution.state == State.HIDDEN else contribution.awaiting
    if candidate is None or contribution.state in OVER or (version and version.pk != candidate.pk):
        return False
    before, first_time = standing(contribution), contribution.live_id is None
    put_online(contribution, candidate)
    move(contribution, State.PUBLISHED)
    decide(contribution, candidate, Verdict.PUBLISH, by=by, before=before)
    if contribution.is_public:
        notices.tell(contribution.author, "published", **facts(contribution))
    if first_time:
        tell_who_is_answered(contribution)
    return True


@transaction.atomic
def hide(contribution: Contribution, *, by: User, reason: str, note: str = "", version: Version | None = None) -> bool:
    """Take a text away from every page, with a reason its author is told. False when somebody decided first."""
    contribution = locked(contribution)
    rule = asked_rule(contribution, reason)
    shown, gone = contribution.judged, contribution.state in (State.HIDDEN, *OVER)
    if gone or (version and version.pk != shown.pk):
        return False
    before = standing(contribution)
    move(contribution, State.HIDDEN)
    decide(contribution, shown, Verdict.HIDE, by=by, before=before, rule=rule, note=note)
    notices.tell(contribution.author, "hidden", **facts(contribution), **motive(rule, note))
    return True


@transaction.atomic
def refuse_edit(
    contribution: Contribution, *, by: User, reason: str, note: str = "", version: Version | None = None
) -> bool:
    """Keep the version online and set the one that awaits aside."""
    contribution = locked(contribution)
    rule = asked_rule(contribution, reason)
    refused = contribution.awaiting
    if refused is None or contribution.state != State.PUBLISHED or (version and version.pk != refused.pk):
        return False
    before = standing(contribution)
    contribution.awaiting = None
    contribution.save(update_fields=["awaiting"])
    queue(contribution)
    decide(contribution, refused, Verdict.REFUSE_EDIT, by=by, before=before, rule=rule, note=note)
    notices.tell(contribution.author, "edit_refused", **facts(contribution), **motive(rule, note))
    return True


def asked_rule(contribution: Contribution, reason: str) -> Rule:
    """The rule of the charter a decision rests on. Refused when this consultation has none of that key."""
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
    **details,
) -> Decision:
    """Write the decision and its record, and settle what waited for it. `before` is the text's `standing` when it was
    locked; `details` are JSON values, for whoever undoes it."""
    decision = Decision.objects.create(
        contribution=contribution,
        version=version,
        verdict=verdict,
        reason=rule.key if rule else "",
        reason_name=rule.name if rule else "",
        note=text.clean_line(note),
        by=by,
        waiting_since=before["waiting_since"],
        details={"before": before, **details},
    )
    settle(contribution, decision)
    facts = {"reason": decision.reason, "note": decision.note, "version": version.number, "decision": decision.pk}
    audit.record(f"contribution.{verdict}", contribution, by=by, **facts)
    return decision


def motive(rule: Rule, note: str) -> dict[str, str]:
    """Why, in the words of the source: the notice puts them in the language of its reader."""
    with translation.override("fr"):
        reason = rule.name or str(Decision(reason=rule.key).get_reason_display())
    return {"reason": reason, "note": text.clean_line(note)}
