"""Structured threads: themes hold questions, questions hold contributions, contributions hold arguments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Stakeholder
from consultation.territories.models import Commune


class Colour(models.TextChoices):
    """The accents a theme may have; the style sheet gives each its values in light and dark."""

    GREEN = "green", _("vert")
    OCHRE = "ochre", _("ocre rouge")
    BLUE = "blue", _("bleu")
    PLUM = "plum", _("prune")
    TEAL = "teal", _("sarcelle")
    SLATE = "slate", _("ardoise")


class Theme(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="themes")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("nom"), max_length=120)
    introduction = models.TextField(_("présentation"), blank=True)  # Markdown
    colour = models.CharField(_("couleur"), max_length=8, choices=Colour, default=Colour.SLATE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "slug"], name="theme_slug_once")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("theme", args=[self.consultation.slug, self.slug])


class Question(models.Model):
    """What is asked. The counters are of what is published, kept by the actions in the same transaction."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="questions")
    slug = models.SlugField(max_length=60)
    title = models.CharField(_("question"), max_length=240)
    context = models.TextField(_("contexte"), blank=True)  # Markdown
    position = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=200, blank=True)
    contributions_count = models.PositiveIntegerField(default=0)
    arguments_count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["theme", "slug"], name="question_slug_once")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("question", args=[self.consultation.slug, self.pk])

    @property
    def consultation(self) -> Consultation:
        return self.theme.consultation


class Nature(models.Model):
    """What a contribution or an extract is. The set is data of the consultation; `DEFAULTS` opens it."""

    DEFAULTS = {
        "finding": (_("constat"), _("Ce que vous observez là où vous êtes.")),
        "model": (_("modèle"), _("Une façon d’organiser ou de financer un lieu.")),
        "barrier": (_("frein"), _("Ce qui empêche ou ralentit.")),
        "practice": (_("initiative"), _("Ce qui existe et dont on peut s’inspirer.")),
        "proposal": (_("proposition"), _("Ce qu’il faudrait faire.")),
        "question": (_("question"), _("Ce que vous voulez savoir ou faire discuter.")),
    }

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="natures")
    key = models.SlugField(max_length=20)
    name = models.CharField(
        _("nom"), max_length=40, blank=True
    )  # empty: the name of the default, in the reader's language
    hint = models.CharField(_("aide"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["consultation", "key"], name="nature_key_once")]

    def __str__(self):
        return self.label

    @property
    def label(self) -> str:
        return self.name or str(self.DEFAULTS.get(self.key, (self.key, ""))[0])

    @property
    def explanation(self) -> str:
        return self.hint or str(self.DEFAULTS.get(self.key, ("", ""))[1])


class Stance(models.TextChoices):
    """What an argument does to the text it answers."""

    FOR = "for", _("pour")
    AGAINST = "against", _("contre")
    NUANCE = "nuance", _("nuance")
    EXAMPLE = "example", _("exemple")
    SOURCE = "source", _("source")
    QUESTION = "question", _("question")


class State(models.TextChoices):
    PENDING = "pending", _("en attente")
    PUBLISHED = "published", _("publiée")
    HIDDEN = "hidden", _("masquée")
    WITHDRAWN = "withdrawn", _("retirée")


class ContributionQuerySet(models.QuerySet):
    def contributions(self):
        """Those posted under a question, without the arguments."""
        return self.filter(root__isnull=True)

    def arguments(self):
        return self.filter(root__isnull=False)

    def published(self):
        """What everybody may read: itself published, and not under a contribution that is not."""
        return self.filter(state=State.PUBLISHED, covered=False)

    def awaiting_moderation(self):
        """Texts with a version that nobody has decided on, unless the text above them is away from the pages."""
        return self.filter(awaiting__isnull=False, covered=False).exclude(state=State.WITHDRAWN)

    def of(self, consultation):
        return self.filter(question__theme__consultation=consultation)

    def by(self, person):
        return self.filter(author=person)

    def with_author(self):
        """What a line about a text needs, in one query."""
        return self.select_related("live", "author", "commune__department", "nature", "question__theme__consultation")


