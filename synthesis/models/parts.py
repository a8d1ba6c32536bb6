"""The parts of a file that several workers make."""

from django.db import models
from django.db.models import Q

from debates.models import Question
from synthesis.models.files import Export
from synthesis.models.jobs import FileJob


class ExportPart(FileJob):
    """The share of one question, or what belongs to none, of a file of all data; it goes once the file is there.

    It holds words of participants as its export does, for as long as that is being made.
    """

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+")
    since = models.DateTimeField()  # `asked_at` of its export then: of what was asked for again since, it is no part
    texts = models.PositiveIntegerField(default=0)  # its weight
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    # Where each of its pieces lies in it; that of no question also says what the others must know (`synthesis.sharing`)
    contents = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["export", "question"], name="export_part_once"),
            models.UniqueConstraint(fields=["export"], condition=Q(question=None), name="export_rest_once"),
        ]

    def __str__(self):
        return f"{self.export_id}/{self.question_id}"


class ExportPartChunk(models.Model):
    """A slice of a part, a megabyte at most."""

    part = models.ForeignKey(ExportPart, models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["part", "number"], name="part_chunk_once")]

    def __str__(self):
        return f"{self.part_id}:{self.number}"
