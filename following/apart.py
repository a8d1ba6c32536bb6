"""What this application shows of a reader on the pages of the debate."""

from consultation.apart import tells_apart
from consultation.models import User
from following import reading
from following.models import Follow


@tells_apart
def followed_and_unread(person: User, kind: str, pk: int) -> tuple[bool, int]:
    """The button that follows, and the number in the head of the page. Two queries.

    A text that makes its author follow is his own: pages that hold one are never kept.
    """
    is_on = Follow.objects.filter(person=person, **{f"{kind}_id": pk}).values_list("is_on", flat=True).first()
    return bool(is_on), reading.unread(person)
