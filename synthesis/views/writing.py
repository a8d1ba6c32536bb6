"""The synthesis desk: the draft by theme, its statements one by one, what keeps it from being published."""

from collections.abc import Callable

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
from consultation.permissions import allowed, require
from debates.models import Theme
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, drafting, reading
from synthesis.forms import NewStatementForm, StatementForm, SynthesisForm
from synthesis.models import Export, Section, Statement, Synthesis


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The open draft, or a button that opens one."""
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
    }
    if synthesis is None:
        return context
    synthesis.consultation = consultation
    return context | {
        "form": form or SynthesisForm(instance=synthesis),
        "chapters": drafting.chapters(synthesis),
        "obstacles": reading.obstacles(synthesis),
        "coverage": reading.coverage(consultation, synthesis),
        "formats": Export.offered(),
        "may_publish": allowed(request.user, "synthesis.publish", synthesis),
    }


@login_required
@require_POST
def open_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a draft from the ideas, the passages and the last roll-up."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.edit", consultation)
    kind = request.POST.get("kind", "")
    known = kind if kind in Synthesis.Kind.values else Synthesis.Kind.INTERIM
    actions.draft(consultation, by=request.user, kind=known)
    return redirect("synthesis_desk", slug)


@login_required
@require_POST
def refresh(request: HttpRequest, slug: str) -> HttpResponse:
    """Add what the harvest brought since; nothing written is changed."""
    synthesis = _draft_of(request, slug)
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
    synthesis = _draft_of(request, slug)
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


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the draft for everybody; its files are asked for at once."""
    synthesis = _draft_of(request, slug, "synthesis.publish")
    if not _tried(request, lambda: actions.publish(synthesis, by=request.user)):
        return redirect("synthesis_desk", slug)
    messages.success(request, _("La synthèse est publiée. Ses fichiers se préparent d’eux-mêmes."))
    return redirect(synthesis)


# --- Statements


@login_required
def add(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
    """Write a statement of the editors' own, in a theme."""
    synthesis = _draft_of(request, slug)
    theme = get_object_or_404(synthesis.consultation.themes.select_related("consultation"), slug=theme_slug)
    asked = request.GET.get("partie", "")
    initial = {"section": asked if asked in Section.values else Section.FINDING}
    form = NewStatementForm(request.POST or None, theme=theme, initial=initial)
    if _is_saved(request, form):
        try:
            values = {"text": form.cleaned_data["text"], "section": form.cleaned_data["section"]}
            statement = actions.state(synthesis, by=request.user, theme=theme, extracts=form.chosen(), **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(_place(slug, statement.pk))
    return _statement_page(request, form, theme, None)


@login_required
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change the text of a statement and what it cites; for htmx, in its place in the desk."""
    statement = _statement_of(request, slug, pk)
    initial = {"text": statement.text}
    form = StatementForm(request.POST or None, theme=statement.theme, statement=statement, initial=initial)
    if _is_saved(request, form):
        try:
            text, extracts = form.cleaned_data["text"], form.chosen()
            actions.rewrite(statement, by=request.user, text=text, extracts=extracts)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _in_its_place(request, slug, statement.pk)
    if request.htmx and request.method == "GET" and "fermer" in request.GET:
        return _in_its_place(request, slug, statement.pk)
    return _statement_page(request, form, statement.theme, statement)


@login_required
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Exchange a statement with the one above or below."""
    statement = _statement_of(request, slug, pk)
    step = -1 if request.POST.get("step") == "-1" else 1
    _tried(request, lambda: actions.move(statement, by=request.user, step=step))
    return redirect(_place(slug, pk))


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a statement out of the draft; the passages it cited stay kept."""
    statement = _statement_of(request, slug, pk)
    if _tried(request, lambda: actions.remove(statement, by=request.user)):
        messages.success(request, _("L’énoncé est retiré du brouillon. Les passages restent gardés."))
    return redirect("synthesis_desk", slug)


def _tried(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do it, or tell the person why it was refused."""
    try:
        act()
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return False
    return True


def _draft_of(request: HttpRequest, slug: str, permission: str = "synthesis.edit") -> Synthesis:
    """The open draft (404 without one), if this person may do that to it (403)."""
    consultation = consultation_of(request, slug)
    require(request.user, permission, consultation)
    synthesis = get_object_or_404(consultation.syntheses.drafts())
    synthesis.consultation = consultation
    return synthesis


def _statement_of(request: HttpRequest, slug: str, pk: int) -> Statement:
    """A statement of the open draft of the consultation of the address."""
    synthesis = _draft_of(request, slug)
    statement = get_object_or_404(drafting.statements(synthesis), pk=pk)
    statement.synthesis = synthesis
    statement.theme.consultation = synthesis.consultation
    require(request.user, "synthesis.edit", statement)
    return statement


def _is_saved(request: HttpRequest, form: StatementForm) -> bool:
    """Whether the form was sent to be kept, and is sound."""
    return request.method == "POST" and not _filters(request) and form.is_valid()


def _filters(request: HttpRequest) -> bool:
    """Whether other passages are asked for: the form comes back as it was typed, and nothing is kept."""
    return "filter" in request.POST


def _in_its_place(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The statement as it now reads: in the desk, or alone for htmx."""
    if not request.htmx:
        return redirect(_place(slug, pk))
    written = drafting.written(_statement_of(request, slug, pk))
    return render(request, "synthesis/_statement.html", {"written": written, "may_edit": True})


def _statement_page(request: HttpRequest, form: StatementForm, theme: Theme, statement: Statement | None):
    """The form of a statement with the passages it may cite: a page, or its place in the desk for htmx."""
    branches = reading.flat(reading.tree(theme))
    idea = request.POST.get("idea", str((statement and statement.idea_id) or ""))
    chosen = _chosen(request, statement)
    context = {
        "form": _as_typed(request, form) if _filters(request) else form,
        "theme": theme,
        "statement": statement,
        "branches": branches,
        "idea": idea,
        "candidates": drafting.candidates(theme, statement, chosen=chosen, idea=idea),
    }
    template = "synthesis/_statement_form.html" if request.htmx else "synthesis/statement.html"
    is_wrong = request.method == "POST" and not _filters(request)
    return invalid(request, template, context) if is_wrong else render(request, template, context)


def _chosen(request: HttpRequest, statement: Statement | None) -> list[int]:
    if request.method == "POST":
        return [int(pk[:18]) for pk in request.POST.getlist("extracts") if pk.isdecimal()]
    return [citation.extract_id for citation in statement.citations.all()] if statement else []


def _as_typed(request: HttpRequest, form: StatementForm) -> StatementForm:
    """The same form without its errors: it is not finished."""
    form.is_bound, form.initial = False, request.POST.dict()
    return form


def _place(slug: str, pk: int) -> str:
    return f"{reverse('synthesis_desk', args=[slug])}#enonce-{pk}"
