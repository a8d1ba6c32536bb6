"""What was frozen and is no longer to be read: a published document keeps its evidence, pages do not show it all.

A synthesis is frozen with the passages it cites. When the author of one withdraws it since, or a moderator hides it,
the frozen bytes stay, so that the digest can still be checked by those who keep them; whatever shows them leaves the
words of that text out.
"""

from typing import Any

from debates.models import Contribution
from synthesis.models import Statement

SAID = frozenset(["text", "quote", "title", "author", "stakeholder", "place", "territory"])  # what a person said


def without_withdrawn(frozen: dict) -> tuple[dict, list[int]]:
    """A frozen document or snapshot without the words of texts that are not public now, and their ids. One query.

    The words become "", everything else (marks, offsets, counts, ids) stays.
    """
    named = _named(frozen)
    public = set(Contribution.objects.published().filter(pk__in=named).values_list("pk", flat=True))
    gone = named - public
    return (_left(frozen, gone, _marks(frozen, gone)) if gone else frozen), sorted(gone)


def _marks(frozen: dict, gone: set[int]) -> set[int]:
    """The marks of the quotations of those texts, in a document."""
    return {quote["mark"] for quote in frozen.get("quotes", ()) if quote["contribution"] in gone}


def _named(value: Any) -> set[int]:
    """The contributions whose words are somewhere in `value`."""
    if isinstance(value, dict):
        own = {value["contribution"]} if isinstance(value.get("contribution"), int) else set()
        return own.union(*map(_named, value.values()))
    if isinstance(value, list):
        return set().union(*map(_named, value))
    return set()


def _left(value: Any, gone: set[int], marks: set[int]) -> Any:
    if isinstance(value, dict):
        is_gone = value.get("contribution") in gone or _is_borrowed(value, marks)
        return {key: "" if is_gone and key in SAID else _left(item, gone, marks) for key, item in value.items()}
    if isinstance(value, list):
        return [_left(item, gone, marks) for item in value]
    return value


def _is_borrowed(value: dict, marks: set[int]) -> bool:
    """Whether this is a statement whose words are the title of a text it cites, and that text is gone."""
    return value.get("source") == Statement.Source.SNAPSHOT and not marks.isdisjoint(value.get("marks", ()))
