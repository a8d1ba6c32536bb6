"""Texts under a question: contributions, the arguments that answer them, their versions, and drafts of either."""

import random
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Random
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation, Stakeholder
from consultation.territories.models import Commune
from debates.models.formulas import DIVIDED
from debates.models.framing import Nature, Question
from debates.models.ways import Way, speaker

WEB_ADDRESS = URLValidator(schemes=["http", "https"])


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
    TO_AMEND = "to_amend", _("à reprendre")  # off the pages until its author writes it again
    MERGED = "merged", _("réunie à une autre")
    SPLIT = "split", _("partagée")


OVER = (State.WITHDRAWN, State.MERGED, State.SPLIT)  # nothing is decided any more about a text in these states


def lot() -> float:
    """Drawn for the turn of a text among those seen as often: 0 to 1."""
    return random.random()  # noqa: S311 (an order of reading, not a secret)


class ContributionQuerySet(models.QuerySet):
    def contributions(self):
        """Those posted under a question, without the arguments."""
        return self.filter(root__isnull=True)

    def voices(self):
        """What stands on the lists: of the contributions that say nearly the same, one (`Campaign`)."""
        return self.filter(root__isnull=True, is_echo=False)

    def arguments(self):
        return self.filter(root__isnull=False)

    def published(self):
        """What everybody may read: itself published, and not under a contribution that is not."""
        return self.filter(state=State.PUBLISHED, covered=False)

    def quotable(self):
        """Those whose words everybody may read somewhere: online, put with a text that is, parted into texts that all
        are. What is made of the debate may go on quoting them."""
        off = Contribution.objects.filter(split_from=models.OuterRef("pk")).exclude(merged_into=models.OuterRef("pk"))
        off = off.exclude(state=State.PUBLISHED)
        merged = Q(state=State.MERGED, merged_into__state=State.PUBLISHED, taken_at=None)
        online = Q(state=State.PUBLISHED, covered=False)
        return self.filter(online | merged | Q(state=State.SPLIT) & ~models.Exists(off))

    def awaiting_moderation(self):
        """What moderators have to look at: new, edited, held, reported or appealed against; not under a text that is
        away from the pages."""
        return self.filter(queued_at__isnull=False, covered=False)

    def of(self, consultation):
        return self.filter(question__theme__consultation=consultation)

    def by(self, person):
        return self.filter(author=person)

    def with_author(self):
        """What a line about a text needs, in one query."""
        return self.select_related(
            "live", "author", "commune__department", "nature", "campaign", "question__theme__consultation"
        )


