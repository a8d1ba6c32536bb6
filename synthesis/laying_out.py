"""A frozen snapshot laid out for other programs: each question with its groups, each group with its contributions."""

import json
from collections.abc import Iterator, Mapping

from debates.models import Contribution
from synthesis.gathering import imported_id
from synthesis.models import RollUp

READ = 5_000  # rows fetched at a time


def laid_out(rollup: RollUp) -> dict:
    """The snapshot with the part of each question flattened into it: `questions[].groups[].contributions[]`.

    Each contribution has its `id` and, where it was imported, `imported_id` (its identifier there) and `origin` (with
    what it was imported from). `sha256` is the digest of the snapshot as it was frozen. The same snapshot gives the
    same value.
    """
    groups = [group for question in rollup.snapshot["questions"] for group in question["part"].get("groups", ())]
    imported = _imported({member for group in groups for member in group["members"]})
    questions = [_flat(question, imported) for question in rollup.snapshot["questions"]]
    return rollup.snapshot | {"questions": questions, "sha256": rollup.sha256}


def pieces(rollup: RollUp) -> Iterator[bytes]:
    """The same as JSON in UTF-8, keys in order, a piece at a time."""
    encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    for piece in encoder.iterencode(laid_out(rollup)):
        yield piece.encode("utf-8", "surrogatepass")
    yield b"\n"


def _flat(question: dict, imported: Mapping[int, dict]) -> dict:
    info = {name: value for name, value in question.items() if name != "part"}
    groups = [_with_contributions(group, imported) for group in question["part"].get("groups", ())]
    return question["part"] | info | {"groups": groups}


def _with_contributions(group: dict, imported: Mapping[int, dict]) -> dict:
    left = {name: value for name, value in group.items() if name != "members"}
    return left | {"contributions": [{"id": member} | imported.get(member, {}) for member in group["members"]]}


def _imported(pks: set[int]) -> dict[int, dict]:
    found, ordered = {}, sorted(pks)
    for start in range(0, len(ordered), READ):
        rows = Contribution.objects.filter(pk__in=ordered[start : start + READ]).exclude(origin="")
        for row in rows.only("pk", "origin", "channel"):
            found[row.pk] = {"imported_id": imported_id(row), "origin": row.origin}
    return found
