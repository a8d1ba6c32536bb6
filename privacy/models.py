"""What is kept about the data of a person: exports she asked for, warnings she was sent, what is left to erase."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from synthesis.models import FileJob, Job, JobState

EXPORT_KEPT = timedelta(days=7)  # after it was made


class PersonalExport(FileJob):
    """A ZIP of what is held on a person, for her alone.

    `token` is drawn by chance and stands in its address, which nobody but its owner may open all the same.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="personal_exports")
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=("queued", "running")), name="one_personal_export_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.person_id} {self.state}"

    def get_absolute_url(self):
        return reverse("personal_export", args=[self.token])

    @property
    def file_name(self) -> str:
        return f"mes-donnees-{self.asked_at:%Y-%m-%d}-{self.token.hex[:12]}.zip"

    @property
    def gone_at(self) -> datetime | None:
        """When it is erased; None while it is not made."""
        return self.finished_at + EXPORT_KEPT if self.state == JobState.DONE else None


class PersonalExportChunk(models.Model):
    """A slice of that ZIP, a megabyte at most."""

    export = models.ForeignKey(PersonalExport, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="personal_chunk_once")]

    def __str__(self):
        return f"{self.export_id}:{self.number}"


class Erasure(Job):
    """Somebody left: what is left to do in the worker, sessions and roll-ups. The row stays, and names nobody."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasure")
    took_texts = models.BooleanField(default=False)

    def __str__(self):
        return f"{self.person_id} {self.state}"


class Warned(models.Model):
    """Somebody who does not come any more was written to before her account is erased: once, then once more."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="warned")
    first_at = models.DateTimeField(null=True, blank=True)  # the mail server took it
    second_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)  # of the address, since the last mail it took
    tried_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.person_id} {self.first_at} {self.second_at}"
