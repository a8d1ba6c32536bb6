"""A share of the contributions is read by a second person, blind: what he would have kept, beside what was kept."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from consultation.models import Consultation
from debates.models import Contribution, Nature, Version
from synthesis.models.harvesting import Idea, Reading


class SecondReadingQuerySet(models.QuerySet):
    def finished(self):
        """Those that were handed in."""
        return self.exclude(outcome="")

    def under_way(self):
        return self.filter(outcome="")

    def of(self, consultation):
        return self.filter(contribution__question__theme__consultation=consultation)


class SecondReading(models.Model):
    """What somebody who does not know what the first reader kept makes of a contribution.

    While it is under way `outcome` is "" and the row is the reader's turn, counted from `at`. When it is handed in,
    `at` is that moment and `first` says what the first reading was then: {"outcome", "natures": [ids], "ideas": [ids],
    "passages": [[version, start, end, nature, [ideas]]]}. What is settled afterwards changes neither of the two, so
    that agreement is always that of two people who did not know of each other; that is why it is not taken back once
    one of them has had both readings before his eyes (`compared_at`).
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="second_reading")
    outcome = models.CharField(max_length=12, choices=Reading.Outcome, blank=True)
    first = models.JSONField(default=dict, db_default={})
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    differs = models.BooleanField(default=False, db_default=False)  # there is something to settle
    duplicate_of = models.ForeignKey(Contribution, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    compared_at = models.DateTimeField(null=True, blank=True)  # one of the two readers saw both, side by side
    settled_at = models.DateTimeField(null=True, blank=True)  # somebody looked at what differs and decided
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SecondReadingQuerySet.as_manager()

    @property
    def consultation(self) -> Consultation:
        return self.contribution.consultation

    @property
    def can_be_taken_back(self) -> bool:
        """Handed in, not settled, seen beside the first reading by neither reader, and of a text that is online."""
        is_open = self.settled_at is None and self.compared_at is None
        return bool(self.outcome) and is_open and self.contribution.is_public

    def __str__(self):
        return f"{self.contribution_id} {self.outcome}"


class SecondPassage(models.Model):
    """A passage that the second reader would keep; it becomes an extract only if it is settled so."""

    reading = models.ForeignKey(SecondReading, models.CASCADE, related_name="passages")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    nature = models.ForeignKey(Nature, models.PROTECT, related_name="+")
    ideas = models.ManyToManyField(Idea, related_name="+", blank=True)

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.CheckConstraint(name="second_passage_is_not_empty", condition=Q(end__gt=F("start"))),
        ]

    @property
    def quote(self) -> str:
        """Its words, which the version keeps."""
        return self.version.text[self.start : self.end]

    def __str__(self):
        return f"{self.version_id}[{self.start}:{self.end}]"
