"""Sessions know whose they are inside alone: they are found by reading them, which only the worker does."""

from collections.abc import Iterator

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from consultation.models import User

BATCH = 500


def of(person: User) -> Iterator[Session]:
    """The sessions of somebody that are not over. Reads every session that is not, BATCH at a time."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(chunk_size=BATCH):
        if session.get_decoded().get(SESSION_KEY) == str(person.pk):
            yield session


def erase(person: User) -> int:
    """Erase the sessions of somebody; how many there were."""
    return Session.objects.filter(pk__in=[session.pk for session in of(person)]).delete()[0]
