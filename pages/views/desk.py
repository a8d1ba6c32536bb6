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
from pages import actions, reading
from pages.forms import PREVIEW, PageForm
from pages.models import Kind, Page


def _writing_in(request: HttpRequest, slug: str) -> Consultation:
    consultation = consultation_of(request, slug)
    require(request.user, "pages.write", consultation)
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
    page = reading.all_of(consultation, after=request.GET.get("apres", ""))
    return render(request, "pages/desk.html", {"section": "pages", "page": page, "kinds": Kind.choices})


@login_required
def new(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Write a page of this kind."""
    consultation = _writing_in(request, slug)
    if kind not in Kind.values:
        raise Http404
    form = PageForm(request.POST or None, kind=kind)
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
            actions.rewrite(page, by=request.user, revision=form.cleaned_data["revision"] or 0, **form.written)
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
        actions.publish(page, by=request.user, at=form.cleaned_data["at"])
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
