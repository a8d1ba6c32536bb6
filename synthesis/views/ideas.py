"""The trees of ideas, what moves in them, and the passages that are filed nowhere."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultation.models import Consultation
from consultation.permissions import require
from debates.models import Theme
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, reading
from synthesis.forms.ideas import FileForm, IdeaForm, MoveForm
from synthesis.models import Extract, Idea


@login_required
def tree(request: HttpRequest, slug: str) -> HttpResponse:
    """The trees, and the passages filed nowhere."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    asked = request.GET.get("idee", "")
    if asked.isdecimal():  # as it was addressed before it had a page of its own
        return redirect("idea", slug, int(asked[:18]))
    return render(request, "synthesis/ideas.html", _shown(request, consultation))


def _shown(
    request: HttpRequest, consultation: Consultation, theme: Theme | None = None, form=None, filing=None
) -> dict:
    """What the page needs; `form` is that of `theme` with its errors, `filing` that of the passages."""
    trees = reading.trees(consultation)
    return {
        "trees": [
            _tree(each, branches)
            | {"form": form if each == theme else IdeaForm(branches=reading.flat(branches), auto_id=f"t{each.pk}_%s")}
            for each, branches in trees
        ],
        "page": reading.filed(consultation, None, after=request.GET.get("apres", "")),
        "filing": filing or FileForm(trees=trees, extracts=Extract.objects.none(), auto_id="f_%s"),
        "form": form,
    }


def _tree(theme: Theme, branches: list[reading.Branch]) -> dict:
    return {"theme": theme, "lines": reading.flat(branches)}


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
            return redirect(f"{reverse('ideas', args=[slug])}#idee-{idea.pk}")
    return invalid(request, "synthesis/ideas.html", _shown(request, consultation, theme, form))


def idea_of(request: HttpRequest, slug: str, pk: int) -> Idea:
    """The idea, if it belongs to the consultation of the address (404) and the person may harvest there (403)."""
    consultation = consultation_of(request, slug)
    rows = Idea.objects.select_related("theme__consultation", "merged_into")
    idea = get_object_or_404(rows, pk=pk, theme__consultation=consultation)
    require(request.user, "synthesis.harvest", idea)
    return idea


@login_required
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Move an idea by a step (`way`), or under another (`parent`), before a sibling there (`before`)."""
    idea = idea_of(request, slug, pk)
    form = MoveForm(request.POST, branches=reading.flat(reading.tree(idea.theme)))
    try:
        moved = _moved(idea, form, way=request.POST.get("way", ""), by=request.user)
    except ValidationError as error:
        return _answered(request, idea, " ".join(error.messages), status=422)
    return _answered(request, moved, _where(moved))


def _moved(idea: Idea, form: MoveForm, *, way: str, by) -> Idea:
    if way:
        return actions.step_idea(idea, way=way, by=by)
    if not form.is_valid():
        raise ValidationError([error for errors in form.errors.values() for error in errors])
    return actions.move_idea(idea, by=by, **form.cleaned_data)


def _where(idea: Idea) -> str:
    """Where an idea stands, in words."""
    beside = list(
        Idea.objects.standing().filter(theme=idea.theme_id, parent=idea.parent_id).values_list("pk", flat=True)
    )
    facts = {"idea": idea.title, "place": beside.index(idea.pk) + 1, "all": len(beside), "parent": idea.parent}
    if idea.parent_id is None:
        return _("« %(idea)s » est à la racine du thème, en place %(place)d sur %(all)d.") % facts
    return _("« %(idea)s » est sous « %(parent)s », en place %(place)d sur %(all)d.") % facts


def _answered(request: HttpRequest, idea: Idea, said: str, status: int = 200) -> HttpResponse:
    """The tree again with what is to be said, for a script; for others the page where the button was."""
    slug = request.consultation.slug
    if request.htmx:
        return tree_again(request, idea.theme, said, status)
    if request.POST.get("from") == "idea":
        (messages.success if status == 200 else messages.error)(request, said)
        return redirect("idea", slug, idea.pk)
    if status == 200:
        messages.success(request, said)
        return redirect(f"{reverse('ideas', args=[slug])}#idee-{idea.pk}")
    messages.error(request, said)
    return invalid(request, "synthesis/ideas.html", _shown(request, request.consultation))


def tree_again(request: HttpRequest, theme: Theme, said: str, status: int = 200) -> HttpResponse:
    context = {"tree": _tree(theme, reading.tree(theme)), "said": said}
    return render(request, "synthesis/_tree.html", context, status=status)


@login_required
@require_POST
def file(request: HttpRequest, slug: str) -> HttpResponse:
    """File the passages that are checked under an idea."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.harvest", consultation)
    trees = reading.trees(consultation)
    form = FileForm(request.POST, trees=trees, extracts=Extract.objects.of(consultation), auto_id="f_%s")
    if form.is_valid():
        idea = form.cleaned_data["idea"]
        require(request.user, "synthesis.harvest", idea)
        try:
            count = actions.file_extracts(idea, extracts=form.cleaned_data["extracts"], by=request.user)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _filed(request, idea, count)
    wrong = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if request.htmx:
        return HttpResponse(wrong, status=422, content_type="text/plain; charset=utf-8")
    if request.POST.get("from"):
        messages.error(request, wrong)
        return _back(request)
    return invalid(request, "synthesis/ideas.html", _shown(request, consultation, filing=form))


def _filed(request: HttpRequest, idea: Idea, count: int) -> HttpResponse:
    words = ngettext(
        "%(n)d passage est rangé sous « %(idea)s ».", "%(n)d passages sont rangés sous « %(idea)s ».", count
    )
    said = words % {"n": count, "idea": idea}
    if request.htmx:
        return tree_again(request, idea.theme, said)
    messages.success(request, said)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """The idea whose page the passages were checked in, else the trees."""
    here = request.POST.get("from", "")
    slug = request.consultation.slug
    return redirect("idea", slug, int(here[:18])) if here.isdecimal() else redirect("ideas", slug)
