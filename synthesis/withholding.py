"""What was frozen and is no longer to be read: a published document keeps its evidence, pages do not show it all.

A synthesis is frozen with the passages it cites. When the author of one withdraws it since, or a moderator hides it,
the frozen bytes stay, so that the digest can still be checked by those who keep them; whatever shows them leaves the
words of that text out.
"""

from typing import Any

from debates.models import Contribution

SAID = frozenset(["text", "quote", "title", "author", "stakeholder", "place", "territory"])  # what a person said


def without_withdrawn(frozen: Any) -> tuple[Any, list[int]]:
    """A frozen document or snapshot without the words of texts that are not public now, and their ids. One query.

    The words become "", everything else (marks, offsets, counts, ids) stays.
    """
    named = _named(frozen)
    public = set(Contribution.objects.published().filter(pk__in=named).values_list("pk", flat=True))
    gone = named - public
    return (_left(frozen, gone) if gone else frozen), sorted(gone)


def _named(value: Any) -> set[int]:
    """The contributions whose words are somewhere in `value`."""
    if isinstance(value, dict):
        own = {value["contribution"]} if isinstance(value.get("contribution"), int) else set()
        return own.union(*map(_named, value.values()))
    if isinstance(value, list):
        return set().union(*map(_named, value))
    return set()


def _left(value: Any, gone: set[int]) -> Any:
    if isinstance(value, dict):
        is_gone = value.get("contribution") in gone
        return {key: "" if is_gone and key in SAID else _left(item, gone) for key, item in value.items()}
    if isinstance(value, list):
        return [_left(item, gone) for item in value]
    return value
