"""Where the places people speak of are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.territories.models import Commune
from debates.models.texts import WEB_ADDRESS, Contribution


class Place(models.Model):
    """A place on the map: named by a contribution, or laid under the consultation from a list (`origin`).

    A point is there only when the author, or the list, gives one: degrees, WGS 84. Without one the place stands in its
    commune.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="places")
    contribution = models.OneToOneField(Contribution, models.CASCADE, null=True, blank=True, related_name="place")
    name = models.CharField(_("nom"), max_length=160, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    url = models.CharField(max_length=500, blank=True, validators=[WEB_ADDRESS])
    origin = models.CharField(max_length=200, blank=True)  # "" for one named on the site
    facts = models.JSONField(default=dict, blank=True)  # what the list says and no column holds

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "origin"], condition=~Q(origin=""), name="place_laid_once"),
            models.CheckConstraint(
                name="a_whole_point",
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name or str(self.commune)
