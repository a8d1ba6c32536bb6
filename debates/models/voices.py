"""What people say of a text without writing one."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debates.models.texts import Contribution


class Reaction(models.Model):
    """One per person and contribution; it can be changed or withdrawn."""

    class Kind(models.TextChoices):
        AGREE = "agree", _("D’accord")
        DISAGREE = "disagree", _("Pas d’accord")
        UNCLEAR = "unclear", _("Pas tout compris")
        MORE_INFO = "more_info", _("SVP + d’infos")

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reactions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "by"], name="one_reaction_each")]

    def __str__(self):
        return f"{self.by_id} {self.kind} {self.contribution_id}"
