"""The ground: people, consultations with their calendar, roles, and the record of what was done."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.functions import RandomUUID
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation import lookalikes
from consultation.territories.models import Commune

RESERVED_SLUGS = frozenset(
    [
        "accessibilite",
        "accounts",
        "admin",
        "api",
        "charte",
        "comptes",
        "consultations",
        "donnees-personnelles",
        "exploitation",
        "healthz",
        "i18n",
        "invitations",
        "mentions-legales",
        "metrics",
        "mon-espace",
        "plan",
        "readyz",
        "static",
        "media",
        "robots-txt",
        "sitemap",
    ]
)


class Stakeholder(models.TextChoices):
    """Where a participant speaks from."""

    CITIZEN = "citizen", _("Citoyen ou citoyenne")
    ELECTED = "elected", _("Élu ou élue")
    USER = "user", _("Usager d’un lieu")
    MANAGER = "manager", _("Porteur de projet ou gestionnaire d’un lieu")
    COMPANY = "company", _("Entreprise")
    SOCIAL_PARTNER = "social_partner", _("Partenaire social")
    ASSOCIATION = "association", _("Association")
    PUBLIC_SERVANT = "public_servant", _("Agent public")


class Rhythm(models.TextChoices):
    """How often somebody is written to about what he follows."""

    AT_ONCE = "at_once", _("aussitôt")
    DAILY = "daily", _("une fois par jour")
    WEEKLY = "weekly", _("une fois par semaine")
    NONE = "none", _("jamais")


class UserManager(BaseUserManager):
    def create_user(self, email: str | None, password: str | None = None, **fields) -> "User":
        """Make a person; without a password the account cannot be signed in to."""
        user = self.model(email=self.normalize_email(email).lower() if email else None, **fields)
        user.name_key = lookalikes.look(user.name)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. People brought by an import have no address and cannot sign in; `origin` tells them apart."""

    email = models.EmailField(_("adresse électronique"), unique=True, null=True, blank=True)
    name = models.CharField(_("nom affiché"), max_length=80)
    name_key = models.CharField(max_length=lookalikes.LONGEST, default="", db_default="", blank=True, editable=False)
    stakeholder = models.CharField(_("qualité"), max_length=20, choices=Stakeholder, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    shows_stakeholder = models.BooleanField(_("montrer ma qualité"), default=False)  # otherwise it is only counted
    shows_commune = models.BooleanField(_("montrer ma commune"), default=False)
    language = models.CharField(_("langue"), max_length=5, default="fr")
    rhythm = models.CharField(
        _("rythme des courriels"), max_length=7, choices=Rhythm, default=Rhythm.DAILY, db_default=Rhythm.DAILY
    )
    origin = models.CharField(max_length=200, unique=True, null=True, blank=True)
    # What stands for the person in addresses: never the number, which would let anybody count and list accounts.
    public_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4, db_default=RandomUUID())
    is_active = models.BooleanField(_("actif"), default=True)
    is_staff = models.BooleanField(_("accès technique"), default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    last_contact_at = models.DateTimeField(null=True, blank=True)  # signed in, wrote, reacted; to the day
    warned_at = models.DateTimeField(null=True, blank=True)  # last told that the account will be erased for want of use
    erased_at = models.DateTimeField(null=True, blank=True)  # nothing is left that says who it was

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [
            models.UniqueConstraint(
                fields=["name_key"],
                condition=models.Q(origin=None) & ~models.Q(name_key=""),
                name="one_person_a_look",  # imported people keep the names they came with; an erased one has none
            )
        ]

    def __str__(self):
        return self.name or _("Anonyme")


class ConsultationQuerySet(models.QuerySet):
    def open_to_all(self):
        """Those shown on the site's first page."""
        return self.filter(state__in=(Consultation.State.OPEN, Consultation.State.CLOSED))

    def public(self):
        """Those everybody may read, archives included."""
        return self.filter(state__in=PUBLIC_STATES)


class Consultation(models.Model):
    """One public debate with its calendar, themes, texts and staff.

    In preparation only its staff sees it. Open, its phases say what may be done today. Closed or archived it stays
    readable and nothing is written any more; archived it leaves the site's first page.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", _("en préparation")
        OPEN = "open", _("ouverte")
        CLOSED = "closed", _("close")
        ARCHIVED = "archived", _("archivée")

    class Moderation(models.TextChoices):
        BEFORE = "before", _("avant publication")
        AFTER = "after", _("après publication")

    slug = models.SlugField(
        max_length=60,
        unique=True,
        validators=[RegexValidator(rf"^(?!(?:{'|'.join(sorted(RESERVED_SLUGS))})$)", _("Cette adresse est réservée."))],
    )
    name = models.CharField(_("nom"), max_length=160)
    tagline = models.CharField(_("en une phrase"), max_length=240, blank=True)
    introduction = models.TextField(_("présentation"), blank=True)  # Markdown
    charter = models.CharField(
        _("charte en une ligne"),
        max_length=240,
        default=_("Parlez de ce que vous connaissez, répondez aux arguments, jamais aux personnes."),
    )
    moderation = models.CharField(_("modération"), max_length=6, choices=Moderation, default=Moderation.BEFORE)
    holds_newcomers = models.BooleanField(  # even where the rest is moderated after
        _("relire d’abord le premier texte de chaque personne"), default=False, db_default=False
    )
    reports_to_hold = models.PositiveSmallIntegerField(  # different people; 0: never by itself
        _("signalements avant mise en attente"), default=3, db_default=3
    )
    held_words = models.TextField(_("mots à vérifier"), blank=True, default="", db_default="")  # one a line
    language = models.CharField(max_length=5, default="fr")
    state = models.CharField(_("état"), max_length=9, choices=State, default=State.OPEN)
    contact = models.EmailField(_("adresse de la mission"), blank=True)
    has_places = models.BooleanField(default=False, db_default=False)  # one was named or laid: the menu leads there
    # Of the last audit of accessibility, for the foot of every page: share of the criteria met (%), last day it counts.
    accessibility_rate = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    accessibility_until = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("consultation", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_STATES

    @property
    def consultation(self) -> "Consultation":
        """Every target of a permission knows its consultation; this one is its own."""
        return self


PUBLIC_STATES = (Consultation.State.OPEN, Consultation.State.CLOSED, Consultation.State.ARCHIVED)


class PhaseQuerySet(models.QuerySet):
    def on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class Phase(models.Model):
    """A dated step of the calendar; both days are included."""

    class Kind(models.TextChoices):
        INFORMATION = "information", _("Information")
        DEBATE = "debate", _("Débat")
        SYNTHESIS = "synthesis", _("Synthèse")
        FOLLOW_UP = "follow_up", _("Suites")

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="phases")
    kind = models.CharField(_("nature"), max_length=12, choices=Kind)
    name = models.CharField(_("nom"), max_length=80)
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))

    objects = PhaseQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="phase_ends_after_start"
            )
        ]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    MODERATOR = "moderator", _("modération")
    HARVESTER = "harvester", _("récolte")
    EDITOR = "editor", _("rédaction")
    ADMINISTRATOR = "administrator", _("administration")


class Membership(models.Model):
    """A role of a person in one consultation, and there only."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=13, choices=Role)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["consultation", "user", "role"], name="one_role_once")]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class AuditEntry(models.Model):
    """What was done, to what, by whom; written by `consultation.audit.record`, never changed nor deleted.

    A trigger refuses it, but for the one time that a place and a seal are given. Ids, keys and counts only: an entry
    says nothing that would have to go with a person.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    consultation = models.ForeignKey(Consultation, models.PROTECT, null=True, related_name="audit")
    action = models.CharField(max_length=60)
    target = models.CharField(max_length=80)  # "debates.contribution:12"
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    details = models.JSONField(default=dict)
    place = models.BigIntegerField(null=True, unique=True, editable=False)  # in the chain, from 1; null: not yet sealed
    seal = models.CharField(
        max_length=64, blank=True, default="", db_default="", editable=False
    )  # SHA-256, hexadecimal

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["id"], condition=models.Q(place=None), name="audit_unsealed"),
            models.Index(fields=["consultation", "at", "id"], name="audit_of_consultation"),
            models.Index(fields=["consultation", "action", "at", "id"], name="audit_of_action"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(place=None, seal="") | models.Q(place__gte=1) & ~models.Q(seal=""),
                name="audit_sealed_at_a_place",
            )
        ]

    def __str__(self):
        return f"{self.action} {self.target}"


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Notice.State.WAITING)

    def told_to(self, person):
        """What a person was told so far: what waits until a decision can no longer be undone is not."""
        return self.filter(person=person, created_at__lte=timezone.now())

    def unread_by(self, person):
        return self.told_to(person).filter(read_at=None)


class Notice(models.Model):
    """What somebody is told: listed in his space, and sent by mail after the commit unless he wants no mail."""

    class State(models.TextChoices):
        WAITING = "waiting", _("à envoyer")
        SENT = "sent", _("envoyé")
        UNSENT = "unsent", _("sur le site seulement")

    person = models.ForeignKey(User, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now, db_default=Now())  # later after each mail that was refused
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    read_at = models.DateTimeField(null=True, blank=True)  # on the site

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], condition=models.Q(state="waiting"), name="notices_due"),
            models.Index(fields=["person", "created_at", "id"], name="notices_of_person"),
            models.Index(fields=["person"], condition=models.Q(read_at=None), name="notices_unread"),
        ]

    def __str__(self):
        return f"{self.kind} → {self.person_id}"


class Attempt(models.Model):
    """Something that must not be tried too often, by a keyed digest of who or what; erased after a day."""

    kind = models.CharField(max_length=8)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["digest", "at"], name="attempts_by_digest")]

    def __str__(self):
        return f"{self.kind} {self.at}"


class Sign(models.Model):
    """The last sign of something that happens again and again: the beat, a backup."""

    name = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
    said = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.name} {self.at}"
