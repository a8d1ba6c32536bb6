"""The queries of the pages above a question: the site, a consultation, a theme. Their number does not depend on the
data, and none reads all the texts of a consultation."""

from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Prefetch, QuerySet, Subquery, Sum

from consultation.cursor import Page, page
from consultation.models import Consultation, User
from debates import lines
from debates.models import Contribution, Question, Theme
from debates.prints import LATEST


def themes(consultation: Consultation) -> QuerySet[Theme]:
    """The themes with their questions; each question has the `newest` of its contributions and its `last_at`.

    Two queries; the second reads the first entries of an index for each question.
    """
    online = Contribution.objects.voices().published().filter(question=OuterRef("pk"))
    online = online.order_by("-created_at", "-pk")
    newest, last_at = ArraySubquery(online.values("pk")[:LATEST]), Subquery(online.values("created_at")[:1])
    questions = Question.objects.annotate(newest=newest, last_at=last_at)
    return consultation.themes.select_related("consultation").prefetch_related(Prefetch("questions", questions))


def questions(themes: list[Theme]) -> list[Question]:
    return [question for theme in themes for question in theme.questions.all()]


def liveliest(themes: list[Theme]) -> int:
    """The highest number of contributions of a question, the full length of the bars."""
    return max((question.contributions_count for question in questions(themes)), default=0)


def texts(themes: list[Theme]) -> int:
    """How many texts are published under them, by the counters of the questions."""
    return sum(question.contributions_count + question.arguments_count for question in questions(themes))


def latest(themes: list[Theme]) -> list[Any]:
    """The newest public contributions under these themes, as lines (`debates.lines.CARD`) with the theme's colour.

    One query.
    """
    chosen = [pk for question in questions(themes) for pk in question.newest]
    rows = Contribution.objects.voices().published().filter(pk__in=chosen).order_by("-created_at", "-pk")
    return list(rows.values_list(*lines.CARD, "question__theme__colour", named=True)[:LATEST])


# --- The site


def in_state(state: str, after: str = "") -> Page:
    """The consultations in this state, the newest first, with their `contributions` and phases. Two queries."""
    counted = Sum("themes__questions__contributions_count", default=0)
    rows = Consultation.objects.filter(state=state).annotate(contributions=counted).prefetch_related("phases")
    return page(rows, key="created_at", size=settings.PAGE, after=after)


def in_preparation(person: User) -> list[Consultation]:
    """Those that this person prepares with others; one query, none for somebody signed out."""
    if not person.is_authenticated:
        return []
    rows = Consultation.objects.filter(state=Consultation.State.PREPARING, memberships__user=person)
    return list(rows.distinct()[: settings.PAGE])
