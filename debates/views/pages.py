"""What everybody reads, down to a theme."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultation import text
from consultation.cursor import Page
from consultation.territories import map as maps
from debates import overview
from debates.models import Theme
from debates.opening import opening
from debates.pulse import pulse_of
from debates.views.common import consultation_of
from pages import reading as mission


def home(request: HttpRequest) -> HttpResponse:
    """The site's first page: its consultations, archived ones apart; that of a single one is its own home."""
    asked = {name: request.GET.get(name, "") for name in ("apres", "archives")}
    listed, archived = overview.on_the_first_page(asked["apres"]), overview.archived(asked["archives"])
    preparing = overview.in_preparation(request.user)
    if len(listed) == 1 and not (any(asked.values()) or listed.next or archived.rows or preparing):
        return redirect(listed.rows[0])
    context = {"listed": _opened(listed), "archived": archived, "preparing": preparing, "asked": asked}
    return render(request, "debates/site.html", context)


def _opened(listed: Page) -> Page:
    """The same rows, each with what may be done in it today."""
    for consultation in listed:
        consultation.opening = opening(consultation, consultation.phases.all())
    return listed


def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    phases, themes = list(consultation.phases.all()), list(overview.themes(consultation))
    pulse = pulse_of(consultation, overview.texts(themes))
    context = {
        "section": "debate",
        "phases": phases,
        "opening": opening(consultation, phases),
        "themes": themes,
        "liveliest": overview.liveliest(themes),
        "introduction": text.sanitised(consultation.introduction),
        "latest": overview.latest(themes),
        "agenda": mission.agenda(consultation, coming=3, past=2),
        "news": mission.latest_news(consultation),
        "pulse": pulse,
        "map": _map(pulse.departments),
        "departments": maps.department_rows(pulse.departments),
        "legend": maps.legend(pulse.departments),
    }
    return render(request, "debates/consultation.html", context)


def _map(figures: dict[str, int]) -> str:
    return maps.department_map(
        figures,
        title=_("D’où l’on s’est exprimé"),
        description=_("Contributions et arguments publiés, par département déclaré. Le tableau donne les nombres."),
    )


def theme(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
    consultation = consultation_of(request, slug)
    theme: Theme = get_object_or_404(overview.themes(consultation), slug=theme_slug)
    context = {
        "section": "debate",
        "theme": theme,
        "opening": opening(consultation, consultation.phases.all()),
        "introduction": text.sanitised(theme.introduction),
        "liveliest": overview.liveliest([theme]),
        "latest": overview.latest([theme]),
    }
    return render(request, "debates/theme.html", context)
