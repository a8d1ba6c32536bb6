"""Keys with which a person's programs write in that person's name. docs/decisions/access-keys.md has the reasons."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import constant_time_compare


class AccessKey(models.Model):
    """A key somebody made for a program. What it reads like is shown once and never kept: `digest` is its SHA-256.

    `stamp` ties it to the password there was: a changed password ends the keys, as it ends the sessions.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="access_keys")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(max_length=12)  # what its owner knows it by in a list
    stamp = models.CharField(max_length=128)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)  # to the minute

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.name} ({self.beginning}…)"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()

    @property
    def is_of_this_password(self) -> bool:
        return constant_time_compare(self.stamp, self.person.get_session_auth_hash())

    @property
    def is_good(self) -> bool:
        return self.is_of_this_password and not self.is_expired
