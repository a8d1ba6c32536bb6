"""Work for the worker, as rows."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.files.kept import Away, KeptFile, KeptFileQuerySet


class JobState(models.TextChoices):
    QUEUED = "queued", _("demandé")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    FAILED = "failed", _("en échec")


class JobQuerySet(models.QuerySet):
    def claim(self, pk: int):
        """Take a job that is queued, or whose worker gave no sign of life for JOB_LEASE; None if it is not free."""
        now = timezone.now()
        free = self.filter(_left(now) | Q(state=JobState.QUEUED), pk=pk)
        claimed = free.update(state=JobState.RUNNING, alive_at=now, attempts=F("attempts") + 1)
        return self.get(pk=pk) if claimed == 1 else None

    def requeue(self) -> int:
        """Ask again for work that is over."""
        return self.update(state=JobState.QUEUED, asked_at=timezone.now(), error="", attempts=0)

    def to_send(self):
        """What the sweep sends again: queued a while ago, or left by a worker that died."""
        now = timezone.now()
        just_asked = Q(asked_at__gte=now - timedelta(seconds=5), asked_at__lte=now + timedelta(seconds=5))
        return self.filter(Q(Q(state=JobState.QUEUED) & ~just_asked) | _left(now))


def _left(now: datetime) -> Q:
    """Whose worker is silent; a sign of life from the future is one of a clock that was set back since."""
    lease = timedelta(seconds=settings.JOB_LEASE)
    return Q(state=JobState.RUNNING) & (Q(alive_at__lt=now - lease) | Q(alive_at__gt=now + lease))


class Job(models.Model):
    """Work for the worker: a row first, so that neither Redis nor a worker can lose it."""

    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True


class FileJobQuerySet(KeptFileQuerySet, JobQuerySet):
    """Work that ends as a file."""


class FileJob(KeptFile, Job):
    """Work that ends as a file; its bytes are where its row says."""

    objects = FileJobQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def waits_for_place(self) -> bool:
        """Whether it was begun and given back, because the bucket where its bytes go is away."""
        return self.state == JobState.QUEUED and self.error.startswith(Away.__name__)