class Contribution(models.Model):
    """A text under a question (with a nature), or an argument that answers one (with a stance).

    `live` is the version everybody reads, `awaiting` the one a moderator has to decide on; both may exist at once
    (an edited text), neither does only for a refused or withdrawn one. `root` is the contribution a whole thread hangs
    on, so that a thread of any depth is one query. `covered` says that a text above is not published.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="contributions")
    root = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="thread")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    depth = models.PositiveSmallIntegerField(default=0)
    nature = models.ForeignKey(Nature, models.PROTECT, null=True, blank=True, related_name="+")
    stance = models.CharField(max_length=10, choices=Stance, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    covered = models.BooleanField(default=False)
    live = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    awaiting = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    stakeholder = models.CharField(max_length=20, choices=Stakeholder, blank=True)  # as declared when it was posted
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(max_length=200, blank=True)  # "" on the site; "decidim:comment:484" for an imported one
    channel = models.CharField(max_length=40, default="online")  # online, or the name of what it was imported from
    imported = models.JSONField(default=dict, blank=True)  # what its source says and no column holds: alignment, url...
    key = models.CharField(max_length=64, blank=True)  # of the form it was sent with: twice the same is one text

    created_at = models.DateTimeField(default=timezone.now)
    supports = models.PositiveIntegerField(default=0)  # agreements brought by an import without the people behind them
    agree_count = models.PositiveIntegerField(default=0)  # with the supports
    disagree_count = models.PositiveIntegerField(default=0)
    unclear_count = models.PositiveIntegerField(default=0)
    more_info_count = models.PositiveIntegerField(default=0)
    arguments_count = models.PositiveIntegerField(default=0)  # published, in the whole thread below
    for_count = models.PositiveIntegerField(default=0)
    against_count = models.PositiveIntegerField(default=0)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(F("question"), F("created_at").desc(), F("id").desc(), condition=Q(root=None), name="recent"),
            models.Index(
                F("question"), F("arguments_count").desc(), F("id").desc(), condition=Q(root=None), name="argued"
            ),
            models.Index(F("question"), F("agree_count").desc(), F("id").desc(), condition=Q(root=None), name="agreed"),
            models.Index(fields=["created_at", "id"], condition=Q(awaiting__isnull=False), name="queue"),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_nature_or_a_stance",
                condition=Q(root=None, parent=None, nature__isnull=False, stance="", depth=0)
                | Q(root__isnull=False, parent__isnull=False, nature=None, depth__gt=0) & ~Q(stance=""),
            ),
            models.CheckConstraint(
                name="published_has_a_live_version", condition=~Q(state=State.PUBLISHED) | Q(live__isnull=False)
            ),
            models.UniqueConstraint(fields=["author", "key"], condition=~Q(key=""), name="one_text_a_form"),
            models.UniqueConstraint(fields=["question", "origin"], condition=~Q(origin=""), name="imported_once"),
        ]

    def __str__(self):
        shown = self.live or self.awaiting
        return shown.heading if shown else f"#{self.pk}"

    def get_absolute_url(self):
        """Its page; an argument is a place in the page of its contribution."""
        page = reverse("contribution", args=[self.consultation.slug, self.root_id or self.pk])
        return f"{page}#c{self.pk}" if self.root_id else page

    @property
    def consultation(self) -> Consultation:
        return self.question.theme.consultation

    @property
    def is_argument(self) -> bool:
        return self.root_id is not None

    @property
    def judged(self) -> "Version":
        """The version a moderator decides on: what awaits, else what is online or last was, else what was written."""
        return self.awaiting or self.live or self.versions.last()

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED and not self.covered


class Version(models.Model):
    """An immutable text of a contribution; editing adds one.

    `body` is what the author wrote (Markdown); `html` and `text` are made from it once by `consultation.text`.
    Extracts are offsets into `text`. Only `published_at` is ever set later, once.
    """

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=240, blank=True)
    body = models.TextField()
    html = models.TextField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["contribution", "number"]
        constraints = [models.UniqueConstraint(fields=["contribution", "number"], name="version_number_once")]

    def __str__(self):
        return f"{self.contribution_id} v{self.number}"

    @property
    def heading(self) -> str:
        """The title or, where there is none, the beginning of the text."""
        return self.title or (self.text if len(self.text) <= 80 else self.text[:77].rsplit(" ", 1)[0] + "…")


class Reaction(models.Model):
    """One per person and contribution; it can be changed or withdrawn."""

    class Kind(models.TextChoices):
        AGREE = "agree", _("D’accord")
        DISAGREE = "disagree", _("Pas d’accord")
        UNCLEAR = "unclear", _("Pas tout compris")
        MORE_INFO = "more_info", _("SVP + d’infos")

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="reactions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "by"], name="one_reaction_each")]

    def __str__(self):
        return f"{self.by_id} {self.kind} {self.contribution_id}"


class Reason(models.TextChoices):
    """Why a text is hidden; each is a line of the charter."""

    OFF_TOPIC = "off_topic", _("hors sujet")
    INSULT = "insult", _("attaque ou insulte")
    PERSONAL_DATA = "personal_data", _("donnée personnelle")
    ADVERTISING = "advertising", _("publicité")
    UNLAWFUL = "unlawful", _("propos illicite")
    DUPLICATE = "duplicate", _("doublon")


class Decision(models.Model):
    """What a moderator decided about one version of a text."""

    class Verdict(models.TextChoices):
        PUBLISH = "publish", _("publier")
        HIDE = "hide", _("masquer")
        REFUSE_EDIT = "refuse_edit", _("garder la version précédente")

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="decisions")
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = models.CharField(max_length=14, choices=Reason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="hiding_has_a_reason", condition=Q(verdict="publish") | ~Q(reason=""))
        ]

    def __str__(self):
        return f"{self.verdict} {self.contribution_id}"
