"""What is looked at in each text that people send: what holds it is written down, its likes are found."""

from dataclasses import dataclass

from django.utils import timezone

from debates import holding, likeness
from debates.models import Contribution, Hold, Version


@dataclass(frozen=True)
class Looked:
    """A version looked at once: its sketch, the texts near it, and what holds it."""

    version: Version
    sketch: likeness.Sketch | None
    near: list[likeness.Alike]
    held: list[holding.Held]


def look(contribution: Contribution, version: Version) -> Looked:
    """Look at a version just written; what holds it is written for the moderators, whatever the rule is.

    Filters never act by themselves: the caller lets the text wait. What an earlier version was held for holds no more,
    what readers reported does. A constant number of queries, whatever has been written before.
    """
    sketch, near = likened(contribution, version)
    held = holding.reasons(contribution, version, near)
    if version.number > 1:
        before = contribution.holds.filter(lifted_at=None).exclude(kind=Hold.Kind.REPORTED)
        before.update(lifted_at=timezone.now())
    Hold.objects.bulk_create(
        Hold(contribution=contribution, version=version, kind=each.kind, found=each.found) for each in held
    )
    return Looked(version, sketch, near, held)


def likened(contribution: Contribution, version: Version) -> tuple[likeness.Sketch | None, list[likeness.Alike]]:
    """What a contribution is compared by and the texts near it; nothing for an argument. One query."""
    if contribution.is_argument:
        return None, []
    sketch = likeness.sketch(version.title, version.text)
    return sketch, likeness.alike(sketch, contribution.consultation.pk, exclude=contribution.pk)
