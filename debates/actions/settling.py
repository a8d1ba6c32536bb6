"""What a decision settles: the filters that held the text, the reports that readers made of it."""

from django.utils import timezone

from debates.actions.queueing import queue
from debates.models import Contribution, Decision, Report

Verdict = Decision.Verdict
UPHOLDING = (Verdict.HIDE, Verdict.AMEND)  # reports are right when the text is taken off the pages
SILENT = (Verdict.MOVE, Verdict.SPLIT)  # say nothing of whether a text may stay


def settle(contribution: Contribution, decision: Decision) -> list[Report]:
    """Lift what held the text and close its open reports, in the transaction of the decision; the reports it closed."""
    contribution.holds.filter(lifted_at=None).update(lifted_at=timezone.now())
    if decision.verdict in SILENT:
        return []
    outcome = Report.Outcome.UPHELD if decision.verdict in UPHOLDING else Report.Outcome.DISMISSED
    closed = list(contribution.reports.filter(outcome=Report.Outcome.OPEN).select_related("by"))
    contribution.reports.filter(pk__in=[report.pk for report in closed]).update(outcome=outcome, decision=decision)
    if contribution.reports_count:
        contribution.reports_count = 0
        contribution.save(update_fields=["reports_count"])
    queue(contribution)
    return closed
