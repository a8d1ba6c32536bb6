"""Where people speak from: communes, departments, regions, and the kind of territory."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.utils.translation import gettext_lazy as _

from .names import fold


class TerritoryKind(models.TextChoices):
    """Kinds of territory by inhabitants of the commune."""

    RURAL = "rural", _("rural")
    SMALL_TOWN = "small_town", _("petite ville")
    MEDIUM_TOWN = "medium_town", _("ville moyenne")
    METROPOLIS = "metropolis", _("métropole")

    @classmethod
    def of(cls, population: int | None) -> Self | str:
        """The kind of a commune of so many inhabitants; "" when the number is not known.

        Rural under 2,000, small town under 20,000, medium-sized town under 100,000, metropolis from there on.
        """
        if population is None:
            return ""
        ceilings = ((2_000, cls.RURAL), (20_000, cls.SMALL_TOWN), (100_000, cls.MEDIUM_TOWN))
        return next((kind for ceiling, kind in ceilings if population < ceiling), cls.METROPOLIS)


class OverseasQuerySet(models.QuerySet):
    def proper(self) -> Self:
        """The 18 regions, the 101 departments: without the overseas territories that are neither."""
        return self.filter(is_overseas_territory=False)


class Area(models.Model):
    """What regions and departments share."""

    name = models.CharField(_("nom"), max_length=100)
    is_overseas_territory = models.BooleanField(
        _("collectivité ou territoire d’outre-mer"),
        default=False,
        help_text=_("Ni département ni région, mais ses communes comptent : Polynésie française, Saint-Martin…"),
    )

    objects = OverseasQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class Region(Area):
    """One of the 18 regions, or an overseas territory standing as its own region."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)

    class Meta:
        verbose_name = _("région")
        verbose_name_plural = _("régions")
        ordering = ["name"]


class Department(Area):
    """One of the 101 departments, or an overseas territory standing as its own department."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="departments", verbose_name=_("région"))
    outline = models.TextField(
        _("contour"), blank=True, help_text=_("Données d’un tracé SVG ; vide s’il n’y en a pas.")
    )

    class Meta:
        verbose_name = _("département")
        verbose_name_plural = _("départements")
        ordering = ["code"]


SEARCHED = SearchVector("search_name", "postcodes", config="simple")


class Commune(models.Model):
    """One commune of today, by its INSEE code. Make one with `describe`, which derives its kind and searched name."""

    code = models.CharField(_("code INSEE"), max_length=5, primary_key=True)
    name = models.CharField(_("nom"), max_length=100)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="communes", verbose_name=_("département")
    )
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    postcodes = models.TextField(_("codes postaux"), blank=True, help_text=_("Séparés par des espaces."))
    search_name = models.CharField(_("nom pour la recherche"), max_length=100, editable=False)
    kind = models.CharField(_("type de territoire"), max_length=20, choices=TerritoryKind, blank=True)

    class Meta:
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["search_name", "code"]
        indexes = [
            models.Index(fields=["kind"], name="commune_kind"),
            models.Index(fields=["search_name"], name="commune_search_name", opclasses=["text_pattern_ops"]),
            # Beginnings of any word of the name and of postcodes. Read at each key stroke, written once a year: no
            # pending list to scan.
            GinIndex(SEARCHED, name="commune_searched", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.department_id})"

    @classmethod
    def describe(cls, code: str, name: str, department_id: str, population: int | None, postcodes: str = "") -> Self:
        """An unsaved commune whose kind and searched name are derived from the rest."""
        derived = {"search_name": fold(name), "kind": TerritoryKind.of(population)}
        known = {"department_id": department_id, "population": population, "postcodes": postcodes}
        return cls(code=code, name=name, **known, **derived)

    @property
    def region(self) -> Region:
        """The region of its department (select `department__region` when listing)."""
        return self.department.region
