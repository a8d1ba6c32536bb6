"""What an administrator lays out before anybody writes: themes, their questions, the natures of a text."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation


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
    moderation = models.CharField(  # empty: as the consultation
        _("modération"), max_length=6, choices=Consultation.Moderation, blank=True, default="", db_default=""
    )

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
    PLACED = ("practice", "model")  # keys of what is somewhere

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="natures")
    key = models.SlugField(max_length=20)
    name = models.CharField(
        _("nom"), max_length=40, blank=True
    )  # empty: the name of the default, in the reader's language
    hint = models.CharField(_("aide"), max_length=160, blank=True)
    may_have_place = models.BooleanField(_("dit où"), null=True, blank=True)  # empty: as the default of its key
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

    @property
    def names_place(self) -> bool:
        """Whether what is of this nature may say where it is."""
        return self.key in self.PLACED if self.may_have_place is None else self.may_have_place
