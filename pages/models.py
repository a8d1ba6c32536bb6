"""What the mission says of itself: who it is, its news, where it goes and what it heard there."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from consultation.territories.models import Commune

# Taken under /mission/, or kept for what may come there.
RESERVED_SLUGS = ("contact", "agenda", "atom", "flux", "fil", "actualites", "presse", "visites", "pages")


class Kind(models.TextChoices):
    """What a page is. Of the kinds in `ALONE` a consultation has one page each, under an address of its own."""

    ABOUT = "about", _("Présentation")
    NEWS = "news", _("Actualité")
    PRESS = "press", _("Presse")
    VISIT = "visit", _("Visite de terrain")
    CONTACT = "contact", _("Contact")
    FREE = "free", _("Page libre")
    LEGAL = "legal", _("Mentions légales")
    PRIVACY = "privacy", _("Données personnelles")
    ACCESS = "access", _("Accessibilité")
    CHARTER = "charter", _("Charte")
    METHOD = "method", _("Méthode")


STATEMENTS = (Kind.CHARTER, Kind.METHOD, Kind.LEGAL, Kind.PRIVACY, Kind.ACCESS)  # there even when nobody wrote them
ROUTES = {  # of the pages that stand alone
    Kind.CONTACT: "mission_contact",
    Kind.LEGAL: "consultation_legal",
    Kind.PRIVACY: "consultation_privacy",
    Kind.ACCESS: "consultation_accessibility",
    Kind.CHARTER: "charter",
    Kind.METHOD: "method",
}
ALONE = tuple(ROUTES)
ACCEPTED = (Kind.CHARTER, Kind.PRIVACY)  # whose versions people accept (`consultation.consents`)
DATED = (Kind.NEWS, Kind.PRESS)  # those that follow one another by date


class PageState(models.TextChoices):
    DRAFT = "draft", _("brouillon")
    PUBLISHED = "published", _("publiée")
    WITHDRAWN = "withdrawn", _("retirée")


class PageQuerySet(models.QuerySet):
    def public(self, now=None):
        """What everybody may read: published, and from its date on."""
        return self.filter(state=PageState.PUBLISHED, published_at__lte=now or timezone.now())

    def dated(self):
        return self.filter(kind__in=DATED)

    def visits(self):
        return self.filter(kind=Kind.VISIT)


class Page(models.Model):
    """A page of the mission. `body` is Markdown as written; `html` and `text` are made from it by `consultation.text`.

    Published with a date ahead, it is shown from then on, by itself. `revision` counts what was written, so that of
    two people who rewrite it at once the second one is told. A visit has its day and its commune.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="pages")
    kind = models.CharField(_("genre"), max_length=8, choices=Kind)
    slug = models.SlugField(
        _("adresse"),
        max_length=80,
        validators=[RegexValidator(rf"^(?!_|(?:{'|'.join(RESERVED_SLUGS)})$)", _("Cette adresse est réservée."))],
    )
    title = models.CharField(_("titre"), max_length=160)
    body = models.TextField(_("texte"), blank=True)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(_("état"), max_length=9, choices=PageState, default=PageState.DRAFT)
    published_at = models.DateTimeField(_("paraît le"), null=True, blank=True)
    visit_on = models.DateField(_("jour de la visite"), null=True, blank=True)
    venue = models.CharField(_("lieu visité"), max_length=160, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    revision = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page de la mission")
        verbose_name_plural = _("pages de la mission")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "slug"], name="page_slug_once"),
            models.UniqueConstraint(
                fields=["consultation", "kind"], condition=Q(kind__in=ALONE), name="one_page_of_its_kind"
            ),
            models.CheckConstraint(
                name="published_has_a_date", condition=~Q(state=PageState.PUBLISHED) | Q(published_at__isnull=False)
            ),
            models.CheckConstraint(
                name="a_visit_has_its_day",
                condition=Q(kind=Kind.VISIT, visit_on__isnull=False) | ~Q(kind=Kind.VISIT) & Q(visit_on=None),
            ),
        ]
        indexes = [
            models.Index(
                F("consultation"),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(state=PageState.PUBLISHED, kind__in=DATED),
                name="mission_news",
            ),
            models.Index(
                F("consultation"),
                F("visit_on").desc(),
                F("id").desc(),
                condition=Q(state=PageState.PUBLISHED, kind=Kind.VISIT),
                name="mission_visits",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        if self.kind in ROUTES:
            return reverse(ROUTES[self.kind], args=[self.consultation.slug])
        return reverse("mission_page", args=[self.consultation.slug, self.slug])

    @property
    def lead(self) -> str:
        """Its first paragraph, as lists show it."""
        return self.text.partition("\n\n")[0]

    @property
    def is_public(self) -> bool:
        return self.state == PageState.PUBLISHED and self.published_at <= timezone.now()

    @property
    def is_ahead(self) -> bool:
        """Published, but to be shown later."""
        return self.state == PageState.PUBLISHED and self.published_at > timezone.now()

    @property
    def is_alone(self) -> bool:
        """The only one of its kind in its consultation."""
        return self.kind in ROUTES

    @property
    def is_visit(self) -> bool:
        return self.kind == Kind.VISIT

    @property
    def is_over(self) -> bool:
        """A visit that was made, in the time of the site; on its day it is still to come."""
        return self.is_visit and self.visit_on < timezone.localdate()


class AccessibilityAudit(models.Model):
    """An audit of a consultation's pages against the RGAA, as whoever made it wrote it down. The last one counts."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="accessibility_audits")
    made_on = models.DateField(_("date de l’audit"))
    auditor = models.CharField(_("réalisé par"), max_length=160)
    reference = models.CharField(_("référentiel"), max_length=60, default="RGAA 4.1.2")
    rate = models.DecimalField(_("taux de conformité"), max_digits=5, decimal_places=2)  # % of the criteria that apply
    valid_until = models.DateField(_("valable jusqu’au"))
    nonconformities = models.TextField(_("non-conformités"), blank=True)  # Markdown, as the two below
    derogations = models.TextField(_("dérogations pour charge disproportionnée"), blank=True)
    exempt = models.TextField(_("contenus non soumis à l’obligation"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("audit d’accessibilité")
        verbose_name_plural = _("audits d’accessibilité")
        ordering = ["-made_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lte=100), name="audit_rate_is_a_percentage"),
            models.CheckConstraint(condition=Q(valid_until__gte=F("made_on")), name="audit_ends_after_it_was_made"),
        ]

    def __str__(self):
        return f"{self.made_on} {self.rate}"
