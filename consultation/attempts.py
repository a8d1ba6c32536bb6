"""Wrong passwords and second factors, and mails asked for, counted in PostgreSQL: limited while Redis is away too.

docs/decisions/limits-without-redis.md says why these three and no others. What is kept is a keyed digest, never an
address, for a day.
"""

from datetime import timedelta

from celery import shared_task
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from consultation.models import Attempt

HOUR = timedelta(hours=1)
MOST = {  # kind -> how many in an hour, for each of the things it is counted by, in the order of `note`
    "password": (30, 120),  # of an account, of an address of the network
    "factor": (20,),  # of an account
    "mail": (40,),  # to an address
}


def note(kind: str, *by: str) -> None:
    """Count one more."""
    Attempt.objects.bulk_create(Attempt(kind=kind, digest=digest) for digest in _digests(kind, by))


def is_too_many(kind: str, *by: str) -> bool:
    """Whether there were too many within the hour, for any of what it is counted by; one query."""
    digests, since = _digests(kind, by), timezone.now() - HOUR
    counts = {f"n{rank}": Count("pk", filter=Q(digest=digest)) for rank, digest in enumerate(digests)}
    found = Attempt.objects.filter(kind=kind, digest__in=digests, at__gt=since).aggregate(**counts)
    return any(found[f"n{rank}"] >= most for rank, most in enumerate(MOST[kind]))


def _digests(kind: str, by: tuple[str, ...]) -> list[str]:
    return [salted_hmac(f"attempts:{kind}:{rank}", said.strip().lower()).hexdigest() for rank, said in enumerate(by)]


@shared_task
def forget() -> int:
    """Erase what is older than a day; how many rows."""
    return Attempt.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()[0]
