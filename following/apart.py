"""What this application shows of a reader on the pages of the debate."""

from collections.abc import Hashable

from consultation.apart import tells_apart
from consultation.models import User
from following import reading
from following.models import Follow


@tells_apart
def followed_and_unread(person: User, kind: str, pk: int) -> tuple[bool, int]:
    """The button that follows, and the number in the head of the page. Two queries.

    A text that makes its author follow is his own: pages that hold one are never kept.
    """
    if kind == "contribution":
        is_on = reading.is_on(person, pk)
    else:
        is_on = Follow.objects.filter(person=person, **{f"{kind}_id": pk}).values_list("is_on", flat=True).first()
    person.known_apart = {(kind, pk): bool(is_on), "unread": reading.unread(person)}  # the tags need not ask again
    return bool(is_on), person.known_apart["unread"]


def known(person: User, what: Hashable) -> bool | int | None:
    """What was asked for this request already: whether (kind, pk) is followed, or "unread"; None if it was not."""
    return getattr(person, "known_apart", {}).get(what)
