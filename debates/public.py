"""What everybody may read of the debate."""

from collections.abc import Iterator

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from consultation import public
from consultation.models import PUBLIC_STATES, Consultation
from consultation.public import PublicPage
from consultation.territories.models import Department
from debates.models import Contribution, Question, State, Theme

public.shares("consultation_feed", "theme_feed", "question_feed", "contributions_sitemap")
public.shares("version", "compare", "campaign", "participant")
public.reads("search", "place_department")
CHUNK = 20_000  # ids of one sitemap: at most so many addresses (50,000 are allowed), and some 3 MB


@public.shows("consultation")
def consultation_page(slug: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return found and PublicPage(found.get_absolute_url(), found.name, found)


@public.shows("theme")
def theme_page(slug: str, theme_slug: str) -> PublicPage | None:
    rows = Theme.objects.select_related("consultation").filter(consultation__in=Consultation.objects.public())
    theme = rows.filter(consultation__slug=slug, slug=theme_slug).first()
    return theme and PublicPage(theme.get_absolute_url(), theme.name, theme.consultation)


@public.shows("question")
def question_page(slug: str, pk: int) -> PublicPage | None:
    rows = Question.objects.select_related("theme__consultation")
    rows = rows.filter(theme__consultation__in=Consultation.objects.public())
    question = rows.filter(theme__consultation__slug=slug, pk=pk).first()
    return question and PublicPage(question.get_absolute_url(), question.title, question.consultation)


@public.shows("contribution")
def contribution_page(slug: str, pk: int) -> PublicPage | None:
    """That of a text that is online; the address of an argument leads to its place in the page of its contribution."""
    rows = Contribution.objects.published().with_author().select_related("root__live")
    rows = rows.filter(question__theme__consultation__in=Consultation.objects.public())
    found = rows.filter(question__theme__consultation__slug=slug, pk=pk).first()
    if found is None:
        return None
    named = found.root if found.root and found.root.is_public else found  # under a withdrawn one, answers stay
    path = reverse("contribution", args=[slug, pk])
    return PublicPage(path, named.live.heading, found.consultation, found.live.published_at)


@public.shows("places")
def places_page(slug: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    return found and PublicPage(reverse("places", args=[slug]), _("Les lieux"), found)


@public.shows("place_department")
def department_page(slug: str, code: str) -> PublicPage | None:
    found = Consultation.objects.public().filter(slug=slug).first()
    department = found and Department.objects.filter(code=code).first()
    return department and PublicPage(reverse("place_department", args=[slug, code]), str(department), found)


@public.lists
def debate_pages(consultation: Consultation) -> Iterator[PublicPage]:
    """Two queries."""
    yield PublicPage(consultation.get_absolute_url(), consultation.name, consultation)
    for theme in consultation.themes.select_related("consultation").prefetch_related("questions"):
        yield PublicPage(theme.get_absolute_url(), theme.name, consultation)
        for question in theme.questions.all():
            path = reverse("question", args=[consultation.slug, question.pk])
            yield PublicPage(path, question.title, consultation, is_under=True)
    if consultation.has_places:
        yield PublicPage(reverse("places", args=[consultation.slug]), _("Les lieux"), consultation)


@public.adds_sitemaps
def contribution_sitemaps() -> list[str]:
    """One a stretch of ids that holds a public contribution. One query, which looks at one row a stretch."""
    with connection.cursor() as cursor:
        cursor.execute(_STRETCHES, {"chunk": CHUNK, "online": State.PUBLISHED, "public": list(PUBLIC_STATES)})
        return [reverse("contributions_sitemap", args=[number]) for (number,) in cursor.fetchall()]


# LATERAL with a LIMIT, not EXISTS, which the planner may turn into one join of everything.
_STRETCHES = """
SELECT number FROM generate_series(0, (SELECT max(id) / %(chunk)s FROM debates_contribution)) AS number
CROSS JOIN LATERAL (
    SELECT 1 FROM debates_contribution text
    JOIN debates_question question ON question.id = text.question_id
    JOIN debates_theme theme ON theme.id = question.theme_id
    JOIN consultation_consultation consultation ON consultation.id = theme.consultation_id
    WHERE text.id >= number * %(chunk)s AND text.id < (number + 1) * %(chunk)s
    AND text.root_id IS NULL AND text.state = %(online)s AND NOT text.covered
    AND consultation.state = ANY(%(public)s)
    LIMIT 1
) AS first_of_it
ORDER BY number
"""
