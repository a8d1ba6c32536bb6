"""The passages that a roll-up shows for its groups, put before the harvesters to be kept or refused."""

from collections.abc import Iterator

from django.db.models import Q

from debates.models import Contribution
from synthesis.models import Extract, ProposedPassage, RollUp

WAITING = ProposedPassage.State.WAITING
LABEL = ProposedPassage._meta.get_field("label").max_length


def propose(rollup: RollUp) -> int:
    """Propose the passages of a frozen roll-up in the place of those that earlier ones proposed and nobody looked at.

    Only of texts that may be quoted, and not what is an extract already or was refused. How many wait then. A passage
    proposed again keeps its row, under the label of its group of today.
    """
    shown = {(row.version_id, row.start, row.end): row for row in _shown(rollup)}
    quotable = Contribution.objects.quotable().filter(pk__in={row.contribution_id for row in shown.values()})
    may_be_quoted = set(quotable.values_list("pk", flat=True))
    settled = _settled(rollup, {row.version_id for row in shown.values()})
    rows = [row for key, row in shown.items() if row.contribution_id in may_be_quoted and key not in settled]
    earlier = ProposedPassage.objects.filter(rollup__consultation=rollup.consultation_id, state=WAITING)
    ProposedPassage.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["version", "start", "end"],
        update_fields=["rollup", "label"],
    )
    earlier.exclude(rollup=rollup).delete()
    return len(rows)


def _shown(rollup: RollUp) -> Iterator[ProposedPassage]:
    for question in rollup.snapshot["questions"]:
        for group in question["part"].get("groups", ()):
            for passage in group["passages"]:
                if passage["quote"]:  # those of a text that went off the pages have none any more
                    yield _row(rollup, group["label"], passage)


def _row(rollup: RollUp, label: str, passage: dict) -> ProposedPassage:
    return ProposedPassage(
        rollup=rollup,
        contribution_id=passage["contribution"],
        version_id=passage["version"],
        start=passage["start"],
        end=passage["end"],
        label=label[:LABEL],
    )


def _settled(rollup: RollUp, versions: set[int]) -> set[tuple[int, int, int]]:
    """Where somebody has decided: passages that are extracts, proposals that were kept or refused."""
    place = ("version", "start", "end")
    decided = ProposedPassage.objects.filter(~Q(state=WAITING), version__in=versions)
    return {
        *Extract.objects.filter(version__in=versions).values_list(*place),
        *decided.values_list(*place),
    }
