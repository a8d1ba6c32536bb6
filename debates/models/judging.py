"""What moderators decide, and why; what holds a text until they do."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models.texts import Contribution, Version


class Reason(models.TextChoices):
    """Why a text is hidden: the rules of the charter of a consultation that has written none of its own."""

    OFF_TOPIC = "off_topic", _("hors sujet")
    INSULT = "insult", _("attaque ou insulte")
    PERSONAL_DATA = "personal_data", _("donnée personnelle")
    ADVERTISING = "advertising", _("publicité")
    UNLAWFUL = "unlawful", _("propos illicite")
    DUPLICATE = "duplicate", _("doublon")


class CharterRule(models.Model):
    """A rule of the charter, as its administrator words it; a consultation without any has those of `Reason`."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="charter_rules")
    key = models.SlugField(max_length=20)
    name = models.CharField(_("raison"), max_length=60)  # as it is told to an author: "hors sujet"
    explanation = models.CharField(_("ce que demande la charte"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="charter_rule_key_once")]

    def __str__(self):
        return self.name


class Hold(models.Model):
    """Why a text waits though its consultation publishes at once, or why it was taken off until somebody decides."""

    class Kind(models.TextChoices):
        NEWCOMER = "newcomer", _("premier texte de son auteur")
        INSULT = "insult", _("mots à vérifier")
        PERSONAL_DATA = "personal_data", _("donnée personnelle")
        LINKS = "links", _("beaucoup de liens")
        NEAR_IDENTICAL = "near_identical", _("presque identique à un autre")
        TOO_FAST = "too_fast", _("plusieurs textes en peu de temps")
        REPORTED = "reported", _("signalé par plusieurs personnes")

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="holds")
    version = models.ForeignKey(Version, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind)
    found = models.CharField(max_length=200, blank=True)  # what was found in the text, for the moderator's eyes
    at = models.DateTimeField(default=timezone.now)
    lifted_at = models.DateTimeField(null=True, blank=True)  # somebody decided

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["contribution"], condition=Q(lifted_at=None), name="holds_open")]

    def __str__(self):
        return f"{self.kind} {self.contribution_id}"


class Decision(models.Model):
    """What a moderator decided about one version of a text.

    `reason` is the key of a rule of the charter, `reason_name` its words where the consultation has its own, as they
    were that day. `details` says what an undoing needs: states, pointers, questions, arguments that were moved.
    """

    class Verdict(models.TextChoices):
        PUBLISH = "publish", _("publier")
        HIDE = "hide", _("masquer")
        REFUSE_EDIT = "refuse_edit", _("garder la version précédente")
        AMEND = "amend", _("demander une reprise")
        MOVE = "move", _("changer de question")
        MERGE = "merge", _("réunir avec un autre texte")
        SPLIT = "split", _("partager en plusieurs textes")
        KEEP = "keep", _("laisser en ligne")  # of a text that was reported

    NEEDS_REASON = (Verdict.HIDE, Verdict.REFUSE_EDIT, Verdict.AMEND)

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="decisions")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=20, blank=True)
    reason_name = models.CharField(max_length=60, blank=True, default="", db_default="")
    note = models.CharField(max_length=500, blank=True)
    details = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    waiting_since = models.DateTimeField(null=True, blank=True)  # the delay is counted from then
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)  # taken back at once by whoever decided; counts no more

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="hiding_has_a_reason", condition=~Q(verdict__in=("hide", "refuse_edit", "amend")) | ~Q(reason="")
            )
        ]

    def __str__(self):
        return f"{self.verdict} {self.contribution_id}"

    @property
    def consultation(self) -> Consultation:
        return self.contribution.consultation

    def get_reason_display(self) -> str:
        """The words for its reason: those of the consultation, else of the default rule in the reader's language."""
        if self.reason_name or self.reason not in Reason.values:
            return self.reason_name or self.reason
        return str(Reason(self.reason).label)
