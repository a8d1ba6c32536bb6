"""The ideas of each theme, with the passages filed under them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.models import Consultation
from consultation.permissions import require
from debates.models import Theme
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, reading
from synthesis.forms import IdeaForm
from synthesis.models import Idea


@login_required
def tree(request: HttpRequest, slug: str) -> HttpResponse:
    """The trees, and the passages of the idea the address names or of those filed nowhere."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    return render(request, "synthesis/ideas.html", _shown(request, consultation))


def _shown(request: HttpRequest, consultation: Consultation, theme: Theme | None = None, form=None) -> dict:
    opened = _opened(request, consultation)
    trees = [
        {
            "theme": each,
            "branches": branches,
            "form": form if each == theme else IdeaForm(branches=reading.flat(branches), auto_id=f"t{each.pk}_%s"),
        }
        for each, branches in reading.trees(consultation)
    ]
    return {
        "trees": trees,
        "opened": opened,
        "page": reading.filed(consultation, opened, after=request.GET.get("apres", "")),
        "form": form,
    }


def _opened(request: HttpRequest, consultation: Consultation) -> Idea | None:
    asked = request.GET.get("idee", "")
    if not asked.isdecimal():
        return None
    rows = Idea.objects.filter(theme__consultation=consultation).select_related("theme", "parent")
    return get_object_or_404(rows, pk=int(asked[:18]))


@login_required
@require_POST
def add(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
    """Add an idea to the tree of a theme."""
    consultation = consultation_of(request, slug)
    theme = get_object_or_404(consultation.themes.select_related("consultation"), slug=theme_slug)
    require(request.user, "synthesis.harvest", theme)
    form = IdeaForm(request.POST, branches=reading.flat(reading.tree(theme)), auto_id=f"t{theme.pk}_%s")
    if form.is_valid():
        try:
            idea = actions.add_idea(theme, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("L’idée « %s » est dans l’arbre.") % idea)
            return redirect(f"{reverse('ideas', args=[slug])}?idee={idea.pk}")
    return invalid(request, "synthesis/ideas.html", _shown(request, consultation, theme, form))
