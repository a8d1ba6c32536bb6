"""What a decision settles: the filters that held the text, the reports that readers made of it."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.utils import timezone, translation

from consultation import notices
from consultation.models import Notice
from debates.actions.queueing import queue
from debates.actions.states import UNDO_FOR
from debates.models import Contribution, Decision, Report

Verdict, Outcome = Decision.Verdict, Report.Outcome
UPHOLDING = (Verdict.HIDE, Verdict.AMEND)  # reports are right when the text is taken off the pages
SILENT = (Verdict.MOVE, Verdict.REFUSE_EDIT)  # say nothing of whether the text online may stay
TAKING_AWAY = (Verdict.MERGE, Verdict.SPLIT)  # the text that was reported is no more
TOLD = {  # the notice of each outcome
    Outcome.UPHELD: "report_upheld",
    Outcome.DISMISSED: "report_dismissed",
    Outcome.MOOT: "report_moot",
}


def settle(contribution: Contribution, decision: Decision) -> list[Report]:
    """Lift what held the text and close its open reports, in the transaction of the decision; the reports it closed.

    Each reporter is told the outcome, and neither who decided nor anything of a text that may be hidden.
    """
    if decision.verdict != Verdict.MOVE:  # elsewhere, it still waits for whoever reads it
        contribution.holds.filter(lifted_at=None).update(lifted_at=timezone.now())
    if decision.verdict in SILENT:
        return []
    closed = _closed(contribution, lambda report: _outcome(report, decision), decision)
    queue(contribution)
    return closed


def drop_reports(contribution: Contribution) -> list[Report]:
    """Close the open reports of a text that its author took back."""
    return _closed(contribution, lambda report: Outcome.MOOT, None)


def reopen_reports(decision: Decision) -> None:
    """Open again the reports that a decision closed, when it is taken back at once; what was told of it and is neither
    sent nor read is not told."""
    contribution = decision.contribution
    closed = list(decision.reports.values_list("pk", flat=True))
    if not closed:
        return
    decision.reports.update(outcome=Outcome.OPEN, decision=None)
    unsent = Notice.objects.filter(kind__in=TOLD.values(), state=Notice.State.WAITING, read_at=None)
    unsent.filter(facts__report__in=closed).delete()
    contribution.reports_count = contribution.reports.filter(outcome=Outcome.OPEN).count()
    contribution.save(update_fields=["reports_count"])
    queue(contribution)


def _outcome(report: Report, decision: Decision) -> str:
    if decision.verdict in UPHOLDING:
        return Outcome.UPHELD
    is_gone = decision.verdict in TAKING_AWAY or report.version_id != decision.version_id
    return Outcome.MOOT if is_gone else Outcome.DISMISSED


def _closed(contribution: Contribution, outcome: Callable[[Report], str], decision: Decision | None) -> list[Report]:
    """The open reports, closed and told; their outcome is set on the rows that come back."""
    closed = list(contribution.reports.filter(outcome=Outcome.OPEN).select_related("by"))
    for report in closed:
        report.outcome, report.decision = outcome(report), decision
    Report.objects.bulk_update(closed, ["outcome", "decision"])
    if contribution.reports_count:
        contribution.reports_count = 0
        contribution.save(update_fields=["reports_count"])
    _tell(contribution, closed, decision)
    return closed


def _tell(contribution: Contribution, closed: Iterable[Report], decision: Decision | None) -> None:
    """Once a decision can no longer be undone; at once what its author did."""
    at = timezone.now() + (UNDO_FOR if decision else timedelta())
    for outcome, kind in TOLD.items():
        told = [(report.by, _facts(contribution, report)) for report in closed if report.outcome == outcome]
        if told:
            notices.keep(kind, told, at)


def _facts(contribution: Contribution, report: Report) -> dict:
    """What a notice says of a report: nothing of the text, which may be hidden for what stands in it."""
    with translation.override("fr"):  # the notice puts it in the language of its reader
        reason = str(report.get_reason_display())
    is_online = report.outcome == Outcome.DISMISSED
    return {
        "report": report.pk,
        "decision": report.decision_id,
        "on": timezone.localdate(report.at).isoformat(),
        "reason": reason,
        "question": contribution.question.title,
        "path": contribution.get_absolute_url() if is_online else contribution.question.get_absolute_url(),
        "consultation": contribution.consultation.name,
    }
