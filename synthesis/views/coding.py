"""Double reading: how far readers agree, what is to be settled; suggestions. `views.second`: the second reader."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultation.models import Consultation
from consultation.permissions import allowed, require
from debates.views.common import add_errors, invalid
from synthesis.actions import coding as acts
from synthesis.actions.learning import ask_to_learn
from synthesis.forms.coding import HarvestPlanForm, SettleForm
from synthesis.models import HarvestPlan, Reading, SecondReading
from synthesis.reading import coding
from synthesis.reading import suggestions as learning
from synthesis.views.second import done, for_second_readers, sent

# --- How far readers agree


@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The share that is read twice, how the sample is drawn, and the agreement of the readers."""
    consultation = for_second_readers(request, slug)
    held = HarvestPlan.objects.filter(consultation=consultation).first() or HarvestPlan(consultation=consultation)
    form = HarvestPlanForm(sent(request), instance=held)
    if request.method == "POST":
        require(request.user, "synthesis.plan_harvest", consultation)
        if form.is_valid():
            acts.set_double_share(consultation, share=form.cleaned_data["double_share"], by=request.user)
            messages.success(request, _("La part est enregistrée."))
            return redirect("harvest_plan", slug)
        return invalid(request, "synthesis/coding_plan.html", _planned(request, consultation, form))
    return render(request, "synthesis/coding_plan.html", _planned(request, consultation, form))


def _planned(request: HttpRequest, consultation: Consultation, form: HarvestPlanForm) -> dict:
    return {
        "form": form,
        "may_plan": allowed(request.user, "synthesis.plan_harvest", consultation),
        "share": coding.share(consultation),
        "progress": coding.progress(consultation),
        "agreements": coding.agreements(consultation),
        "to_settle": coding.to_settle(consultation).count(),
        "slug": consultation.slug,
    }


# --- What is to be settled


@login_required
def disagreements(request: HttpRequest, slug: str) -> HttpResponse:
    """The texts whose two readings differ, the oldest first."""
    consultation = for_second_readers(request, slug)
    page = coding.disagreements(consultation, request.GET.get("apres", ""))
    rows = [_listed(request, row) for row in page]
    return render(request, "synthesis/coding_disagreements.html", {"rows": rows, "page": page})


def _listed(request: HttpRequest, row: SecondReading) -> dict:
    """A line of the list. One of the two readers is told of his own reading alone as long as it may be taken back."""
    is_second, is_reader = row.by_id == request.user.pk, request.user.pk in (row.by_id, row.first_by_id)
    is_blind = is_reader and row.can_be_taken_back
    return {
        "second": row,
        "first_outcome": "" if is_blind and is_second else _outcome(row.first.get("outcome")),
        "second_outcome": "" if is_blind and not is_second else row.get_outcome_display(),
        "is_reader": is_reader,
        "may_take_back": is_blind and is_second,
        "may_settle": allowed(request.user, "synthesis.settle", row),
    }


def _outcome(value: str | None) -> str:
    return dict(Reading.Outcome.choices).get(value, "")


@login_required
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Both readings side by side; what of the second becomes extracts."""
    consultation = for_second_readers(request, slug)
    row = get_object_or_404(coding.second_reading(consultation, pk))
    form = SettleForm(sent(request), second=row)
    if request.method != "POST":
        acts.note_compared(row, by=request.user)
        return render(request, "synthesis/coding_settle.html", _compared(request, row, form))
    require(request.user, "synthesis.settle", row)
    if form.is_valid():
        try:
            added = acts.settle(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _settled_words(added))
            return redirect("disagreements", slug)
    row.refresh_from_db()
    return invalid(request, "synthesis/coding_settle.html", _compared(request, row, form))


def _settled_words(added: int) -> str:
    if not added:
        return _("C’est tranché. Aucun passage n’a été ajouté.")
    return ngettext(
        "C’est tranché. %d passage est ajouté aux extraits.",
        "C’est tranché. %d passages sont ajoutés aux extraits.",
        added,
    ) % added  # fmt: skip


def _compared(request: HttpRequest, row: SecondReading, form: SettleForm) -> dict:
    first, second = coding.sides(row)
    opened = row.contribution
    sides = [
        {"key": "premiere", "by": row.first_by, "outcome": _outcome(row.first.get("outcome")),
         "passages": first, "html": coding.marked(opened, first, "premiere")},
        {"key": "seconde", "by": row.by, "outcome": row.get_outcome_display(),
         "passages": second, "html": coding.marked(opened, second, "seconde")},
    ]  # fmt: skip
    return {
        "second": row,
        "opened": opened,
        "theme": opened.question.theme,
        "sides": sides,
        "form": form,
        "chosen": set(form.data.getlist("add")) if form.is_bound else set(),
        "both_kept_nothing": not first and not second and row.first.get("outcome") != row.outcome,
        "may_settle": allowed(request.user, "synthesis.settle", row) and not row.settled_at,
    }


# --- Suggestions


@login_required
def suggestions(request: HttpRequest, slug: str) -> HttpResponse:
    """What suggestions are learnt from, and the button that has them learnt again."""
    consultation = for_second_readers(request, slug)
    if request.method == "POST":
        asked = _("C’est demandé. Les suggestions paraissent dans la récolte dès qu’elles sont prêtes.")
        done(request, lambda: ask_to_learn(consultation, by=request.user), asked)
        return redirect("suggestions", slug)
    context = {
        "labels": learning.labels(consultation),
        "state": learning.state(consultation),
        "enough": learning.ENOUGH,
        "each": learning.EACH,
    }
    return render(request, "synthesis/coding_suggestions.html", context)
