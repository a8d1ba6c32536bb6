"""Files of a synthesis: asked for by the staff, made by the worker, read by everybody once a version is published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.files.serving import handed_over
from consultation.limits import limited
from consultation.models import Consultation
from consultation.permissions import allowed, require
from debates.views.common import consultation_of
from synthesis import actions, exports, failing, reading, renewing
from synthesis.forms.exporting import ReportTemplateForm
from synthesis.models import Export, JobState
from synthesis.views.jobs import fragment, tell_that_it_is_kept


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What was asked for and how far it is, newest first."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.export", consultation)
    return listed(request, consultation)


def listed(
    request: HttpRequest, consultation: Consultation, form: ReportTemplateForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of the files; `form` is a template that was refused."""
    context = {
        "page": reading.exports(consultation, after=request.GET.get("apres", "")),
        "syntheses": list(consultation.syntheses.defer("document")),
        "families": _families(),
        "templates": list(consultation.report_templates.defer("data").select_related("by").order_by("format")),
        "form": form or ReportTemplateForm(),
        "may_change": allowed(request.user, "synthesis.template", consultation),
    }
    return render(request, "synthesis/exports.html", context, status=status)


def _families() -> list[tuple[str, list[tuple[str, str]]]]:
    """The formats by what is in them, with their words."""
    report = Export.offered()
    data = [pair for pair in report if pair[0] in Export.WHOLE]
    tables = [pair for pair in report if pair[0] in ("csv", "xlsx", "json")]
    whole = [pair for pair in report if pair not in data + tables]
    families = ((_("Le rapport"), whole), (_("Ses tableaux"), tables), (_("Toutes les données publiques"), data))
    return [(words, pairs) for words, pairs in families if pairs]


@login_required
@require_POST
@limited("export")
def ask(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask for a file; that of a published version is made once."""
    consultation = consultation_of(request, slug)
    synthesis = get_object_or_404(consultation.syntheses.defer("document"), number=number)
    require(request.user, "synthesis.export", synthesis)
    try:
        told = bool(request.POST.get("tells"))
        export = actions.request_export(synthesis, format=request.POST.get("format", ""), by=request.user, tells=told)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("exports", slug)
    tell_that_it_is_kept(request, export)
    return redirect("export", slug, export.pk)


def export(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far a file is, and the file once it is there."""
    export = _export_of(request, slug, pk)
    context = {
        "export": export,
        "may_export": allowed(request.user, "synthesis.export", export),
        "advice": failing.advice(export.error) if export.state == JobState.FAILED else "",
    }
    return fragment(request, "synthesis/export.html", context, job=export)


@login_required
@require_POST
@limited("export")
def retry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a file that failed back in the queue."""
    export = _export_of(request, slug, pk)
    require(request.user, "synthesis.export", export)
    actions.retry(export, by=request.user)
    return redirect("export", slug, pk)


def file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file itself; not one that holds a text hidden since, which is being made again."""
    export = _export_of(request, slug, pk)
    if export.state != JobState.DONE or renewing.stale([export]):
        raise Http404
    return handed_over(request, export, name=export.file_name, content_type=exports.MEDIA_TYPES[export.format])


def _export_of(request: HttpRequest, slug: str, pk: int) -> Export:
    """The export, if it is of the consultation of the address and this person may have it; 404 otherwise."""
    consultation = consultation_of(request, slug)
    rows = Export.objects.select_related("synthesis__consultation").defer("synthesis__document")
    export = get_object_or_404(rows, pk=pk, synthesis__consultation=consultation)
    if not allowed(request.user, "synthesis.download", export):
        raise Http404
    return export
