"""Who follows what, and what there is to tell them, in the one order in which it is told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultation.models import Consultation
from debates.models import Contribution, Question, Theme
from pages.models import Page
from synthesis.models import Synthesis


class Follow(models.Model):
    """Somebody follows one thing: a theme, a question or a contribution of `consultation`, or the consultation itself.

    Stopped, the row stays: writing under that contribution again does not start it again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, null=True, blank=True, related_name="+")
    question = models.ForeignKey(Question, models.CASCADE, null=True, blank=True, related_name="+")
    contribution = models.ForeignKey(Contribution, models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)  # what is older is not told
    is_on = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("suivi")
        constraints = [
            models.CheckConstraint(
                name="follows_one_thing",
                condition=Q(theme=None, question=None)
                | Q(theme=None, contribution=None)
                | Q(question=None, contribution=None),
            ),
            models.UniqueConstraint(
                fields=["person", "consultation"],
                condition=Q(theme=None, question=None, contribution=None),
                name="consultation_followed_once",
            ),
            models.UniqueConstraint(
                fields=["person", "theme"], condition=Q(theme__isnull=False), name="theme_followed_once"
            ),
            models.UniqueConstraint(
                fields=["person", "question"], condition=Q(question__isnull=False), name="question_followed_once"
            ),
            models.UniqueConstraint(
                fields=["person", "contribution"],
                condition=Q(contribution__isnull=False),
                name="contribution_followed_once",
            ),
        ]

    def __str__(self):
        return f"{self.person_id} → {self.target}"

    @property
    def target(self) -> Consultation | Theme | Question | Contribution:
        return self.contribution or self.question or self.theme or self.consultation


class Item(models.Model):
    """Something followers are told of: a text that came online, a published synthesis, news of the mission.

    Rows are written by `actions.collect` alone, one collector at a time, so that an id never appears below one that
    was read already: "up to this id" is then a position that misses nothing.
    """

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="+")
    contribution = models.OneToOneField(Contribution, models.CASCADE, null=True, related_name="followed_item")
    synthesis = models.OneToOneField(Synthesis, models.CASCADE, null=True, related_name="followed_item")
    news = models.OneToOneField(Page, models.CASCADE, null=True, related_name="followed_item")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="an_item_is_one_thing",
                condition=Q(contribution__isnull=False, synthesis=None, news=None)
                | Q(contribution=None, synthesis__isnull=False, news=None)
                | Q(contribution=None, synthesis=None, news__isnull=False),
            )
        ]

    def __str__(self):
        return f"#{self.pk} {self.at:%Y-%m-%d %H:%M}"


class Collected(models.Model):
    """Up to which publication everything is among the items for good. One row, locked by who collects."""

    publication = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.publication)


class Follower(models.Model):
    """Somebody who follows something: up to which item, and when, he was told."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follower")
    position = models.PositiveBigIntegerField(default=0)
    told_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.person_id} @{self.position}"
