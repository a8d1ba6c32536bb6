"""Roll-ups: what is asked for, its shares, and what is kept of each text so that it is read once."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from consultation.models import Consultation
from debates.models import Contribution, Question, Version
from synthesis.models.jobs import Job


class RollUp(Job):
    """One run over what was published at `cut_off`; its frozen snapshot is never written twice."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="rollups")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cut_off = models.DateTimeField()
    parts_total = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    texts_total = models.PositiveIntegerField(default=0, db_default=0)  # not read yet when it was opened
    texts_read = models.PositiveIntegerField(default=0, db_default=0)
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


class RollUpShard(Job):
    """A few hundred texts of a question that no roll-up has read yet: those of its versions from `first` to `last`.

    It goes with the freezing: what was read of its texts stays in `TextFeatures`.
    """

    rollup = models.ForeignKey(RollUp, models.CASCADE, related_name="shards")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    texts = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rollup", "question", "number"], name="one_shard_a_number")]

    def __str__(self):
        return f"{self.rollup_id}/{self.question_id}#{self.number}"


class TextFeatures(models.Model):
    """What a roll-up reckons from one immutable version alone, kept so that each text is read once.

    `recipe` names how it was made: rows of another recipe are made again. `vector` holds float16 values, little-endian;
    None where the sentence encoder was absent. `signature` holds the MinHash values as 64 uint32, little-endian.
    """

    version = models.OneToOneField(Version, models.CASCADE, primary_key=True, related_name="features")
    recipe = models.CharField(max_length=40, db_index=True)
    lemmas = models.TextField()  # separated by blanks
    signature = models.BinaryField()
    vector = models.BinaryField(null=True)

    def __str__(self):
        return f"{self.version_id} ({self.recipe})"


class ProposedPassage(models.Model):
    """A passage that a roll-up shows for its group, waiting for somebody to keep it or to refuse it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        KEPT = "kept"
        REFUSED = "refused"

    rollup = models.ForeignKey(RollUp, models.CASCADE, related_name="proposed")
    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="proposed_passages")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    label = models.CharField(max_length=300, blank=True)  # of its group
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["contribution_id", "start", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "start", "end"], name="passage_proposed_once")]

    def __str__(self):
        return f"{self.version_id}[{self.start}:{self.end}]"


class Suggestion(models.Model):
    """Natures and ideas that a contribution probably speaks of, learnt from what the staff has filed; never applied.

    `natures` and `ideas` list [key or id, probability from 0 to 1], the likeliest first.
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="suggestion")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    natures = models.JSONField(default=list)
    ideas = models.JSONField(default=list)
    learnt_at = models.DateTimeField()

    def __str__(self):
        return f"{self.contribution_id}"
