"""Harvest, ideas, roll-up, synthesis and exports."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models import Contribution, Nature, Question, Theme, Version


class Idea(models.Model):
    """A node of the synthesis tree of a theme."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="ideas")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    title = models.CharField(_("idée"), max_length=200)
    position = models.PositiveIntegerField(default=0)

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
        DUPLICATE = "duplicate", _("déjà dit par la même personne")

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="reading")
    outcome = models.CharField(max_length=12, choices=Outcome)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.contribution_id} {self.outcome}"


class JobState(models.TextChoices):
    QUEUED = "queued", _("demandé")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    FAILED = "failed", _("en échec")


class JobQuerySet(models.QuerySet):
    def claim(self, pk: int):
        """Take a job that is queued, or whose worker gave no sign of life for JOB_LEASE; None if it is not free."""
        now = timezone.now()
        stale = Q(state=JobState.RUNNING, alive_at__lt=now - timedelta(seconds=settings.JOB_LEASE))
        free = self.filter(stale | Q(state=JobState.QUEUED), pk=pk)
        claimed = free.update(state=JobState.RUNNING, alive_at=now, attempts=F("attempts") + 1)
        return self.get(pk=pk) if claimed == 1 else None

    def requeue(self) -> int:
        """Ask again for work that is over."""
        return self.update(state=JobState.QUEUED, asked_at=timezone.now(), error="", attempts=0)

    def to_send(self):
        """What the sweep sends again: queued a while ago, or left by a worker that died."""
        limit = timezone.now() - timedelta(seconds=settings.JOB_LEASE)
        waiting = Q(state=JobState.QUEUED, asked_at__lt=timezone.now() - timedelta(seconds=5))
        return self.filter(waiting | Q(state=JobState.RUNNING, alive_at__lt=limit))


class Job(models.Model):
    """Work for the worker: a row first, so that neither Redis nor a worker can lose it."""

    state = models.CharField(max_length=8, choices=JobState, default=JobState.QUEUED, db_index=True)
    asked_at = models.DateTimeField(default=timezone.now)
    alive_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True


class RollUp(Job):
    """One run over what was published at `cut_off`; its frozen snapshot is never written twice."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="rollups")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cut_off = models.DateTimeField()
    parts_total = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.consultation} #{self.pk}"

    def get_absolute_url(self):
        return reverse("rollup", args=[self.consultation.slug, self.pk])


class RollUpPart(Job):
    """The share of one question."""

    rollup = models.ForeignKey(RollUp, models.CASCADE, related_name="parts")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    result = models.JSONField(null=True, blank=True)
    rows = models.JSONField(default=list)  # the contributions it counted, without their texts

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollup", "question"], name="one_part_a_question")]

    def __str__(self):
        return f"{self.rollup_id}/{self.question_id}"


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

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="syntheses")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("étape"), max_length=8, choices=Kind, default=Kind.INTERIM)
    title = models.CharField(_("titre"), max_length=200)
    introduction = models.TextField(_("introduction"), blank=True)  # Markdown
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    rollup = models.ForeignKey(RollUp, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    document = models.JSONField(null=True, blank=True)  # frozen at publication
    sha256 = models.CharField(max_length=64, blank=True)

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


class Statement(models.Model):
    """A sentence or paragraph of a synthesis, backed by the extracts it cites."""

    class Source(models.TextChoices):
        IDEA = "idea", _("d’après une idée")
        SNAPSHOT = "snapshot", _("d’après la consolidation")
        EDITOR = "editor", _("écrit par la rédaction")

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="statements")
    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")
    section = models.CharField(_("partie"), max_length=12, choices=Section)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField(_("énoncé"))  # plain text
    source = models.CharField(max_length=8, choices=Source, default=Source.EDITOR)
    idea = models.ForeignKey(Idea, models.SET_NULL, null=True, blank=True, related_name="+")
    extracts = models.ManyToManyField(Extract, through="Citation", related_name="statements")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["theme__position", "section", "position", "pk"]

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


class Export(Job):
    """A file made from one document. Its bytes are rows, so that every web process can serve what any worker made."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"
        ODT = "odt", "OpenDocument (ODT)"
        HTML = "html", "HTML"
        CSV = "csv", _("Tableaux (CSV)")
        XLSX = "xlsx", _("Tableaux (XLSX)")

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=4, choices=Format)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    file_name = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.synthesis} · {self.format}"

    def get_absolute_url(self):
        return reverse("export", args=[self.consultation.slug, self.pk])

    @property
    def consultation(self) -> Consultation:
        return self.synthesis.consultation

    def data(self) -> Iterator[bytes]:
        """The bytes of the file, one row at a time."""
        numbers = list(self.chunks.order_by("number").values_list("number", flat=True))
        return (bytes(self.chunks.get(number=number).data) for number in numbers)


class ExportChunk(models.Model):
    """A slice of an exported file, a megabyte at most."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="chunk_once")]

    def __str__(self):
        return f"{self.export_id}:{self.number}"
