"""What moderators decide, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debates.models.texts import Contribution, Version


class Reason(models.TextChoices):
    """Why a text is hidden; each is a line of the charter."""

    OFF_TOPIC = "off_topic", _("hors sujet")
    INSULT = "insult", _("attaque ou insulte")
    PERSONAL_DATA = "personal_data", _("donnée personnelle")
    ADVERTISING = "advertising", _("publicité")
    UNLAWFUL = "unlawful", _("propos illicite")
    DUPLICATE = "duplicate", _("doublon")


class Decision(models.Model):
    """What a moderator decided about one version of a text."""

    class Verdict(models.TextChoices):
        PUBLISH = "publish", _("publier")
        HIDE = "hide", _("masquer")
        REFUSE_EDIT = "refuse_edit", _("garder la version précédente")

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="decisions")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="hiding_has_a_reason", condition=Q(verdict="publish") | ~Q(reason=""))
        ]

    def __str__(self):
        return f"{self.verdict} {self.contribution_id}"
