"""What everybody reads, down to a theme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultation import text
from consultation.models import Consultation
from consultation.territories import map as maps
from debates import reading
from debates.models import Theme
from debates.views.common import consultation_of


def home(request: HttpRequest) -> HttpResponse:
    """The site's first page: its consultations; that of a single one is its own home."""
    consultations = list(Consultation.objects.open_to_all()[:50])
    if len(consultations) == 1:
        return redirect(consultations[0])
    return render(request, "debates/site.html", {"consultations": consultations})


def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    figures = reading.by_department(consultation)
    themes = list(reading.themes(consultation))
    context = {
        "section": "debate",
        "phases": consultation.phases.all(),
        "themes": themes,
        "liveliest": _liveliest(themes),
        "introduction": text.sanitised(consultation.introduction),
        "latest": reading.latest(consultation),
        "figures": reading.key_figures(consultation),
        "map": _map(figures),
        "departments": maps.department_rows(figures),
        "legend": maps.legend(figures),
    }
    return render(request, "debates/consultation.html", context)


def _liveliest(themes: list[Theme]) -> int:
    """The highest number of contributions of a question, the full length of the bars."""
    return max((q.contributions_count for theme in themes for q in theme.questions.all()), default=0)


def _map(figures: dict[str, int]) -> str:
    return maps.department_map(
        figures,
        title=_("D’où l’on s’est exprimé"),
        description=_("Contributions et arguments publiés, par département déclaré. Le tableau donne les nombres."),
    )


def theme(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    theme = get_object_or_404(reading.themes(consultation), slug=theme_slug)
    context = {
        "section": "debate",
        "theme": theme,
        "introduction": text.sanitised(theme.introduction),
        "liveliest": _liveliest([theme]),
    }
    return render(request, "debates/theme.html", context)
