"""What a granted appeal puts back: the text as it stood before the decision, where it still stands as decided."""

from consultation.models import User
from debates.actions.deciding import decide
from debates.actions.queueing import queue
from debates.actions.states import move, put_online, standing, tell_who_is_answered
from debates.actions.suspending import lift
from debates.actions.undoing import put_back
from debates.models import Appeal, Contribution, Decision, Report, State, Version

Verdict = Decision.Verdict


def reverse_of(appeal: Appeal, *, by: User) -> str:
    """Put back what the decision took away, rows held by the caller; what was done, for the record: "online",
    "version", "waiting", "undone", or "" where only the answer is left to give.

    A text that its author took back or wrote again since, or that was decided on anew, is left as it is now. The
    suspension that came with the decision is lifted, and the reports that it found right are so no longer.
    """
    decision = appeal.decision
    for suspension in decision.suspensions.filter(lifted_at=None):
        lift(suspension, by=by)
    ways = {Verdict.HIDE: _unhide, Verdict.AMEND: _unamend, Verdict.REFUSE_EDIT: _take_the_edit}
    done = ways.get(decision.verdict, _undo)(appeal, decision.contribution, by)
    if done:
        decision.reports.filter(outcome=Report.Outcome.UPHELD).update(outcome=Report.Outcome.DISMISSED)
    return done


def _undo(appeal: Appeal, contribution: Contribution, by: User) -> str:
    """Under its former question, apart from the text it was merged into, whole again."""
    return "undone" if put_back(appeal.decision) else ""


def _unhide(appeal: Appeal, contribution: Contribution, by: User) -> str:
    if contribution.state != State.HIDDEN or not _is_last(appeal.decision, contribution):
        return ""
    return _online_again(appeal, contribution, by)


def _unamend(appeal: Appeal, contribution: Contribution, by: User) -> str:
    if contribution.state != State.TO_AMEND or not _is_last(appeal.decision, contribution):
        return ""
    if _stood(appeal)["state"] != State.PENDING:
        return _online_again(appeal, contribution, by)
    move(contribution, State.PENDING)
    contribution.awaiting = appeal.decision.version
    contribution.save(update_fields=["awaiting"])
    queue(contribution)
    return "waiting"


def _take_the_edit(appeal: Appeal, contribution: Contribution, by: User) -> str:
    """The version that was refused, unless its author wrote another one since."""
    refused = appeal.decision.version
    if contribution.state != State.PUBLISHED or contribution.versions.last() != refused:
        return ""
    before = standing(contribution)
    put_online(contribution, refused)
    move(contribution, State.PUBLISHED)
    decide(contribution, refused, Verdict.PUBLISH, by=by, before=before, appeal=appeal.pk)
    return "version"


def _online_again(appeal: Appeal, contribution: Contribution, by: User) -> str:
    """Online as it last was, a newer version that waited going on waiting; what nobody had read yet, as judged."""
    stood, first_time = _stood(appeal), contribution.live_id is None
    was_online = stood["state"] == State.PUBLISHED and not first_time
    shown = contribution.live if was_online else appeal.decision.version
    before = standing(contribution)
    put_online(contribution, shown)
    if was_online and stood.get("awaiting"):
        contribution.awaiting = Version.objects.filter(contribution=contribution, pk=stood["awaiting"]).first()
    move(contribution, State.MERGED if contribution.merged_into_id else State.PUBLISHED)
    decide(contribution, shown, Verdict.PUBLISH, by=by, before=before, appeal=appeal.pk)
    if first_time:
        tell_who_is_answered(contribution)
    return "online"


def _is_last(decision: Decision, contribution: Contribution) -> bool:
    """Whether the text still stands as this decision left it."""
    last = contribution.decisions.filter(verdict=decision.verdict, undone_at=None).first()
    return last == decision


def _stood(appeal: Appeal) -> dict:
    return appeal.decision.details.get("before") or {"state": State.PUBLISHED}
