"""What moderators decide of whether a text is online, each time with its reason, told to its author.

Every act takes the `version` the moderator read and `after`, the pk of the last decision he saw (0 for none): when
somebody decided meanwhile, or the author wrote again, nothing happens; its `Outcome` is false and says who came first.
"""

from django.urls import reverse

from consultation.models import User
from consultation.whole import whole
from debates import place_reading
from debates.actions.deciding import NOTHING, Outcome, asked_rule, decide, held, motive
from debates.actions.queueing import queue
from debates.actions.states import move, put_online, tell_author, tell_who_is_answered
from debates.actions.suspending import suspend as keep_from_writing
from debates.models import Contribution, Decision, State, Version

Verdict = Decision.Verdict
OFF = (State.HIDDEN, State.TO_AMEND)  # by a decision: another one puts it back


@whole
def publish(
    contribution: Contribution,
    *,
    by: User,
    version: Version | None = None,
    after: int | None = None,
    place: str | None = None,
) -> Outcome:
    """Put online the version that awaits a decision, or a text that was taken off again, as it last was.

    `place` are the words of its place that the moderator read (`place_reading.words_of`). A text that was hidden after
    it was merged goes back under the one it was merged into.
    """
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    if place is not None and place != place_reading.words_of(contribution):
        return NOTHING
    if contribution.state not in OFF and not contribution.awaiting_id:
        return NOTHING
    first_time, shown = contribution.live_id is None, found.version.published_at is None
    put_online(contribution, found.version)
    appeared = move(contribution, State.MERGED if contribution.merged_into_id else State.PUBLISHED, is_decided=True)
    how = {"appeared": appeared, "shown": shown}
    decision = decide(contribution, found.version, Verdict.PUBLISH, by=by, before=found.before, **how)
    if contribution.is_public:
        tell_author(decision, "published", contribution)
    if first_time:
        tell_who_is_answered(contribution, is_decided=True)
    return Outcome(decision)


@whole
def hide(
    contribution: Contribution,
    *,
    by: User,
    reason: str,
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
    suspend: bool = False,
    days: int | None = None,
) -> Outcome:
    """Take a text away from every page, with a reason its author is told; one that was merged too.

    `suspend` keeps its author from writing in this consultation, for so many `days` or, without, until it is lifted.
    """
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    rule = asked_rule(contribution, reason)
    if contribution.state in (State.HIDDEN, State.WITHDRAWN, State.SPLIT):
        return NOTHING
    move(contribution, State.HIDDEN)
    decision = decide(contribution, found.version, Verdict.HIDE, by=by, before=found.before, rule=rule, note=note)
    tell_author(decision, "hidden", contribution, **motive(decision))
    if suspend:
        keep_from_writing(contribution.author, contribution.consultation, by=by, days=days, decision=decision)
    return Outcome(decision)


@whole
def refuse_edit(
    contribution: Contribution,
    *,
    by: User,
    reason: str,
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
) -> Outcome:
    """Keep the version online and set the one that awaits aside."""
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    rule = asked_rule(contribution, reason)
    if contribution.awaiting_id is None or contribution.state != State.PUBLISHED:
        return NOTHING
    contribution.awaiting = None
    contribution.save(update_fields=["awaiting"])
    queue(contribution)
    decision = decide(
        contribution, found.version, Verdict.REFUSE_EDIT, by=by, before=found.before, rule=rule, note=note
    )
    tell_author(decision, "edit_refused", contribution, **motive(decision))
    return Outcome(decision)


@whole
def amend(
    contribution: Contribution,
    *,
    by: User,
    reason: str,
    note: str = "",
    version: Version | None = None,
    after: int | None = None,
) -> Outcome:
    """Ask the author to write again: off the pages with its thread until he has, and told why and where.

    He may do so as long as the consultation is open, even after the debate; it then waits for a moderator.
    """
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    rule = asked_rule(contribution, reason)
    if contribution.state not in (State.PENDING, State.PUBLISHED):
        return NOTHING
    move(contribution, State.TO_AMEND)
    decision = decide(contribution, found.version, Verdict.AMEND, by=by, before=found.before, rule=rule, note=note)
    again = {"path": reverse("edit", args=[contribution.consultation.slug, contribution.pk])}
    tell_author(decision, "amend", contribution, **motive(decision), **again)
    return Outcome(decision)


@whole
def keep(
    contribution: Contribution, *, by: User, note: str = "", version: Version | None = None, after: int | None = None
) -> Outcome:
    """Leave online a text that was reported or whose decision was contested; the reports against it are answered."""
    found = held(contribution, version, after)
    if isinstance(found, Outcome):
        return found
    contribution = found.contribution
    is_asked = contribution.reports_count or contribution.is_appealed
    if contribution.state != State.PUBLISHED or not is_asked:
        return NOTHING
    decision = decide(contribution, contribution.live, Verdict.KEEP, by=by, before=found.before, note=note)
    return Outcome(decision)
