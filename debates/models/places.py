"""Where the places people speak of are."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.territories.models import Commune
from consultation.territories.names import fold
from debates.models.texts import WEB_ADDRESS, Contribution


class PlaceList(models.Model):
    """A list of places laid under a consultation, with what its readers must be told of it: where from, under what."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="place_lists")
    key = models.SlugField(max_length=60)
    source = models.CharField(_("source"), max_length=300)  # words of attribution
    licence = models.CharField(_("licence"), max_length=120)
    url = models.CharField(max_length=500, blank=True, validators=[WEB_ADDRESS])

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="place_list_once")]

    def __str__(self):
        return self.key


class PlaceQuerySet(models.QuerySet):
    def public(self) -> Self:
        """What everybody may see: those of lists, and those of contributions that are online."""
        online = Contribution.objects.published().filter(pk=models.OuterRef("contribution"))
        return self.filter(Q(contribution__isnull=True) | models.Exists(online))  # a join would read all to show twenty

    def named(self) -> Self:
        """Those that participants named."""
        return self.filter(contribution__isnull=False)

    def listed(self) -> Self:
        """Those of lists."""
        return self.filter(contribution__isnull=True)


class Place(models.Model):
    """A place on the map: named by a contribution, or laid under the consultation from a list (`origin`).

    A point is there only when the author, or the list, gives one: degrees, WGS 84. Without one the place stands in its
    commune. `search_name` is kept by whoever writes the name (`searched`).
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="places")
    contribution = models.OneToOneField(Contribution, models.CASCADE, null=True, blank=True, related_name="place")
    name = models.CharField(_("nom"), max_length=160, blank=True)
    search_name = models.CharField(max_length=340, blank=True, default="", db_default="", editable=False)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="+", verbose_name=_("commune"))
    longitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    latitude = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    url = models.CharField(max_length=500, blank=True, validators=[WEB_ADDRESS])
    list = models.ForeignKey(PlaceList, models.CASCADE, null=True, blank=True, related_name="places")
    origin = models.CharField(max_length=200, blank=True)  # "" for one named on the site; "tiers-lieux-2019:12"
    facts = models.JSONField(default=dict, blank=True)  # what the list says and no column holds: address, type

    objects = PlaceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["consultation", "commune", "id"], name="places_by_commune")]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "origin"], condition=~Q(origin=""), name="place_laid_once"),
            models.CheckConstraint(
                name="a_whole_point",
                condition=Q(longitude=None, latitude=None) | Q(longitude__isnull=False, latitude__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name or str(self.commune)

    def get_absolute_url(self):
        """The contribution that names it, else the page of its department."""
        if self.contribution_id:
            return self.contribution.get_absolute_url()
        return reverse("place_department", args=[self.consultation.slug, self.commune.department_id])

    @staticmethod
    def searched(name: str) -> str:
        """The name as it is looked for: folded, each word after a space."""
        return f" {fold(name)}"[:340] if fold(name) else ""

    @property
    def words(self) -> str:
        """What was written freely, which a moderator reads: the name and the web address, "" without either."""
        return " ".join(filter(None, (self.name, self.url)))

    @property
    def has_point(self) -> bool:
        return self.longitude is not None
