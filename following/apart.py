"""What this application shows of a reader on the pages of the debate."""

from collections.abc import Hashable

from django.db import connection
from django.utils import timezone

from consultation.apart import tells_apart
from consultation.models import User


@tells_apart
def followed_and_unread(person: User, kind: str, pk: int) -> tuple[bool, int]:
    """The button that follows, and the number in the head of the page: `reading.is_on` of a contribution or whether a
    question is followed, and `reading.unread`. One query, written out: it is asked on each page of the debate.

    A text that makes its author follow is his own: pages that hold one are never kept.
    """
    with connection.cursor() as cursor:
        values = {"person": person.pk, "pk": pk, "now": timezone.now()}
        cursor.execute(_FOLLOWED[kind] + _UNREAD, values)
        is_on, unread = cursor.fetchone()
    person.known_apart = {(kind, pk): bool(is_on), "unread": unread}  # the tags need not ask again
    return bool(is_on), unread


_FOLLOWED = {
    "question": "SELECT (SELECT is_on FROM following_follow WHERE person_id = %(person)s AND question_id = %(pk)s)",
    "contribution": """
SELECT coalesce(
    (SELECT is_on FROM following_follow WHERE person_id = %(person)s AND contribution_id = %(pk)s),
    (SELECT bool_or(f.is_on) FROM following_follow f JOIN debates_contribution c ON c.id = f.contribution_id
     WHERE f.person_id = %(person)s
       AND (c.merged_into_id = %(pk)s OR c.id = (SELECT split_from_id FROM debates_contribution WHERE id = %(pk)s))))
""",
}
_UNREAD = """,
    (SELECT count(*) FROM consultation_notice
     WHERE person_id = %(person)s AND read_at IS NULL AND created_at <= %(now)s)
"""


def known(person: User, what: Hashable) -> bool | int | None:
    """What was asked for this request already: whether (kind, pk) is followed, or "unread"; None if it was not."""
    return getattr(person, "known_apart", {}).get(what)
