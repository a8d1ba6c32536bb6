"""What editors say to each other of a statement."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from consultation.permissions import require
from debates.views.common import add_errors, invalid
from synthesis import actions
from synthesis.forms import RemarkForm
from synthesis.models import Remark
from synthesis.views.draft import draft_of, statement_of, tried


@login_required
@require_POST
def add(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say something of a statement, to the other editors."""
    statement = statement_of(draft_of(request, slug), pk)
    form = RemarkForm(request.POST)
    if form.is_valid():
        try:
            actions.remark(statement, by=request.user, words=form.cleaned_data["remark"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return redirect(_back(slug, pk))
    return invalid(request, "synthesis/remark.html", {"statement": statement, "remark_form": form})


@login_required
@require_POST
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Mark a remark as dealt with."""
    remark = _remark_of(request, slug, pk)
    tried(request, lambda: actions.settle_remark(remark, by=request.user))
    return redirect(_back(slug, remark.statement_id))


@login_required
@require_POST
def withdraw(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back one's own remark."""
    remark = _remark_of(request, slug, pk)
    require(request.user, "synthesis.withdraw_remark", remark)
    tried(request, lambda: actions.withdraw_remark(remark, by=request.user))
    return redirect(_back(slug, remark.statement_id))


def _remark_of(request: HttpRequest, slug: str, pk: int) -> Remark:
    """A remark on a statement of the open draft of the consultation of the address."""
    rows = Remark.objects.select_related("statement__synthesis__consultation")
    return get_object_or_404(rows, pk=pk, statement__synthesis=draft_of(request, slug))


def _back(slug: str, statement: int) -> str:
    return f"{reverse('statement', args=[slug, statement])}#commentaires"
