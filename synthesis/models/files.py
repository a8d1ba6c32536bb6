"""Files made from a synthesis."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from synthesis.models.jobs import FileJob, FileJobQuerySet, JobState
from synthesis.models.writing import Synthesis


class ExportQuerySet(FileJobQuerySet):
    """Files, with the parts that they are being made of."""

    def requeue(self) -> int:
        with transaction.atomic():
            self.drop_parts()
            return super().requeue()

    requeue.alters_data = True

    def drop_bytes(self) -> None:
        with transaction.atomic():
            super().drop_bytes()
            self.drop_parts()

    drop_bytes.alters_data = True

    def delete(self):
        with transaction.atomic():
            self.drop_parts()
            return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def drop_parts(self) -> None:
        """What was made of these files so far goes; whoever is at a part of it writes nothing.

        A file is locked before its parts, here and where it is put together.
        """
        with transaction.atomic():
            files = list(self.order_by("pk").select_for_update().values_list("pk", flat=True))
            self.model.parts.rel.related_model.objects.filter(export__in=files).delete()

    drop_parts.alters_data = True

    def to_send(self):
        """Without those whose parts are still to be made: these are sent one by one."""
        parts = self.model.parts.rel.related_model.objects.filter(export=OuterRef("pk"), since=OuterRef("asked_at"))
        return super().to_send().exclude(Exists(parts.filter(state__in=(JobState.QUEUED, JobState.RUNNING))))


class Export(FileJob):
    """A file made from one document; every web process can serve what any worker made."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word (DOCX)"
        ODT = "odt", "OpenDocument (ODT)"
        EPUB = "epub", _("Livre numérique (EPUB)")
        HTML = "html", "HTML"
        CSV = "csv", _("Citations (CSV)")
        XLSX = "xlsx", _("Tableaux (XLSX)")
        JSON = "json", _("Document (JSON)")
        TABLES_CSV = "tables-csv", _("Données (CSV)")
        TABLES_XLSX = "tables-xlsx", _("Données (XLSX)")
        TABLES_JSON = "tables-json", _("Données (JSON)")
        ARCHIVE = "archive", _("Archive vérifiable (ZIP)")

    # Those that can be made: the others are neither offered nor asked for.
    READY = (
        *(Format.PDF, Format.DOCX, Format.ODT, Format.EPUB, Format.HTML),
        *(Format.CSV, Format.XLSX, Format.JSON),
        *(Format.TABLES_CSV, Format.TABLES_XLSX, Format.TABLES_JSON, Format.ARCHIVE),
    )

    # Those that hold every public text of the consultation, and not what the document quotes alone.
    WHOLE = (Format.TABLES_CSV, Format.TABLES_XLSX, Format.TABLES_JSON, Format.ARCHIVE)

    synthesis = models.ForeignKey(Synthesis, models.CASCADE, related_name="exports")
    format = models.CharField(max_length=12, choices=Format)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    file_name = models.CharField(max_length=200, blank=True)
    tells = models.BooleanField(default=False, db_default=False)  # whoever asked for it is told when it is there
    # The body's own template that the file is made with, "" for the platform's own look.
    template_name = models.CharField(max_length=200, blank=True, default="", db_default="")
    template_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.synthesis} · {self.format}"

    def get_absolute_url(self):
        return reverse("export", args=[self.consultation.slug, self.pk])

    @classmethod
    def offered(cls) -> list[tuple[str, str]]:
        """The formats that can be asked for, with their words, in their order."""
        return [(value, label) for value, label in cls.Format.choices if value in cls.READY]

    @property
    def consultation(self) -> Consultation:
        return self.synthesis.consultation


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


class ReportTemplate(models.Model):
    """A body's own Word or OpenDocument file, whose styles its exports take on."""

    class Format(models.TextChoices):
        DOCX = "docx", "Word (DOCX)"
        ODT = "odt", "OpenDocument (ODT)"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="report_templates")
    format = models.CharField(max_length=4, choices=Format)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "format"], name="one_template_a_format")]

    def __str__(self):
        return self.name

    @property
    def file_name(self) -> str:
        """The name that it came with, ending as its format does."""
        return self.name if self.name.lower().endswith(f".{self.format}") else f"{self.name}.{self.format}"
