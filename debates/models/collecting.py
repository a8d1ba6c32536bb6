"""Texts that were not posted on the site: said during a visit, sent by letter, heard at a meeting."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debates.models.texts import Contribution
from debates.models.ways import Way

PLACE_MAX = 160


class Collected(models.Model):
    """Where, when and by whom a contribution was collected off the site, and how its author agreed to be published."""

    class Consent(models.TextChoices):
        WRITTEN = "written", _("accord écrit")
        SPOKEN = "spoken", _("accord oral")

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="collected")
    way = models.CharField(_("comment"), max_length=8, choices=Way)
    place = models.CharField(_("lieu"), max_length=PLACE_MAX)
    on = models.DateField(_("date"))
    collected_by = models.CharField(_("recueilli par"), max_length=PLACE_MAX)  # for the staff alone
    consent = models.CharField(_("accord de la personne"), max_length=8, choices=Consent)
    mark = models.CharField(max_length=64, blank=True, editable=False)  # of the form or line it came with
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["-entered_at", "-id"], name="collected_last")]
        constraints = [
            models.UniqueConstraint(fields=["mark"], condition=~models.Q(mark=""), name="collected_once"),
        ]

    def __str__(self):
        return f"{self.get_way_display()}, {self.place}, {self.on}"
