"""When somebody was last here: what the time for which an account is kept is counted from."""

from django.utils import timezone

from consultation.models import User


def note(person: User) -> None:
    """Write that somebody signed in, wrote or reacted. Once a day: nothing is asked of the database otherwise."""
    now, last = timezone.now(), person.last_contact_at
    if last is not None and timezone.localdate(last) == timezone.localdate(now):
        return
    User.objects.filter(pk=person.pk, erased_at=None).update(last_contact_at=now, warned_at=None)
    person.last_contact_at, person.warned_at = now, None
