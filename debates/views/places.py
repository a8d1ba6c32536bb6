"""The map and the list of places, and where one's own contribution is."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultation.models import Consultation
from consultation.permissions import require
from consultation.territories import map as maps
from consultation.territories.models import Department
from debates import actions, locating, place_drawing, place_reading
from debates.models import Contribution, State
from debates.place_forms import PlaceFilterForm, PlaceForm
from debates.views.common import add_errors, consultation_of, contribution_of, invalid, signed_in


def places(request: HttpRequest, slug: str) -> HttpResponse:
    """Every place that everybody may see: a map, the numbers by department, the list with its filters."""
    consultation = consultation_of(request, slug)
    context = _listed(request, consultation)
    if request.htmx and request.GET.get("apres"):
        return render(request, "debates/places.html#page", context)
    counted = place_reading.by_department(consultation)
    return render(request, "debates/places.html", context | _mapped(consultation, counted))


def place_department(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The places of one department."""
    consultation = consultation_of(request, slug)
    department = get_object_or_404(Department.objects.select_related("region"), code=code)
    context = _listed(request, consultation, code)
    if request.htmx and request.GET.get("apres"):
        return render(request, "debates/places.html#page", context)
    figures = place_reading.by_department(consultation).get(code)
    without = bool(figures and figures.named_without_point + figures.listed_without_point)
    spots = place_reading.spots(consultation, code)
    drawn = place_drawing.department(
        code,
        department.outline,
        spots,
        without_point=without,
        title=str(department),
        description=_("Les lieux de ce département. La liste donne leurs noms."),
    )
    context |= {"department": department, "figures": figures, "map": drawn, "is_partial": _is_partial(spots)}
    return render(request, "debates/places_department.html", context)


def _listed(request: HttpRequest, consultation: Consultation, department: str = "") -> dict:
    form = PlaceFilterForm(request.GET, consultation=consultation, department=department)
    page = place_reading.places(consultation, form.filters(after=request.GET.get("apres", "")))
    return {
        "section": "places",
        "form": form,
        "page": page,
        "address": form.address(),
        "swatches": place_drawing.swatches(),
        "lists": consultation.place_lists.all(),
    }


def _mapped(consultation: Consultation, counted: dict[str, place_reading.Figures]) -> dict:
    spots = place_reading.spots(consultation)
    rows = maps.department_rows({code: figures.whole for code, figures in counted.items()})
    return {
        "map": place_drawing.france(counted, spots) if counted else "",
        "rows": [(row, counted[row.code]) for row in rows],
        "named": sum(figures.named for figures in counted.values()),
        "listed": sum(figures.listed for figures in counted.values()),
        "is_partial": _is_partial(spots),
    }


def _is_partial(spots: place_reading.Spots) -> int:
    """The number of points of a kind that are drawn, when there may be more of them; else 0."""
    most = place_reading.MOST_DRAWN
    return most if most in (len(spots.named), len(spots.listed)) else 0


@signed_in
def place(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say, change or take away where one's own contribution is."""
    contribution = contribution_of(request, slug, pk)
    if "remove" in request.POST:
        return _remove(request, contribution)
    require(request.user, "debates.locate", contribution)
    held = place_reading.place_of(contribution)
    form = PlaceForm(request.POST or None, place=held, with_words=not locating.keeps_words(contribution))
    if request.method == "POST" and form.is_valid():
        try:
            actions.locate(contribution, by=request.user, place=form.located)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _told(contribution))
            return redirect(contribution)
    context = {"section": "debate", "form": form, "contribution": contribution, "place": held}
    context |= {"question": contribution.question, "theme": contribution.question.theme}
    if form.errors:
        return invalid(request, "debates/place.html", context)
    return render(request, "debates/place.html", context)


def _told(contribution: Contribution) -> str:
    contribution.refresh_from_db(fields=["state"])
    if contribution.state == State.PENDING:
        return _("C’est enregistré. Le lieu paraîtra sur la carte avec votre texte, quand un modérateur l’aura lu.")
    return _("C’est enregistré. Le lieu paraît sur la carte avec votre texte.")


def _remove(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    require(request.user, "debates.unlocate", contribution)
    if locating.unlocate(contribution, by=request.user):
        messages.success(request, _("Le lieu est retiré de la carte."))
    return redirect(contribution)
