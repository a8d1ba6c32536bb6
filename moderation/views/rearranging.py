"""Putting a text together with another one, or making several of it: each has its own page."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consultation import text
from debates import actions
from debates.actions.deciding import Outcome
from debates.guarding import TooWide
from debates.models import Contribution
from debates.query import LONGEST
from debates.views.common import add_errors, contribution_of
from moderation import finding
from moderation.actions import Seen, version_of
from moderation.dossier import Dossier, possible
from moderation.forms import MergeForm
from moderation.split_form import SplitForm
from moderation.views.common import back, keys_of, place_of, text_of
from moderation.views.deciding import answered

FEWEST, MOST = 2, 6  # texts that one is made into on the page


@login_required
def merge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Choose the text that this one goes to: near-identical ones are proposed, `?q=` searches the consultation."""
    contribution = contribution_of(request, slug, pk, "debates.moderate")
    if "merge" not in possible(contribution):
        return _away(request, contribution)
    form = MergeForm(request.POST or None, consultation=contribution.consultation)
    if request.method == "POST" and form.is_valid():
        seen = Seen.read(request.POST.get("seen", ""))
        try:
            return answered(request, contribution, seen, _merged(request, contribution, form, seen))
        except ValidationError as error:
            add_errors(form, error)
    context = _about(request, contribution, form) | _candidates(request, contribution)
    return render(request, "moderation/merge.html", context, status=422 if form.is_bound else 200)


def _merged(request: HttpRequest, contribution: Contribution, form: MergeForm, seen: Seen) -> Outcome:
    said = form.why | {"version": version_of(contribution, seen), "after": seen.decision}
    return actions.merge(contribution, form.cleaned_data["into"], by=request.user, **said)


def _candidates(request: HttpRequest, contribution: Contribution) -> dict:
    asked = text.clean_line(request.GET.get("q", ""))[:LONGEST]
    context = {"asked": asked, "longest": LONGEST, "proposed": finding.proposed(contribution)}
    if not asked:
        return context
    try:
        return context | {"found": finding.holding(contribution, asked)}
    except TooWide:
        return context | {"is_too_wide": True}


@login_required
def split(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Say which paragraph goes to which text, `?textes=3` for three of them; each gets its title and its nature."""
    contribution = contribution_of(request, slug, pk, "debates.moderate")
    if "split" not in possible(contribution):
        return _away(request, contribution)
    version = contribution.judged
    count = min(max([FEWEST, *keys_of([request.GET.get("textes", "")])]), MOST)
    made = {"contribution": contribution, "count": count, "blocks": text.blocks(version.body)}
    form = SplitForm(request.POST or None, initial=SplitForm.beginning(contribution, version, count), **made)
    if request.method == "POST" and form.is_valid():
        seen = Seen.read(request.POST.get("seen", ""))
        said = form.why | {"version": version_of(contribution, seen), "after": seen.decision}
        try:
            outcome = actions.split(contribution, form.parts, by=request.user, arguments_to=form.heir, **said)
            return answered(request, contribution, seen, outcome)
        except ValidationError as error:
            add_errors(form, error)
    context = _about(request, contribution, form) | {"count": count, "counts": range(FEWEST, MOST + 1)}
    return render(request, "moderation/split.html", context, status=422 if form.is_bound else 200)


def _about(request: HttpRequest, contribution: Contribution, form: MergeForm | SplitForm) -> dict:
    place = place_of(request, contribution.consultation)
    opened = text_of(contribution.consultation, contribution.pk)
    return {
        "opened": opened,
        "dossier": Dossier(opened),
        "form": form,
        "place": place,
        "desk_url": back(place, contribution.consultation, contribution),
    }


def _away(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    """Nothing of the sort can be decided of this text any more: the desk shows why."""
    consultation = contribution.consultation
    return redirect(back(place_of(request, consultation), consultation, contribution))
