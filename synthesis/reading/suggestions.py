"""What suggestions are learnt from, and when they are to be learnt again."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from consultation.models import Consultation
from debates.models import Contribution, Theme
from synthesis.models import Extract, Suggestion

ENOUGH = 20  # texts that somebody has filed (`synthesis.learning.model.MIN_EXAMPLES`)
EACH = 3  # of one nature or idea (`MIN_EACH`)
CATEGORIES = 2


def unread(consultation: Consultation) -> QuerySet[Contribution]:
    """What suggestions are made for: contributions online that nobody has read, and of which no passage is kept."""
    rows = Contribution.objects.of(consultation).contributions().published()
    return rows.filter(reading=None).exclude(Exists(Extract.objects.filter(contribution=OuterRef("pk"))))


def learnt_at(consultation: Consultation) -> datetime | None:
    """When the suggestions that are shown were learnt; None without any."""
    rows = Suggestion.objects.filter(contribution__question__theme__consultation=consultation)
    return rows.aggregate(last=Max("learnt_at"))["last"]


def due() -> list[Consultation]:
    """Consultations with enough filed texts whose suggestions are behind. Some queries a consultation with extracts."""
    filed = Extract.objects.filter(contribution__question__theme__consultation=OuterRef("pk"))
    return [consultation for consultation in Consultation.objects.filter(Exists(filed)) if _is_due(consultation)]


def _is_due(consultation: Consultation) -> bool:
    waiting = unread(consultation)
    if not is_enough(consultation) or not waiting.exists():
        return False
    last = learnt_at(consultation)
    if last is None or Extract.objects.of(consultation).filter(at__gt=last).exists():
        return True
    return waiting.exclude(suggestion__version=F("live")).exists()


@dataclass(frozen=True)
class Labels:
    """What one model would be learnt from: the texts that were filed, and how many categories hold EACH or more."""

    of: Theme | None  # its ideas; None: the natures of the consultation
    texts: int
    categories: int

    @property
    def is_enough(self) -> bool:
        return self.texts >= ENOUGH and self.categories >= CATEGORIES


def labels(consultation: Consultation) -> list[Labels]:
    """What the model of natures and that of the ideas of each theme would be learnt from. Two queries each."""
    of_themes = [
        _labels(Extract.objects.filter(ideas__theme=theme, ideas__merged_into=None), "ideas", theme)
        for theme in consultation.themes.all()
    ]
    return [_labels(Extract.objects.of(consultation), "nature"), *of_themes]


def is_enough(consultation: Consultation) -> bool:
    """Whether anything can be learnt yet."""
    return any(each.is_enough for each in labels(consultation))


def _labels(extracts: QuerySet[Extract], category: str, of: Theme | None = None) -> Labels:
    counted = extracts.order_by().values_list(category).annotate(count=Count("version", distinct=True))
    texts = extracts.aggregate(texts=Count("version", distinct=True))["texts"]
    return Labels(of, texts, sum(count >= EACH for _category, count in counted))


@dataclass(frozen=True)
class State:
    """Where the suggestions of a consultation are."""

    learnt_at: datetime | None
    suggested: int  # unread texts that have one of the version online
    unread: int


def state(consultation: Consultation) -> State:
    """Two queries."""
    has_one = Q(suggestion__version=F("live"))
    counted = unread(consultation).aggregate(unread=Count("pk"), suggested=Count("pk", filter=has_one))
    return State(learnt_at(consultation), counted["suggested"], counted["unread"])
