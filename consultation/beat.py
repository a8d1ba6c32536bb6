"""The beat, on a machine whose clock may be set back."""

from celery import beat

SLACK = 2  # seconds: a clock that is kept by small steps is no clock that jumped


class Scheduler(beat.PersistentScheduler):
    """What was last asked for later than now is asked for from now on.

    Celery counts from the last time: a clock that was an hour fast, once set right, would stop every sweep for an hour,
    in the process that lives and, by the file that it leaves, in the next one.
    """

    def tick(self, *args, **kwargs) -> float:
        ahead = [entry for entry in self.schedule.values() if _is_ahead(entry)]
        for entry in ahead:
            entry.last_run_at = entry.default_now()
        if ahead:
            self._heap = None  # its times are those of the former clock: made again
        return super().tick(*args, **kwargs)


def _is_ahead(entry: beat.ScheduleEntry) -> bool:
    """Compared as instants: two times of Paris are compared by their hands, which go back one night a year."""
    return entry.last_run_at.timestamp() > entry.default_now().timestamp() + SLACK
