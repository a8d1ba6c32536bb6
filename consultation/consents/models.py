"""What people accepted, and what there was to accept: rows that are added and never changed."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation

FIRST = 1  # the version of a text that nobody has rewritten: it is accepted by signing up


class Kind(models.TextChoices):
    """What is accepted, or allowed: two texts, and two things that a person may let be shown."""

    CHARTER = "charter", _("la charte")
    PRIVACY = "privacy", _("la politique de confidentialité")
    STAKEHOLDER = "stakeholder", _("montrer ma qualité à côté de mes textes")
    COMMUNE = "commune", _("montrer ma commune à côté de mes textes")


TEXTS = (Kind.CHARTER, Kind.PRIVACY)
TEXT_ROUTES = {  # where they are read: of a consultation, of the whole site
    Kind.CHARTER: ("charter", "site_charter"),
    Kind.PRIVACY: ("consultation_privacy", "privacy"),
}
SHARING = (Kind.STAKEHOLDER, Kind.COMMUNE)


def address(kind: str, consultation: Consultation | None) -> str:
    """Where a text is read."""
    own, of_the_site = TEXT_ROUTES[Kind(kind)]
    return reverse(own, args=[consultation.slug]) if consultation else reverse(of_the_site)


class TermsQuerySet(models.QuerySet):
    def in_force(self, now=None):
        return self.filter(published_at__lte=now or timezone.now())


class Terms(models.Model):
    """A text that a consultation published, from version 2 on; version 1 is the default one, which has no row.

    `asks_again`: it changes what people accepted, so whoever accepted an older one is asked before writing again. A
    version that only corrects words is accepted by those who accepted the one before. Without consultation: a text of
    the whole site.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="terms")
    kind = models.CharField(_("texte"), max_length=11, choices=Kind)
    version = models.PositiveIntegerField(_("version"))
    body = models.TextField(blank=True)  # Markdown, as it was published; "": the default text
    digest = models.CharField(max_length=64)  # SHA-256 of `body`, hexadecimal
    asks_again = models.BooleanField(default=False)
    published_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "kind", "version"], nulls_distinct=False, name="terms_version_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=("charter", "privacy")), name="terms_are_of_a_text"),
        ]

    def __str__(self):
        return f"{self.kind} {self.version}"


class Acceptance(models.Model):
    """That somebody accepted a version of a text, or let something be shown, or took that back; never changed.

    What stands is the last row of its person, consultation and kind. Without consultation: at signing up, for the site
    and for what each consultation has as a default. `version` of what may be shown is always 1: its words are fixed.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="acceptances")
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, related_name="acceptances")
    kind = models.CharField(max_length=11, choices=Kind)
    version = models.PositiveIntegerField(default=FIRST)
    accepted = models.BooleanField(default=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(F("person"), F("at").desc(), F("id").desc(), name="acceptances_of_person")]

    def __str__(self):
        return f"{self.kind} {self.version} {self.person_id}"

    @property
    def url(self) -> str:
        """Where the text is read as it stands now; "" of what is shown or not."""
        if self.kind in SHARING:
            return ""
        return address(self.kind, self.consultation)
