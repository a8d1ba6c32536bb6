"""What authors answer to a decision on their text, and what another moderator answers them."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation import audit, notices, text
from consultation.models import User
from consultation.whole import whole
from debates.actions.grafting import held_together
from debates.actions.queueing import queue
from debates.actions.reversing import reverse_of
from debates.actions.states import Refused, facts, locked
from debates.models import Appeal, Contribution, Decision

Verdict = Decision.Verdict
TOLD = {Appeal.State.GRANTED: "appeal_granted", Appeal.State.REJECTED: "appeal_rejected"}  # the notice of each answer
CONTESTABLE = (Verdict.HIDE, Verdict.REFUSE_EDIT, Verdict.AMEND, Verdict.MERGE, Verdict.SPLIT, Verdict.MOVE)


@whole
def appeal(decision: Decision, *, by: User, words: str) -> Appeal:
    """Contest a decision on one's own text, once; it waits for a moderator other than the one who decided.

    Refused for a decision that takes nothing away, one taken back, one contested before, and words nobody could read.
    """
    contribution = locked(decision.contribution)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    _contestable(decision, contribution, by)
    made = Appeal.objects.create(decision=decision, by=by, text=readable(words, "body"))
    _mark(contribution)
    audit.record("decision.appealed", contribution, by=by, decision=decision.pk, appeal=made.pk)
    return made


@whole
def grant(appeal: Appeal, *, by: User, answer: str) -> bool:
    """Answer that the author is right, and put his text back as it stood where it still stands as it was decided.

    False, and nothing changed, when somebody answered first. Refused for whoever made the decision.
    """
    held = _to_answer(appeal, by)
    return held is not None and _answered(held, Appeal.State.GRANTED, by, answer, undone=reverse_of(held, by=by))


@whole
def reject(appeal: Appeal, *, by: User, answer: str) -> bool:
    """Answer that the decision stands. False when somebody answered first; Refused for whoever made the decision."""
    held = _to_answer(appeal, by)
    return held is not None and _answered(held, Appeal.State.REJECTED, by, answer)


def is_contestable(decision: Decision) -> bool:
    """Whether its author may still contest it: it takes something away, and was neither taken back nor contested."""
    return decision.verdict in CONTESTABLE and decision.undone_at is None and not hasattr(decision, "appeal")


def readable(words: str, field: str) -> str:
    """The text as kept, plain; Refused for what nobody could read, or too long."""
    words = text.clean_body(words).strip()
    if text.is_blank(words):
        raise Refused({field: _("Écrivez votre texte.")})
    if len(words) > Appeal.LONGEST:
        message = _("Votre texte dépasse %(longest)s caractères : raccourcissez-le.")
        raise Refused({field: message % {"longest": Appeal.LONGEST}})
    return words


def _contestable(decision: Decision, contribution: Contribution, by: User) -> None:
    if contribution.author_id != by.pk:
        raise Refused(_("Seul l’auteur du texte peut contester cette décision."))
    if hasattr(decision, "appeal"):
        raise Refused(_("Vous avez déjà contesté cette décision."))
    if not is_contestable(decision):
        raise Refused(_("Cette décision ne peut pas être contestée : elle ne tient plus, ou ne retire rien."))


def _to_answer(appeal: Appeal, by: User) -> Appeal | None:
    """The open appeal with its rows held, the text first; None when it was answered meanwhile."""
    decision = Decision.objects.select_related("contribution").get(appeal=appeal.pk)
    if decision.verdict in (Verdict.MERGE, Verdict.SPLIT):  # of contributions alone, whose order is their own
        held_together(decision.contribution_id, decision.details.get("into"), *decision.details.get("parts", ()))
    contribution = locked(decision.contribution)
    rows = Appeal.objects.select_for_update(of=("self",)).select_related("decision", "by")
    held = rows.get(pk=appeal.pk)
    held.decision.contribution = contribution
    if by.pk in (held.decision.by_id, held.by_id):
        raise Refused(_("Un autre modérateur que celui qui a décidé répond à un recours."))
    return held if held.state == Appeal.State.OPEN else None


def _answered(appeal: Appeal, state: str, by: User, answer: str, **details) -> bool:
    appeal.state, appeal.answer = state, readable(answer, "answer")
    appeal.answered_by, appeal.answered_at = by, timezone.now()
    appeal.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    decision = appeal.decision
    contribution = decision.contribution
    _mark(contribution)
    audit.record(f"appeal.{state}", contribution, by=by, decision=decision.pk, appeal=appeal.pk, **details)
    path = reverse("appeal", args=[contribution.consultation.slug, decision.pk])
    notices.tell(appeal.by, TOLD[state], **{**facts(contribution), "path": path, "answer": appeal.answer})
    return True


def _mark(contribution: Contribution) -> None:
    """Whether an appeal against a decision on this text waits, and its place in the queue."""
    contribution.is_appealed = Appeal.objects.filter(
        decision__contribution=contribution, state=Appeal.State.OPEN
    ).exists()
    contribution.save(update_fields=["is_appealed"])
    queue(contribution)
