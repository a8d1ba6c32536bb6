"""The synthesis: drafts and published versions, their statements and what these rest on."""

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models import Theme
from synthesis.models.harvesting import Extract, Idea
from synthesis.models.rollups import RollUp


class SynthesisQuerySet(models.QuerySet):
    def published(self):
        return self.filter(state=Synthesis.State.PUBLISHED)

    def drafts(self):
        return self.filter(state=Synthesis.State.DRAFT)


class Synthesis(models.Model):
    """A document: a draft that editors change, or a published version whose `document` is frozen."""

    class State(models.TextChoices):
        DRAFT = "draft", _("brouillon")
        PUBLISHED = "published", _("publiée")

    class Kind(models.TextChoices):
        INTERIM = "interim", _("Synthèse intermédiaire")
        FINAL = "final", _("Synthèse finale")
        CORRECTED = "correct", _("Version corrigée")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="syntheses")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("étape"), max_length=8, choices=Kind, default=Kind.INTERIM)
    title = models.CharField(_("titre"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)  # Markdown
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rollup = models.ForeignKey(RollUp, models.PROTECT, null=True, blank=True, related_name="+")
    made_from = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")  # copied from it
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    document = models.JSONField(null=True, blank=True)  # frozen at publication
    sha256 = models.CharField(max_length=64, blank=True)
    # Whether its `standings` were written as it was published; versions of before go by the states of today.
    has_standings = models.BooleanField(default=False, db_default=False, editable=False)

    objects = SynthesisQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "syntheses"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="synthesis_number_once"),
            models.CheckConstraint(
                name="published_is_frozen",
                condition=Q(state="draft") | Q(document__isnull=False, published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("synthesis_version", args=[self.consultation.slug, self.number])


class Section(models.TextChoices):
    """The parts of a theme's chapter, in the order of the report. The first five follow the default natures."""

    FINDING = "finding", _("Diagnostic")
    MODEL = "model", _("Modèles")
    BARRIER = "barrier", _("Freins")
    PRACTICE = "practice", _("Initiatives")
    PROPOSAL = "proposal", _("Propositions")
    DISAGREEMENT = "disagreement", _("Désaccords")
    MINORITY = "minority", _("Points de vue minoritaires")
    QUESTION = "question", _("Questions ouvertes")
    PLAN = "plan", _("Plan d’action")


class Statement(models.Model):
    """A sentence or paragraph of a synthesis, backed by the extracts it cites."""

    class Source(models.TextChoices):
        IDEA = "idea", _("d’après une idée")
        SNAPSHOT = "snapshot", _("d’après la consolidation")
        EDITOR = "editor", _("écrit par la rédaction")

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="statements")
    # Its copies in later versions keep it: two versions compare by it.
    origin = models.UUIDField(default=uuid4, db_default=RandomUUID(), editable=False)
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")
    section = models.CharField(_("partie"), max_length=12, choices=Section)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(_("énoncé"))  # plain text
    figure = models.CharField(max_length=60, blank=True, default="", db_default="")  # key of what is put here
    revision = models.PositiveIntegerField(default=0, db_default=0)  # who writes says which one he read
    source = models.CharField(max_length=8, choices=Source, default=Source.EDITOR)
    idea = models.ForeignKey(Idea, models.SET_NULL, null=True, blank=True, related_name="+")
    extracts = models.ManyToManyField(Extract, through="Citation", related_name="statements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["theme__position", "section", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["synthesis", "origin"], name="one_statement_of_an_origin")]

    def __str__(self):
        return self.text

    @property
    def consultation(self) -> Consultation:
        return self.synthesis.consultation


class Citation(models.Model):
    """A statement rests on an extract."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="citations")
    extract = models.ForeignKey(Extract, models.PROTECT, related_name="citations")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["statement", "extract"], name="cited_once")]

    def __str__(self):
        return f"{self.statement_id} ← {self.extract_id}"


class Remark(models.Model):
    """What editors say to each other about a statement; never published."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="remarks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("commentaire"))
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return self.text

    @property
    def consultation(self) -> Consultation:
        return self.statement.consultation
