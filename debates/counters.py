"""The counters that lists show, kept in the transaction of the act that changes them."""

from django.db.models import Count, F, Q

from debates.models import Contribution, Question, Reaction, Stance

_COLUMN = {kind: f"{kind}_count" for kind in Reaction.Kind.values}


def move_reaction(contribution: Contribution, before: str, after: str) -> None:
    """One reaction less of `before`, one more of `after` ("" is none); the row is locked by the caller."""
    if before == after:
        return
    steps = {_COLUMN[kind]: F(_COLUMN[kind]) + step for kind, step in ((before, -1), (after, 1)) if kind}
    Contribution.objects.filter(pk=contribution.pk).update(**steps)


def move_extracts(contribution_id: int, step: int) -> None:
    """So many passages kept more (or fewer) of a text; called in the transaction that writes or deletes them."""
    Contribution.objects.filter(pk=contribution_id).update(extracts_count=F("extracts_count") + step)


def recount_thread(root_id: int) -> None:
    """Count again what is published under one contribution, and pass the difference on to its question."""
    root = Contribution.objects.select_for_update().only("pk", "question_id", "arguments_count").get(pk=root_id)
    direct = Q(parent_id=root_id)
    now = root.thread.published().aggregate(
        arguments=Count("pk"),
        pros=Count("pk", filter=direct & Q(stance=Stance.FOR)),
        cons=Count("pk", filter=direct & Q(stance=Stance.AGAINST)),
    )
    Contribution.objects.filter(pk=root_id).update(
        arguments_count=now["arguments"], for_count=now["pros"], against_count=now["cons"]
    )
    step = now["arguments"] - root.arguments_count
    if step:
        Question.objects.filter(pk=root.question_id).update(arguments_count=F("arguments_count") + step)
