"""Moving arguments, and a contribution with its arguments, to another place with all that knows where they stand.

Called by the acts that decide it and by what undoes them, with the rows of the contributions held.
"""

from collections.abc import Iterable

from django.db.models import F, Q
from django.utils.translation import gettext as _

from debates import counters, indexing
from debates.actions import campaigns
from debates.actions.states import COVERING, Refused
from debates.models import Contribution, Draft, Question, State


def held_together(*pks: int | None) -> None:
    """Hold these contributions until the end of the transaction, always in the same order."""
    texts = Contribution.objects.filter(pk__in=[pk for pk in pks if pk])
    for campaign in sorted(set(texts.exclude(campaign=None).values_list("campaign", flat=True))):
        campaigns.hold(campaign)
    list(texts.select_for_update().order_by("pk").only("pk"))


def below(contribution: Contribution) -> list[int]:
    """The arguments that answer it directly."""
    return list(contribution.replies.order_by("pk").values_list("pk", flat=True))


def graft(direct: Iterable[int], onto: Contribution) -> None:
    """Put arguments that answer a contribution under another one, with all that answers them, each as deep as it was.

    Counters are counted again by the caller, of the one they leave and of `onto`.
    """
    moved = _with_replies(direct)
    _free_of(moved, onto.question_id)
    rows = Contribution.objects.filter(pk__in=moved)
    rows.update(root=onto, question=onto.question_id, covered=onto.state in COVERING)
    Contribution.objects.filter(pk__in=direct).update(parent=onto)
    Draft.objects.filter(Q(parent__in=moved) | Q(edited__in=moved)).update(question=onto.question_id)


def graft_drafts(parent: Contribution, onto: Contribution) -> list[int]:
    """Let what people began to write in answer to one contribution answer another; the drafts that went over.

    Whoever began an answer to both keeps both: the first stays where it is and in his space, where he can read it.
    """
    others = Draft.objects.filter(parent=onto, edited=None).values("by")
    moved = list(Draft.objects.filter(parent=parent).exclude(by__in=others).values_list("pk", flat=True))
    Draft.objects.filter(pk__in=moved).update(parent=onto, question=onto.question_id)
    return moved


def transplant(contribution: Contribution, question: Question) -> None:
    """Put a contribution and its thread under another question, with the counters of both and what was begun there."""
    before = contribution.question_id
    texts = Contribution.objects.filter(Q(pk=contribution.pk) | Q(root=contribution.pk))
    pks = list(texts.values_list("pk", flat=True))
    _free_of(pks, question.pk)
    for pk, sign in sorted([(before, -1), (question.pk, 1)]):
        Question.objects.filter(pk=pk).update(
            contributions_count=F("contributions_count") + sign * (contribution.state == State.PUBLISHED),
            arguments_count=F("arguments_count") + sign * contribution.arguments_count,
        )
    texts.update(question=question)
    Draft.objects.filter(Q(parent__in=pks) | Q(edited__in=pks)).update(question=question)
    contribution.question = question
    campaigns.follow(contribution)
    indexing.follow(contribution.pk)


def shown_again(contribution: Contribution) -> None:
    """Count again and index what stands under a contribution that others were moved to."""
    counters.recount_thread(contribution.pk)
    indexing.follow(contribution.pk)


def _with_replies(direct: Iterable[int]) -> list[int]:
    """These arguments and all that answers them, however deep."""
    found, level = [], list(direct)
    while level:
        found += level
        level = list(Contribution.objects.filter(parent__in=level).values_list("pk", flat=True))
    return found


def _free_of(pks: list[int], question_id: int) -> None:
    """Refused where an import brought one of these texts under that question already."""
    origins = Contribution.objects.filter(pk__in=pks).exclude(origin="").values("origin")
    if Contribution.objects.filter(question=question_id, origin__in=origins).exclude(pk__in=pks).exists():
        raise Refused(_("Ce texte importé est déjà sous cette question."))
