"""A body's own Word or OpenDocument template: given, taken back, fetched."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consultation.limits import limited
from consultation.permissions import require
from debates.views.common import consultation_of
from synthesis import exports
from synthesis.actions import templating
from synthesis.forms.exporting import ReportTemplateForm
from synthesis.views.exports import listed


@login_required
@require_POST
@limited("export")
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a template in, in place of the one of its format; 422 with the reason when it cannot be one."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.template", consultation)
    form = ReportTemplateForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = templating.keep_template(consultation, data=file.read(), name=file.name, by=request.user)
        except ValidationError as error:
            form.add_error("file", error)
        else:
            messages.success(
                request, _("Le modèle « %(name)s » sera appliqué aux prochains fichiers.") % {"name": kept}
            )
            return redirect("exports", slug)
    return listed(request, consultation, form=form, status=422)


@login_required
@require_POST
@limited("export")
def remove(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give the template of a format up."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.template", consultation)
    template = get_object_or_404(consultation.report_templates, format=format)
    templating.remove_template(template, by=request.user)
    messages.success(request, _("Le modèle est retiré. Les fichiers déjà faits ne changent pas."))
    return redirect("exports", slug)


@login_required
@require_GET
def file(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """The template as it was given."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.export", consultation)
    template = get_object_or_404(consultation.report_templates, format=format)
    response = HttpResponse(bytes(template.data), content_type=exports.MEDIA_TYPES[template.format])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=template.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
