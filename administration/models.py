"""Invitations: how somebody becomes staff of a consultation."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Role


class InvitationQuerySet(models.QuerySet):
    def pending(self):
        """Neither used nor withdrawn; some may have expired."""
        return self.filter(used_at=None, withdrawn_at=None)

    def standing(self):
        """Those that may still be accepted."""
        return self.pending().filter(expires_at__gt=timezone.now())

    def to_send(self):
        return self.standing().filter(sent_at=None)

    def over(self, before: datetime):
        """Those of no more use since before a moment: used, withdrawn, or expired."""
        return self.filter(Q(used_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before))

    def with_token(self, token: str):
        return self.filter(digest=digest_of(token))


class Invitation(models.Model):
    """Roles in one consultation, offered to an address until a day.

    The link holds a token that the database does not: it is made of the row, of `nonce` and of the site's secret, and
    the row keeps its SHA-256. A new `nonce` makes a new link and ends the former one.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse électronique"))
    roles = ArrayField(models.CharField(max_length=13, choices=Role))
    nonce = models.CharField(max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    sendings = models.PositiveSmallIntegerField(default=1)  # times a mail was asked for
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "email"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="one_invitation_an_address",
            ),
            models.CheckConstraint(condition=~Q(roles=[]), name="invited_to_something"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(sent_at=None, used_at=None, withdrawn_at=None), name="invitations_to_send"
            )
        ]

    def __str__(self):
        return f"{self.email} → {self.consultation_id}"

    @property
    def token(self) -> str:
        """What the link holds: 64 hexadecimal digits."""
        made_of = f"{self.consultation_id}:{self.email}:{self.nonce}"
        return salted_hmac("administration.invitation", made_of, algorithm="sha256").hexdigest()

    @property
    def path(self) -> str:
        return reverse("invitation", args=[self.token])

    @property
    def role_names(self) -> list[str]:
        return [str(Role(role).label) for role in Role.values if role in self.roles]

    def is_over(self, now: datetime | None = None) -> bool:
        return self.expires_at <= (now or timezone.now())


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
