"""Where editors write the mission's pages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation import text
from consultation.answers import add_errors, consultation_of, invalid
from consultation.models import Consultation
from consultation.permissions import require
from pages import actions, reading, statements
from pages.forms import PREVIEW, PageForm
from pages.models import ALONE, STATEMENTS, Kind, Page


def _writing_in(request: HttpRequest, slug: str, kind: str = "") -> Consultation:
    consultation = consultation_of(request, slug)
    require(request.user, "pages.write_statements" if kind in STATEMENTS else "pages.write", consultation)
    return consultation


def _page_of(request: HttpRequest, slug: str, pk: int) -> Page:
    """The page, if it belongs to the consultation of the address and the person may write it."""
    consultation = consultation_of(request, slug)
    rows = Page.objects.select_related("consultation", "commune__department", "by")
    page = get_object_or_404(rows, consultation=consultation, pk=pk)
    require(request.user, "pages.write", page)
    return page


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Every page with its state, the last touched first."""
    consultation = _writing_in(request, slug)
    listed = reading.all_of(consultation, after=request.GET.get("apres", ""))
    written = reading.written_statements(consultation)
    context = {
        "kinds": [(kind.value, kind.label) for kind in Kind if kind not in STATEMENTS],
        "statements": [(kind, written.get(kind)) for kind in STATEMENTS],
    }
    return render(request, "pages/desk.html", {"section": "pages", "listed": listed, **context})


@login_required
def new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Write a page of this kind; one that every consultation has begins with its default text."""
    consultation = _writing_in(request, slug, kind)
    if kind not in Kind.values:
        raise Http404
    there = consultation.pages.filter(kind=kind).first() if kind in ALONE else None
    if there and request.method != "POST":
        return redirect("edit_page", slug, there.pk)
    begins = statements.to_begin_with(Kind(kind), consultation) if kind in STATEMENTS else None
    form = PageForm(request.POST or None, kind=kind, initial=begins)
    if request.method != "POST" or _wants_preview(form):
        return render(request, "pages/edit.html", _context(form))
    if form.is_valid():
        try:
            page = actions.write(consultation, by=request.user, kind=kind, **form.written)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _kept(request, page, form)
    return invalid(request, "pages/edit.html", _context(form))


@login_required
def edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change a page. When somebody else did meanwhile, both texts are shown and nothing is lost (409)."""
    page = _page_of(request, slug, pk)
    form = PageForm(request.POST or None, kind=page.kind, page=page)
    if request.method != "POST" or _wants_preview(form):
        return render(request, "pages/edit.html", _context(form))
    if form.is_valid():
        try:
            said = {"asks_again": None if form.dates else form.cleaned_data.get("asks_again")}
            revision = form.cleaned_data["revision"] or 0
            actions.rewrite(page, by=request.user, revision=revision, **form.written, **said)
        except actions.RewrittenMeanwhile:
            return _both_texts(request, form)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _kept(request, page, form)
    return invalid(request, "pages/edit.html", _context(form))


def _wants_preview(form: PageForm) -> bool:
    return form.is_bound and form.then == PREVIEW


def _context(form: PageForm) -> dict:
    """The page of the form, with what its text looks like."""
    html = text.sanitised(text.clean_body(form["body"].value() or "")[:50_000])
    return {"section": "pages", "form": form, "page": form.page, "kind": Kind(form.kind), "html": html}


def _both_texts(request: HttpRequest, form: PageForm) -> HttpResponse:
    form.data = form.data.copy()
    form.data["revision"] = form.page.revision
    return render(request, "pages/edit.html", _context(form) | {"theirs": form.page}, status=409)


def _kept(request: HttpRequest, page: Page, form: PageForm) -> HttpResponse:
    if form.dates:
        actions.publish(page, by=request.user, **form.published)
        said = _("La page paraîtra à la date dite.") if page.is_ahead else _("La page est en ligne.")
        messages.success(request, said)
        return redirect(page)
    messages.success(request, _("La page est enregistrée."))
    return redirect("edit_page", page.consultation.slug, page.pk)


@login_required
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """What a text will look like, while it is written."""
    _writing_in(request, slug)
    body = text.clean_body(request.POST.get("body", ""))[:50_000]
    return render(request, "pages/edit.html#preview", {"html": text.sanitised(body)})


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    page = _page_of(request, slug, pk)
    if actions.withdraw(page, by=request.user):
        messages.success(request, _("La page n’est plus en ligne. Son texte reste ici."))
    else:
        messages.info(request, _("Cette page n’était pas en ligne."))
    return redirect("pages_desk", slug)
