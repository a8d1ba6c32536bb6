"""Statements one by one: written with the passages of an idea beside, saved as they are typed, moved, taken out."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from debates.models import Theme
from debates.views.common import add_errors
from synthesis import actions, composing, drafting, reading
from synthesis.forms import NewStatementForm, RemarkForm, StatementForm
from synthesis.models import Section, Statement, Synthesis
from synthesis.views import picking
from synthesis.views.draft import draft_of, place, statement_of, tried


@login_required
def add(request: HttpRequest, slug: str, theme_slug: str) -> HttpResponse:
    """Write a statement of the editors' own, in a theme."""
    synthesis = draft_of(request, slug)
    theme = get_object_or_404(synthesis.consultation.themes.select_related("consultation"), slug=theme_slug)
    data = picking.applied(request.POST) if request.method == "POST" else None
    form = NewStatementForm(data, theme=theme, figures=composing.figures(synthesis), initial=_initial(request))
    if _is_saved(request, form):
        try:
            values = {name: form.cleaned_data[name] for name in ("text", "section", "figure", "origin")}
            statement = actions.state(synthesis, by=request.user, theme=theme, extracts=form.chosen(), **values)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, synthesis, statement)
    return _shown(request, form, theme, None)


def _initial(request: HttpRequest) -> dict:
    asked = request.GET.get("partie", "")
    return {"section": asked if asked in Section.values else Section.FINDING, "origin": uuid4()}


