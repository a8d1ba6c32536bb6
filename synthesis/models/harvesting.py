"""What the staff reads and keeps: readings, verbatim passages, and the ideas they are filed under."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models import Contribution, Nature, Theme, Version


class IdeaQuerySet(models.QuerySet):
    def standing(self):
        """Those of the trees: not the ones that were merged into another."""
        return self.filter(merged_into=None)


class Idea(models.Model):
    """A node of the synthesis tree of a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="ideas")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(_("idée"), max_length=200)
    position = models.PositiveIntegerField(default=0)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self):
        return self.title

    @property
    def consultation(self) -> Consultation:
        return self.theme.consultation


class ExtractQuerySet(models.QuerySet):
    def of(self, consultation):
        return self.filter(contribution__question__theme__consultation=consultation)

    def public(self):
        """Those whose text everybody may still read, in the very version they were taken from."""
        return self.filter(contribution__in=Contribution.objects.quotable(), version__published_at__isnull=False)

    def legible(self):
        """Those a published synthesis may go on showing: public, or of a text that was when its author left with it."""
        taken = Q(contribution__taken_at__isnull=False, contribution__covered=False)
        quotable = Q(contribution__in=Contribution.objects.quotable())
        return self.filter(taken | quotable, version__published_at__isnull=False)

    def with_source(self):
        return self.select_related(
            "nature",
            "version",
            "contribution__author",
            "contribution__commune__department",
            "contribution__question__theme__consultation",
            "contribution__live",
        )


class Extract(models.Model):
    """A verbatim passage: `quote == version.text[start:end]`, checked when written; it never changes."""

    version = models.ForeignKey(Version, models.PROTECT, related_name="extracts")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="extracts")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    nature = models.ForeignKey(Nature, models.PROTECT, related_name="+", verbose_name=_("nature"))
    ideas = models.ManyToManyField(Idea, related_name="extracts", blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = ExtractQuerySet.as_manager()

    class Meta:
        ordering = ["contribution_id", "start", "pk"]
        constraints = [
            models.CheckConstraint(name="extract_is_not_empty", condition=Q(end__gt=F("start"))),
            models.UniqueConstraint(fields=["version", "start", "end", "nature"], name="passage_harvested_once"),
        ]

    def __str__(self):
        return self.quote

    @property
    def consultation(self) -> Consultation:
        return self.contribution.consultation

    def get_absolute_url(self):
        """The passage in its contribution; for a passage of an argument, the argument in the page it hangs on."""
        if self.contribution.root_id:
            return self.contribution.get_absolute_url()
        return f"{reverse('contribution', args=[self.consultation.slug, self.contribution_id])}#passage-{self.pk}"


class Reading(models.Model):
    """Somebody of the staff has read a contribution; with nothing kept, the reason."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("un passage est gardé")
        NOTHING_NEW = "nothing_new", _("rien de nouveau")
        OFF_TOPIC = "off_topic", _("hors du sujet de la mission")
        DUPLICATE = "duplicate", _("doublon d’un autre texte")

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="reading")
    outcome = models.CharField(max_length=12, choices=Outcome)
    duplicate_of = models.ForeignKey(Contribution, models.SET_NULL, null=True, blank=True, related_name="duplicates")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.contribution_id} {self.outcome}"


class Turn(models.Model):
    """Somebody has a contribution before him on the harvest desk: nobody else is given it until his turn is over."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="harvest_turn")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField(db_index=True)

    def __str__(self):
        return f"{self.contribution_id} → {self.by_id}"


class HarvestPlan(models.Model):
    """How a consultation is harvested; without a row, as the defaults say."""

    consultation = models.OneToOneField(Consultation, models.CASCADE, related_name="harvest_plan")
    double_share = models.PositiveSmallIntegerField(
        _("lus deux fois, en pour cent"),
        default=0,
        validators=[MaxValueValidator(100)],
    )

    def __str__(self):
        return f"{self.consultation_id}: {self.double_share} %"
