"""What people say against a text or against a decision, and what keeps somebody from writing for a while."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models.judging import Decision
from debates.models.texts import Contribution, Version


class Report(models.Model):
    """A reader's word that a text breaks a rule of the charter; open until a moderator decides on the text."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("en attente")
        UPHELD = "upheld", _("fondé")  # the text was hidden, or its author asked to write it again
        DISMISSED = "dismissed", _("non fondé")
        MOOT = "moot", _("sans objet")  # its author withdrew or rewrote it first

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reports")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20)
    reason_name = models.CharField(max_length=60, blank=True)
    line = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.OPEN)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="reports")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "by"], condition=Q(outcome="open"), name="one_open_report_a_person"
            )
        ]
        indexes = [models.Index(fields=["by", "at"], name="reports_of_person")]

    def __str__(self):
        return f"{self.reason} {self.contribution_id}"

    @property
    def consultation(self) -> Consultation:
        return self.contribution.consultation

    get_reason_display = Decision.get_reason_display


class Appeal(models.Model):
    """What an author answers to a decision on his text; judged by a moderator other than the one who decided."""

    class State(models.TextChoices):
        OPEN = "open", _("en attente")
        GRANTED = "granted", _("accordée")
        REJECTED = "rejected", _("rejetée")

    LONGEST = 3_000  # characters of what an author says, and of what he is answered

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()  # as written, shown as plain text
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.state} {self.decision_id}"

    @property
    def consultation(self) -> Consultation:
        return self.decision.consultation


class Suspension(models.Model):
    """Somebody may read and not write in one consultation, until a day or, without one, until somebody lifts it."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="suspensions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="suspensions")
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, blank=True, related_name="suspensions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["person", "consultation"], name="suspensions_of_person")]

    def __str__(self):
        return f"{self.person_id} → {self.until or '…'}"


class Campaign(models.Model):
    """Texts of one question that say nearly the same: one voice on the lists, with the number of its signatories.

    `first` is the oldest, and stands on the lists for the others (`Contribution.is_echo`); `signatories` counts the
    different authors of those that are public. `accepted_at`: a moderator let those that follow in without looking.
    """

    first = models.OneToOneField(Contribution, models.CASCADE, related_name="leads")
    signatories = models.PositiveIntegerField(default=1)
    accepted_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.first_id} × {self.signatories}"


class Likeness(models.Model):
    """What near-identical texts have in common: the bands of a MinHash of the version that stands for the text.

    Of a large campaign only some texts have bands: those that later ones are compared with (`debates.likeness`).
    """

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="likeness")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+", db_index=False)
    bands = ArrayField(models.BigIntegerField())

    class Meta:
        # no pending list, which every post would have to read whole
        indexes = [GinIndex(fields=["bands"], name="alike", fastupdate=False)]

    def __str__(self):
        return str(self.contribution_id)
