"""The audits of accessibility of a consultation, from which its statement is established."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from administration import actions
from administration.moderation_forms import AuditForm
from administration.views.common import administered, administered_act, done, status_of, tried
from consultation import accessibility
from consultation.models import Consultation

MOST = 50  # audits shown


@administered
def audits(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The audits, the last one first, and a form for the next."""
    form = AuditForm(request.POST or None)
    if done(request, form, partial(actions.record_audit, consultation)):
        return redirect("administer_accessibility", consultation.slug)
    phrase = accessibility.phrase(accessibility.of(consultation))
    context = {"form": form, "audits": consultation.accessibility_audits.all()[:MOST], "phrase": phrase}
    return render(request, "administration/accessibility.html", context, status=status_of(request))


@administered_act
def remove(request: HttpRequest, consultation: Consultation, pk: int) -> HttpResponse:
    row = get_object_or_404(consultation.accessibility_audits.select_related("consultation"), pk=pk)
    tried(request, lambda: actions.remove_audit(row, by=request.user), _("L’audit est retiré."))
    return redirect("administer_accessibility", consultation.slug)