@login_required
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a statement: its text, its figure, what it cites."""
    synthesis = draft_of(request, slug)
    if request.method == "POST" and not synthesis.statements.filter(pk=pk).exists() and "place" in request.POST:
        return _gone(request, synthesis)
    statement = statement_of(synthesis, pk)
    form = _form(statement, picking.applied(request.POST) if request.method == "POST" else None)
    if _is_saved(request, form):
        try:
            values = {name: form.cleaned_data[name] for name in ("text", "figure", "revision")}
            statement = actions.rewrite(statement, by=request.user, extracts=form.chosen(), **values)
        except actions.Overtaken as error:
            return _overtaken(request, form, statement, error)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _saved(request, synthesis, statement)
    return _shown(request, form, statement.theme, statement)


def _form(statement: Statement, data: QueryDict | None = None) -> StatementForm:
    initial = {"text": statement.text, "figure": statement.figure, "revision": statement.revision}
    figures = composing.figures(statement.synthesis)
    return StatementForm(data, theme=statement.theme, figures=figures, statement=statement, initial=initial)


@login_required
@require_POST
def move(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Exchange a statement with the one above or below."""
    statement = statement_of(draft_of(request, slug), pk)
    step = -1 if request.POST.get("step") == "-1" else 1
    tried(request, lambda: actions.move(statement, by=request.user, step=step))
    return redirect(place(statement))


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a statement out of the draft; the passages it cited stay kept."""
    statement = statement_of(draft_of(request, slug), pk)
    beside = _beside(statement)
    if tried(request, lambda: actions.remove(statement, by=request.user)):
        messages.success(request, _("L’énoncé est retiré du brouillon. Les passages restent gardés."))
    if beside:
        return redirect(place(beside))
    desk = reverse("synthesis_desk", args=[slug])
    return redirect(f"{desk}?theme={statement.theme.slug}&partie={statement.section}#partie-{statement.section}")


def _beside(statement: Statement) -> Statement | None:
    """The statement after it in its part, else the one before: where whoever takes it out goes on."""
    rows = statement.synthesis.statements.filter(theme=statement.theme, section=statement.section)
    rows = rows.select_related("theme").order_by("position", "pk")
    after = rows.filter(Q(position__gt=statement.position) | Q(position=statement.position, pk__gt=statement.pk))
    beside = after.first() or rows.exclude(pk=statement.pk).last()
    if beside:
        beside.synthesis = statement.synthesis
    return beside


def _is_saved(request: HttpRequest, form: StatementForm) -> bool:
    """Whether the form was sent to be kept, and is sound."""
    return request.method == "POST" and not picking.filters(request.POST) and form.is_valid()


def _is_typed(request: HttpRequest) -> bool:
    """Whether the page saves by itself while somebody types (static/js/drafting.js)."""
    return request.headers.get("X-Typed") == "1"


def _saved(request: HttpRequest, synthesis: Synthesis, statement: Statement) -> HttpResponse:
    """The statement is kept: said to the page that goes on, shown again after a passage was picked, else the desk."""
    url = reverse("statement", args=[synthesis.consultation.slug, statement.pk])
    if _is_typed(request):
        at = timezone.localtime(timezone.now())
        said = _("Enregistré à %(time)s.") % {"time": at.strftime("%H:%M")}
        return JsonResponse({"revision": statement.revision, "said": said, "url": url})
    if not picking.picks(request.POST):
        kept = statement.theme.slug if "origin" in request.POST else statement.pk
        statement.synthesis = synthesis
        messages.success(request, _("L’énoncé est enregistré."), extra_tags=f"enonce-{kept}-p{request.user.pk}")
        return redirect(place(statement))
    if not request.htmx or "origin" in request.POST:
        return redirect(f"{url}?{picking.idea_asked(request.POST)}#passages")
    statement = statement_of(synthesis, statement.pk)
    initial = {"text": statement.text, "figure": statement.figure, "revision": statement.revision}
    form = StatementForm(
        theme=statement.theme, figures=composing.figures(synthesis), statement=statement, initial=initial
    )
    return render(request, "synthesis/_statement_form.html", _context(request, form, statement.theme, statement))


def _shown(request: HttpRequest, form: StatementForm, theme: Theme, statement: Statement | None) -> HttpResponse:
    """The form with the passages beside; 422 when what was sent to be kept cannot be."""
    is_wrong = request.method == "POST" and not picking.filters(request.POST)
    if is_wrong and _is_typed(request):
        said = " ".join(message for messages in form.errors.values() for message in messages)
        return JsonResponse({"said": said}, status=422)
    template = "synthesis/_statement_form.html" if request.htmx else "synthesis/statement.html"
    return render(request, template, _context(request, form, theme, statement), status=422 if is_wrong else 200)


def _context(request: HttpRequest, form: StatementForm, theme: Theme, statement: Statement | None) -> dict:
    ids = picking.chosen(request.POST, statement) if form.is_bound else picking.cited(statement)
    idea = picking.idea(request, statement)
    return {
        "form": picking.as_typed(form) if picking.filters(request.POST) else form,
        "theme": theme,
        "statement": statement,
        "branches": reading.flat(reading.tree(theme)),
        "idea": idea,
        "chosen": drafting.chosen(theme, statement, ids),
        "candidates": drafting.candidates(theme, ids, idea),
        "offered": drafting.OFFERED,
        "remarks": list(statement.remarks.all()) if statement else [],
        "remark_form": RemarkForm(),
    }


def _overtaken(
    request: HttpRequest, form: StatementForm, statement: Statement, error: actions.Overtaken
) -> HttpResponse:
    """Somebody else saved first: both texts side by side, and nothing is written over without being seen. 409."""
    if _is_typed(request):
        return JsonResponse({"said": " ".join(error.messages)}, status=409)
    theirs = statement_of(statement.synthesis, error.theirs.pk)
    context = {
        "form": form,
        "theme": statement.theme,
        "theirs": theirs,
        "theirs_cited": drafting.chosen(theirs.theme, theirs, picking.cited(theirs)),
        "chosen": drafting.chosen(theirs.theme, theirs, picking.chosen(request.POST, theirs)),
    }
    template = "synthesis/_overtaken.html" if request.htmx else "synthesis/overtaken.html"
    return render(request, template, context, status=409)


def _gone(request: HttpRequest, synthesis: Synthesis) -> HttpResponse:
    """The statement was taken out meanwhile: what was typed comes back as a new one, kept only if it is sent. 409."""
    if _is_typed(request):
        return JsonResponse({"said": _("Cet énoncé a été retiré du brouillon par quelqu’un d’autre.")}, status=409)
    asked = get_object_or_404(synthesis.consultation.themes.select_related("consultation"), slug=request.POST["place"])
    data = QueryDict(mutable=True)
    sent = {name: request.POST.get(name, "") for name in ("text", "figure")}
    data.update(sent | {"section": request.POST.get("part", ""), "origin": str(uuid4())})
    data.setlist("extracts", picking.sent(request.POST))
    form = NewStatementForm(data, theme=asked, figures=composing.figures(synthesis))
    context = _context(request, form, asked, None) | {"was_removed": True}
    return render(request, "synthesis/statement.html", context, status=409)
