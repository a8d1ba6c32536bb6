"""What everybody reads, down to a theme."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation import cells, text
from consultation.models import Consultation
from consultation.territories import map as maps
from debates import keeping, overview, prints
from debates.models import Theme
from debates.opening import opening
from debates.pulse import pulse_of
from debates.views.common import consultation_of
from pages import reading as mission


def home(request: HttpRequest) -> HttpResponse:
    """The consultations that are open, closed, archived; where there is a single one, its own home."""
    parts = [_part(request, *each) for each in PARTS]
    found = [consultation for part in parts for consultation in part["page"]]
    preparing = overview.in_preparation(request.user)
    asked = any(name in request.GET for name, _title, _state in PARTS)
    if len(found) == 1 and found[0].state != Consultation.State.ARCHIVED and not (asked or preparing):
        return redirect(found[0])
    return render(request, "debates/site.html", {"parts": parts, "preparing": preparing, "any": bool(found)})


State = Consultation.State
PARTS = (  # in the address, above the list, state
    ("en-cours", gettext_lazy("En cours"), State.OPEN),
    ("closes", gettext_lazy("Closes"), State.CLOSED),
    ("archives", gettext_lazy("Archives"), State.ARCHIVED),
)


def _part(request: HttpRequest, name: str, title: str, state: str) -> dict:
    """A list of the site's first page, each consultation with what may be done in it today."""
    page = overview.in_state(state, after=request.GET.get(name, ""))
    for consultation in page:
        consultation.opening = opening(consultation, consultation.phases.all())
    return {"name": name, "title": title, "page": page}


def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    return _kept(request, slug, lambda: _consultation(request, slug))


def _kept(request: HttpRequest, slug: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """The page kept for readers who are not signed in, while nothing that it shows has changed."""
    of = prints.of_overview(slug) if keeping.is_anybody(request) and not request.GET else None
    return keeping.page(request, of.value, make, keeping.MOMENT) if of else make()


def _consultation(request: HttpRequest, slug: str) -> HttpResponse:
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
        "hides": None in pulse.departments.values(),
        "not_published": (cells.HIDDEN, cells.explanation()),
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
    return _kept(request, slug, lambda: _theme(request, slug, theme_slug))


def _theme(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
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
