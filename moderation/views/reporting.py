"""What readers report, and who reports."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from consultation.limits import limited
from consultation.permissions import require
from debates import actions
from debates.models import Contribution
from debates.views.common import add_errors, consultation_of, contribution_of, signed_in
from moderation import reporters as counted
from moderation.reader_forms import ReportForm


@signed_in
@limited("report")
def report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Tell the moderators that a text breaks a rule of the charter; who did so already reads how far it is."""
    contribution = contribution_of(request, slug, pk, "moderation.report")
    told = contribution.reports.filter(by=request.user, version=contribution.live_id).last()
    form = ReportForm(request.POST or None, consultation=contribution.consultation)
    if request.method == "POST" and not told and form.is_valid():
        try:
            actions.report(contribution, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _thanked(request, contribution)
    context = {"contribution": contribution, "theme": contribution.question.theme, "told": told, "form": form}
    return render(request, "moderation/report.html", context, status=422 if form.errors else 200)


def _thanked(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Back to the text, or to its question when this report was the one that took it off the pages."""
    messages.success(request, _("Merci. Un modérateur lira ce texte, et vous saurez ce qu’il en décide."))
    contribution.refresh_from_db()
    return redirect(contribution if contribution.is_public else contribution.question)


@login_required
def reporters(request: HttpRequest, slug: str) -> HttpResponse:
    """Who reports texts of this consultation, and how often rightly: those most often wrong first."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.moderate", consultation)
    page = counted.reporters(consultation, after=request.GET.get("apres", ""))
    return render(request, "moderation/reporters.html", {"page": page})
