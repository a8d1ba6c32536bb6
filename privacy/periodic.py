"""What is done every hour so that nothing is kept longer than said; a missed run is made up for by the next."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from privacy import actions, retention, warning

BATCH = 10_000  # rows of one statement


@shared_task
def keep_to_the_limits() -> None:
    """Erase what is due by `privacy.retention`, then look after accounts that nobody uses."""
    erase_due(timezone.now())
    warning.look_after_accounts()


def erase_due(now: datetime) -> dict[str, int]:
    """Erase everything whose time is over; how many of each."""
    erased = {}
    for limit in retention.limits():
        if limit.due:
            erased[limit.key] = APPLIED.get(limit.key, _delete)(limit.due(now))
    erased["mails"] = _unlink(retention.mails_due(now))
    return erased


def _delete(rows) -> int:
    """A stretch at a time, so that no statement holds a table for long."""
    count = 0
    while pks := list(rows.values_list("pk", flat=True)[:BATCH]):
        count += rows.model._default_manager.filter(pk__in=pks).delete()[1].get(rows.model._meta.label, 0)
    return count


def _empty_found(rows) -> int:
    return rows.update(found="")


def _erase_people(rows) -> int:
    people = list(rows[:500])
    for person in people:
        actions.purge(person, why="unconfirmed")
    return len(people)


def _unlink(paths) -> int:
    for path in paths:
        path.unlink(missing_ok=True)
    return len(paths)


APPLIED = {"found": _empty_found, "unconfirmed": _erase_people}
