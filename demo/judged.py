"""What readers reported, moderators took off or left online, and authors contested: the rows the acts would have made.

The public functions complete a text that is being written, one after the other in the order of its dates.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING

from consultation import text
from consultation.models import AuditEntry, User
from debates.actions.queueing import REPORT_WEIGHS
from debates.actions.states import standing
from debates.models import Appeal, Decision, Report, State, Suspension
from demo.clock import later, of_day

if TYPE_CHECKING:
    from demo.debate import Text, Writer

Verdict, Outcome = Decision.Verdict, Report.Outcome
TAKEN_OFF = {State.HIDDEN: Verdict.HIDE, State.TO_AMEND: Verdict.AMEND}


def judge(writer: Writer, made: Text, rng: Random) -> None:
    """The reports of a text, what was decided of them, and what its author answered."""
    said, decided = made.said, None
    for told in said.reports:
        _report(writer, made, writer.people[told.by], told, _after(made, told.day, rng))
    if said.kept:
        at = _after(made, said.kept.day, rng)
        row = writer.decide(
            made, made.contribution.live, Verdict.KEEP, at, before=standing(made.contribution), note=said.kept.note
        )
        close(made, Outcome.DISMISSED, row)
    if said.state in TAKEN_OFF:
        decided = _take_off(writer, made, later(made.settled, rng, (10, 240)))
    if decided and said.suspended:
        _suspend(writer, made, decided)
    if decided and said.appeal:
        _contest(writer, made, decided, rng)


def close(made: Text, outcome: str, decision: Decision | None = None) -> None:
    """Give the open reports of a text their outcome; nothing else kept it in the queue."""
    contribution = made.contribution
    for report in made.rows:
        if isinstance(report, Report) and report.outcome == Outcome.OPEN:
            report.outcome, report.decision = Outcome(outcome).value, decision
    contribution.reports_count, contribution.waiting_since, contribution.queued_at = 0, None, None


def _report(writer: Writer, made: Text, by: User, told, at: datetime) -> None:
    contribution = made.contribution
    row = Report(pk=writer.identifier(Report), contribution=contribution, version=contribution.live, by=by, at=at)
    row.reason, row.line = told.reason, text.clean_line(told.line)
    contribution.reports_count += 1
    contribution.waiting_since = contribution.waiting_since or at
    contribution.queued_at = contribution.waiting_since - REPORT_WEIGHS * contribution.reports_count
    made.rows.append(row)
    made.settled = at
    writer.record(made, "reported", at, by=by, report=row.pk, reason=row.reason)


def _take_off(writer: Writer, made: Text, at: datetime) -> Decision:
    """Hidden, or off the pages until its author writes it again."""
    said, contribution = made.said, made.contribution
    version, before = contribution.awaiting or contribution.live, standing(contribution)
    contribution.state, contribution.awaiting = said.state, None
    if not contribution.reports_count:
        contribution.waiting_since = contribution.queued_at = None
    by = writer.colleague if said.by_colleague else writer.moderator
    why = {"reason": said.reason, "note": text.clean_line(said.reason_note)}
    decided = writer.decide(made, version, TAKEN_OFF[said.state], at, before=before, by=by, **why)
    close(made, Outcome.UPHELD, decided)
    return decided


def _suspend(writer: Writer, made: Text, decided: Decision) -> None:
    days, person = made.said.suspended, made.contribution.author
    row = Suspension(
        pk=writer.identifier(Suspension), consultation=writer.consultation, person=person, decision=decided
    )
    row.by, row.at, row.until = decided.by, decided.at, decided.at + timedelta(days=days)
    entry = AuditEntry(at=row.at, consultation=row.consultation, action="person.suspended", by=row.by)
    entry.target = f"debates.suspension:{row.pk}"
    entry.details = {"person": person.pk, "days": days, "decision": decided.pk}
    made.rows += [row, entry]


def _contest(writer: Writer, made: Text, decided: Decision, rng: Random) -> None:
    """The appeal of the author, and the answer of the moderator who did not decide."""
    said, contribution = made.said.appeal, made.contribution
    at = made.settled = _after(made, said.day, rng)
    row = Appeal(pk=writer.identifier(Appeal), decision=decided, by=contribution.author, text=said.text.strip(), at=at)
    made.rows.append(row)
    contribution.is_appealed, contribution.waiting_since, contribution.queued_at = True, at, at
    writer.record(made, "decision.appealed", at, decision=decided.pk, appeal=row.pk)
    if said.state != Appeal.State.OPEN:
        _answer(writer, made, row, _after(made, said.answered, rng))


def _answer(writer: Writer, made: Text, row: Appeal, at: datetime) -> None:
    said, contribution = made.said.appeal, made.contribution
    by = writer.moderator if row.decision.by_id == writer.colleague.pk else writer.colleague
    row.state, row.answer, row.answered_by, row.answered_at = said.state, said.answer.strip(), by, at
    details = {"decision": row.decision.pk, "appeal": row.pk}
    if said.state == Appeal.State.GRANTED:
        details["undone"] = "online"
        _put_online(writer, made, row, by, at)
    contribution.is_appealed, contribution.waiting_since, contribution.queued_at, made.settled = False, None, None, at
    writer.record(made, f"appeal.{said.state}", at, by=by, **details)


def _put_online(writer: Writer, made: Text, row: Appeal, by: User, at: datetime) -> None:
    """As it last was, or for the first time; a text that comes online so is read and answered from then on."""
    contribution, version, before = made.contribution, row.decision.version, standing(made.contribution)
    if not contribution.live:
        version.published_at, made.online = at, at
    contribution.live, contribution.state = version, State.PUBLISHED.value
    writer.decide(made, version, Verdict.PUBLISH, at, before=before, by=by, appeal=row.pk)
    for report in made.rows:
        if isinstance(report, Report) and report.outcome == Outcome.UPHELD:
            report.outcome = Outcome.DISMISSED.value


def _after(made: Text, day: int, rng: Random) -> datetime:
    """That day, but after all that happened to the text before."""
    return max(of_day(day, rng), later(made.settled, rng, (20, 180)))