LISTED = Q(root=None, is_echo=False)


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
    judged_before = models.BooleanField(default=False, db_default=False)  # the rule when it was posted; edits keep it
    live = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")
    awaiting = models.ForeignKey("Version", models.PROTECT, null=True, blank=True, related_name="+")

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="contributions"
    )
    stakeholder = models.CharField(max_length=20, choices=Stakeholder, blank=True)  # as declared when it was posted
    commune = models.ForeignKey(Commune, models.PROTECT, null=True, blank=True, related_name="+")
    shows_stakeholder = models.BooleanField(default=True, db_default=True)  # else only counted
    shows_commune = models.BooleanField(default=True, db_default=True)
    origin = models.CharField(max_length=200, blank=True)  # "" on the site; "decidim:comment:484" for an imported one
    channel = models.CharField(max_length=40, default="online")  # online, or the name of what it was imported from
    imported = models.JSONField(default=dict, blank=True)  # what its source says and no column holds: alignment, url...
    key = models.CharField(max_length=64, blank=True)  # of the form it was sent with: twice the same is one text

    waiting_since = models.DateTimeField(null=True, blank=True)  # for a moderator
    queued_at = models.DateTimeField(null=True, blank=True)  # its rank in the queue: earlier for each report
    reports_count = models.PositiveIntegerField(default=0, db_default=0)  # open ones, of different people
    is_appealed = models.BooleanField(default=False, db_default=False)  # an appeal waits for its answer
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    taken_at = models.DateTimeField(null=True, blank=True)  # its author left with it while everybody could read it
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    campaign = models.ForeignKey(
        "Campaign", models.SET_NULL, null=True, blank=True, related_name="texts", db_index=False
    )
    is_echo = models.BooleanField(default=False, db_default=False)  # another text of its campaign stands on the lists

    created_at = models.DateTimeField(default=timezone.now)
    supports = models.PositiveIntegerField(default=0)  # agreements brought by an import without the people behind them
    agree_count = models.PositiveIntegerField(default=0)  # with the supports
    disagree_count = models.PositiveIntegerField(default=0)
    unclear_count = models.PositiveIntegerField(default=0)
    more_info_count = models.PositiveIntegerField(default=0)
    arguments_count = models.PositiveIntegerField(default=0)  # published, in the whole thread below
    for_count = models.PositiveIntegerField(default=0)
    against_count = models.PositiveIntegerField(default=0)
    divided = models.GeneratedField(expression=DIVIDED, output_field=models.FloatField(), db_persist=True)
    extracts_count = models.PositiveIntegerField(default=0, db_default=0)  # passages the mission kept of it
    seen_count = models.PositiveIntegerField(default=0, db_default=0)  # times its page was opened, as last gathered
    turn = models.FloatField(default=lot, db_default=Random())  # its place in "least seen": seen_count and a lot

    objects = ContributionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                F("question"),
                F("created_at").desc(),
                F("id").desc(),
                condition=LISTED,
                name="recent",
            ),
            models.Index(
                F("question"),
                F("arguments_count").desc(),
                F("id").desc(),
                condition=LISTED,
                name="argued",
            ),
            models.Index(
                F("question"),
                F("agree_count").desc(),
                F("id").desc(),
                condition=LISTED,
                name="agreed",
            ),
            models.Index(
                F("question"),
                F("divided").desc(),
                F("id").desc(),
                condition=LISTED,
                name="divided",
            ),
            models.Index(F("question"), F("turn"), F("id"), condition=LISTED, name="least_seen"),
            models.Index(F("created_at").desc(), F("id").desc(), condition=LISTED, name="newest"),
            # A filter that leaves few texts of a large question finds them at once, in any order.
            models.Index(
                fields=["question", "commune"],
                condition=LISTED & Q(shows_commune=True, commune__isnull=False),
                name="whence_shown",
            ),
            models.Index(
                F("question"),
                F("stakeholder"),
                F("created_at").desc(),
                F("id").desc(),
                condition=LISTED & Q(shows_stakeholder=True) & ~Q(stakeholder=""),
                name="quality_shown",
            ),
            models.Index(
                F("question"),
                F("created_at").desc(),
                F("id").desc(),
                condition=LISTED & Q(extracts_count__gt=0),
                name="harvested",
            ),
            models.Index(fields=["queued_at", "id"], condition=Q(queued_at__isnull=False), name="queue"),
            models.Index(
                fields=["campaign", "created_at", "id"], condition=Q(campaign__isnull=False), name="of_campaign"
            ),
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
        return f"{page}?ouvert={self.pk}#c{self.pk}" if self.root_id else page

    @property
    def consultation(self) -> Consultation:
        return self.question.theme.consultation

    @property
    def is_argument(self) -> bool:
        return self.root_id is not None

    @property
    def is_collected(self) -> bool:
        """It was not posted on the site: `collected` says how it came."""
        return self.channel in Way.values

    @property
    def speaker(self) -> str:
        """Who is shown beside it: its author, or how it came; "" for somebody unknown."""
        return speaker(self.author and self.author.name, self.channel)

    @property
    def shown_stakeholder(self) -> str:
        """The words for where its author speaks from, "" when the author keeps them from the pages."""
        return self.get_stakeholder_display() if self.shows_stakeholder else ""

    @property
    def shown_commune(self) -> Commune | None:
        return self.commune if self.shows_commune else None

    @property
    def author_url(self) -> str:
        """The page of its author in this consultation; "" where nobody knows, or is to know, who wrote it."""
        if not self.author_id or self.author.erased_at:
            return ""
        return reverse("participant", args=[self.consultation.slug, self.author.public_id])

    @property
    def judged(self) -> "Version":
        """The version a moderator decides on: what awaits, else what is online or last was, else what was written."""
        return self.awaiting or self.live or self.versions.last()

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLISHED and not self.covered

    @property
    def is_quotable(self) -> bool:
        """See `ContributionQuerySet.quotable`; a query for what was merged or split alone."""
        is_elsewhere = self.state in (State.MERGED, State.SPLIT)
        return self.is_public or (is_elsewhere and Contribution.objects.quotable().filter(pk=self.pk).exists())


class Version(models.Model):
    """An immutable text of a contribution; editing adds one.

    `body` is what the author wrote (Markdown); `html` and `text` are made from it once by `consultation.text`.
    Extracts are offsets into `text`. Only `published_at` is ever set later, once; and when its author leaves and takes
    his texts along, the words go and the digest stays.
    """

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=240, blank=True)
    body = models.TextField()
    html = models.TextField()
    text = models.TextField()
    opening = models.GeneratedField(  # what lists show, without reading the whole text
        expression=Left("text", 400), output_field=models.CharField(max_length=400), db_persist=True
    )
    source_url = models.CharField(max_length=500, blank=True, default="", db_default="", validators=[WEB_ADDRESS])
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
    def source_host(self) -> str:
        """Where the source is, in the letters of the network: a look-alike of another alphabet reads as xn--…"""
        host = urlsplit(self.source_url).hostname or ""
        try:
            return host.encode("idna").decode()
        except UnicodeError:
            return host.encode("ascii", "backslashreplace").decode()

    @property
    def heading(self) -> str:
        """The title or, where there is none, the beginning of the text."""
        return heading(self.title, self.text)


def heading(title: str, text: str) -> str:
    """The title of a text, or its beginning where it has none."""
    return title or (text if len(text) <= 80 else text[:77].rsplit(" ", 1)[0] + "…")


class Publication(models.Model):
    """A text that everybody could read for the first time, its root too: what followers are told of, in this order."""

    contribution = models.OneToOneField(Contribution, models.CASCADE, related_name="publication")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.contribution_id} {self.at:%Y-%m-%d %H:%M}"


class Draft(models.Model):
    """What somebody signed in typed and did not send: one a question, one a text answered, one a text edited."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    parent = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    edited = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    fields = models.JSONField(default=dict)  # of the form, as typed
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "question", "parent", "edited"], nulls_distinct=False, name="one_draft_a_place"
            )
        ]

    def __str__(self):
        return f"{self.by_id} → {self.edited_id or self.parent_id or self.question_id}"
