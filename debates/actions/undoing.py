"""Taking a decision back: at once, by the moderator who took it, as long as the text stands as it left it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit
from consultation.models import Notice, User
from consultation.whole import whole
from debates.actions.grafting import below, graft, graft_drafts, held_together, shown_again, transplant
from debates.actions.queueing import queue
from debates.actions.settling import reopen_reports
from debates.actions.states import STANDING, UNDO_FOR, Refused, locked, move, standing
from debates.models import Contribution, Decision, Draft, Hold, Place, Publication, Question, State, Version

Verdict = Decision.Verdict


@whole
def undo(decision: Decision, *, by: User) -> bool:
    """Take back one's own decision within UNDO_FOR, before anybody was told of it.

    State, versions, question, arguments, reports, what held the text and a suspension are as they were; the decision
    stays in the record, marked as undone. False, and nothing changed, when the text does not stand any more as the
    decision left it. Refused for somebody else's decision, and when it is too late.
    """
    if decision.by_id != by.pk:
        raise Refused(_("Seul le modérateur qui a décidé peut annuler aussitôt sa décision."))
    if timezone.now() >= decision.at + UNDO_FOR:
        raise Refused(_("Il est trop tard pour annuler : l’auteur est prévenu. Prenez une nouvelle décision."))
    _hold(decision)
    decision = Decision.objects.select_related("contribution").get(pk=decision.pk)
    if hasattr(decision, "appeal") or "appeal" in decision.details:  # contested, or the answer to who contested
        return False
    if not put_back(decision):
        return False
    _as_undecided(decision, by, timezone.now())
    audit.record("decision.undone", decision.contribution, by=by, decision=decision.pk, verdict=decision.verdict)
    return True


@transaction.atomic
def put_back(decision: Decision) -> bool:
    """Put a text back as it stood before a decision, whoever took it and whenever: what an appeal that is granted asks.

    False, and nothing changed, when it does not stand any more as the decision left it. `decision` then has the row of
    its text, held.
    """
    details = decision.details
    decision.contribution = contribution = _hold(decision)
    if not _stands(decision):
        return False
    _BACK.get(decision.verdict, _nothing)(contribution, details)
    _as_before(contribution, details["before"])
    return True


def _hold(decision: Decision) -> Contribution:
    """The text with its row held, after those of all the texts it was put with or made into, in their order."""
    if decision.verdict in (Verdict.MERGE, Verdict.SPLIT):  # of contributions alone
        held_together(decision.contribution_id, decision.details.get("into"), *decision.details.get("parts", ()))
    return locked(decision.contribution)


def _stands(decision: Decision) -> bool:
    """Whether nobody decided, contested or wrote since; for a text that was split, in its parts neither."""
    contribution, left = decision.contribution, decision.details.get("left")
    if decision.undone_at or left is None or any(standing(contribution)[name] != left[name] for name in STANDING):
        return False
    if contribution.decisions.filter(pk__gt=decision.pk, undone_at=None).exists():
        return False
    if not Question.objects.filter(pk=decision.details["before"]["question"]).exists():  # emptied, then removed
        return False
    parts = Contribution.objects.filter(pk__in=decision.details.get("parts", ()))
    state = decision.details["before"]["state"]
    changed = Q(decisions__isnull=False) | Q(versions__number__gt=1) | ~Q(state=state) | Q(merged__isnull=False)
    return not parts.filter(changed).exists()


def _as_undecided(decision: Decision, by: User, now: datetime) -> None:
    """What the decision had settled waits again, nobody is told, and the record says that it was undone."""
    contribution, details = decision.contribution, decision.details
    if details.get("shown"):
        Version.objects.filter(pk=decision.version_id).update(published_at=None)
    Hold.objects.filter(pk__in=details["holds"]).update(lifted_at=None)
    reopen_reports(decision)
    contribution.waiting_since = _waiting_since(details["before"])  # lost while its reports were closed
    queue(contribution)
    _let_write(decision, by, now)
    _tell_nobody(decision, now)
    decision.undone_at = now
    decision.save(update_fields=["undone_at"])


def _nothing(contribution: Contribution, details: dict) -> None:
    """Nothing but the columns of the text changed."""


def _under_its_question(contribution: Contribution, details: dict) -> None:
    rows = Question.objects.select_related("theme__consultation")
    transplant(contribution, rows.get(pk=details["before"]["question"]))


def _apart(contribution: Contribution, details: dict) -> None:
    """Out of the text it was merged into, with the arguments it brought and what answers them now."""
    into = Contribution.objects.get(pk=details["into"])
    brought = Contribution.objects.filter(pk__in=details["moved"], parent=into)
    graft(list(brought.values_list("pk", flat=True)), contribution)
    Contribution.objects.filter(pk__in=details["led_here"], merged_into=into).update(merged_into=contribution)
    _give_back(contribution, details["drafts"])
    contribution.merged_into = None
    contribution.save(update_fields=["merged_into"])
    shown_again(into)


def _whole(contribution: Contribution, details: dict) -> None:
    """Whole again: what came under its parts meanwhile too. The parts stay as addresses that lead to it."""
    for part in Contribution.objects.filter(pk__in=details["parts"]).select_related("question__theme__consultation"):
        graft(below(part), contribution)
        graft_drafts(part, contribution)
        if details["place"]:
            Place.objects.filter(contribution=part).update(contribution=contribution)
        part.merged_into = contribution
        part.save(update_fields=["merged_into"])
        move(part, State.MERGED)


_BACK = {Verdict.MOVE: _under_its_question, Verdict.MERGE: _apart, Verdict.SPLIT: _whole}


def _give_back(contribution: Contribution, drafts: list[int]) -> None:
    others = Draft.objects.filter(parent=contribution, edited=None).values("by")
    rows = Draft.objects.filter(pk__in=drafts).exclude(by__in=others)
    Draft.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
        parent=contribution, question=contribution.question_id
    )


def _as_before(contribution: Contribution, before: dict) -> None:
    contribution.live_id, contribution.awaiting_id = before["live"], before["awaiting"]
    contribution.waiting_since = _waiting_since(before)
    move(contribution, before["state"])


def _waiting_since(before: dict) -> datetime | None:
    since = before["waiting_since"]
    return datetime.fromisoformat(since) if since else None


def _let_write(decision: Decision, by: User, now: datetime) -> None:
    for suspension in decision.suspensions.filter(lifted_at=None).select_related("consultation"):
        suspension.lifted_at = now
        suspension.save(update_fields=["lifted_at"])
        audit.record("person.unsuspended", suspension, by=by, person=suspension.person_id)


def _tell_nobody(decision: Decision, now: datetime) -> None:
    """What was to be told once the decision stood is not: to its author, to those whom a new text answers.

    What came online for the first time is new again when it is published.
    """
    appeared = decision.details.get("appeared", [])
    Publication.objects.filter(contribution__in=appeared).delete()
    authors = Contribution.objects.filter(Q(pk=decision.contribution_id) | Q(replies__in=appeared)).values("author")
    untold = Notice.objects.filter(Q(state=Notice.State.WAITING, due_at__gt=now) | Q(person__in=authors))
    untold.filter(Q(facts__decision=decision.pk) | Q(facts__text__in=appeared), created_at__gt=now).delete()
