"""The synthesis desk: the draft by theme."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultation.models import Consultation
from consultation.permissions import allowed, require
from debates.models import Theme
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, checking, drafting, reading
from synthesis.forms import SynthesisForm
from synthesis.models import Export, Synthesis
from synthesis.views.draft import draft_of
from synthesis.views.drawings import placed


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The open draft, a theme at a time, or buttons that open one."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.export", consultation)
    return render(request, "synthesis/desk.html", _desk(request, consultation))


def _desk(request: HttpRequest, consultation: Consultation, form: SynthesisForm | None = None) -> dict:
    synthesis = drafting.draft_of(consultation)
    context = {
        "synthesis": synthesis,
        "versions": list(consultation.syntheses.published().defer("document")),
        "last_rollup": reading.last_rollup(consultation),
        "may_edit": allowed(request.user, "synthesis.edit", consultation),
        "kinds": Synthesis.Kind.choices,
    }
    if synthesis is None:
        return context
    synthesis.consultation = consultation
    theme = _theme(request, consultation)
    chapter = drafting.chapter(synthesis, theme, *_where(request)) if theme else None
    found = checking.blocking(synthesis, quotes=False)
    return context | {
        "form": form or SynthesisForm(instance=synthesis),
        "contents": drafting.contents(synthesis, theme),
        "chapter": chapter,
        "pictures": placed(synthesis, theme) if theme else {},
        "blocking": [line for line in found if line.count],
        "coverage": reading.coverage(consultation, synthesis),
        "formats": Export.Format.choices,
        "may_publish": allowed(request.user, "synthesis.publish", synthesis),
    }


def _theme(request: HttpRequest, consultation: Consultation) -> Theme | None:
    """The theme asked for, else the first; None where there is none."""
    themes = consultation.themes.select_related("consultation")
    asked = request.GET.get("theme", "")
    return get_object_or_404(themes, slug=asked) if asked else themes.first()


def _where(request: HttpRequest) -> tuple[str, int | None]:
    """The part and the statement of the address; what is none of them opens the theme at its beginning."""
    around = request.GET.get("enonce", "")
    return request.GET.get("partie", ""), int(around[:18]) if around.isdecimal() else None


@login_required
@require_POST
def open_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a draft from the ideas, the passages and the last roll-up, or from a published version."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.edit", consultation)
    kind, number = request.POST.get("kind", ""), request.POST.get("version", "")
    known = kind if kind in Synthesis.Kind.values else Synthesis.Kind.INTERIM
    base = None
    if number:
        published = consultation.syntheses.published().select_related("rollup").defer("document")
        base = get_object_or_404(published, number=int(number[:5]) if number.isdecimal() else 0)
    opened = drafting.draft_of(consultation)
    synthesis = actions.draft(consultation, by=request.user, kind=known, from_version=base)
    if opened or synthesis.by_id != request.user.pk:  # this one, or another editor's at the same moment
        _tell_of_the_open_one(request, synthesis)
    return redirect("synthesis_desk", slug)


def _tell_of_the_open_one(request: HttpRequest, synthesis: Synthesis) -> None:
    said = _(
        "Un brouillon était déjà ouvert : %(draft)s. Le voici. "
        "Il n’y en a qu’un à la fois : celui que vous demandiez n’est pas ouvert."
    )
    messages.warning(request, said % {"draft": _named(synthesis)})


def _named(synthesis: Synthesis) -> str:
    """A draft by its title, else by its stage, and its number."""
    words = {"title": synthesis.title.strip(), "kind": synthesis.get_kind_display(), "number": synthesis.number}
    if words["title"]:
        return _("« %(title)s », version %(number)s") % words
    return _("%(kind)s sans titre, version %(number)s") % words


@login_required
@require_POST
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what the harvest brought since; nothing written is changed."""
    synthesis = draft_of(request, slug)
    try:
        added = actions.refresh(synthesis, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("synthesis_desk", slug)
    said = ngettext("%d énoncé ajouté d’après les idées.", "%d énoncés ajoutés d’après les idées.", added) % added
    messages.success(request, said if added else _("Toutes les idées ont déjà leur énoncé."))
    return redirect("synthesis_desk", slug)


@login_required
@require_POST
def retitle(request: HttpRequest, slug: str) -> HttpResponse:
    """Title, stage and introduction."""
    synthesis = draft_of(request, slug)
    form = SynthesisForm(request.POST)
    if form.is_valid():
        try:
            actions.retitle(synthesis, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("synthesis_desk", slug)
    return invalid(request, "synthesis/desk.html", _desk(request, synthesis.consultation, form))
