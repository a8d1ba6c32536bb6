"""Second readings: the desk of the second reader, how far readers agree, what is to be settled; suggestions."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from consultation.models import Consultation, User
from consultation.permissions import allowed, require
from debates.views.common import add_errors, consultation_of, invalid
from synthesis import actions, reading
from synthesis.actions import coding as acts
from synthesis.actions.learning import ask_to_learn
from synthesis.forms.coding import HarvestPlanForm, SecondPassageForm, SecondReadForm, SettleForm
from synthesis.models import HarvestPlan, Reading, SecondPassage, SecondReading
from synthesis.reading import coding
from synthesis.reading import suggestions as learning

DESK = "synthesis/coding_desk.html"


# --- The second reader


@login_required
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """The text this person has before him for a second reading, or how many wait for him."""
    consultation = _for_second_readers(request, slug)
    row = coding.under_way(consultation, request.user)
    if row is None:
        waiting = coding.awaiting_count(consultation, request.user)
        return render(request, DESK, {"waiting": waiting, "many": coding.MANY, "turn": _minutes()})
    return render(request, DESK, shown(row))


def shown(row: SecondReading, form: SecondPassageForm | None = None, read_form: SecondReadForm | None = None) -> dict:
    """What the second reader sees: the text, and what he noted himself. Nothing of what others made of it."""
    opened = row.contribution
    passages = coding.own_passages(row)
    initial = {"nature": opened.nature and opened.nature.key}
    return {
        "opened": opened,
        "theme": opened.question.theme,
        "passages": passages,
        "html": coding.marked(opened, passages, "passage") if opened.live else "",
        "form": form or _passage_form(row, initial=initial),
        "read_form": read_form or SecondReadForm(contribution=opened),
        "turn": _minutes(),
    }


def _passage_form(row: SecondReading, *args, **kwargs) -> SecondPassageForm:
    branches = reading.flat(reading.tree(row.contribution.question.theme))
    return SecondPassageForm(*args, contribution=row.contribution, branches=branches, **kwargs)


def _minutes() -> int:
    return int(coding.TURN.total_seconds() // 60)


def _for_second_readers(request: HttpRequest, slug: str) -> Consultation:
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.read_twice", consultation)
    return consultation


def _on_my_turn(view):
    """Hands the view the second reading of the text of the address, if it is still this person's turn."""

    @login_required
    @require_POST
    @wraps(view)
    def guarded(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        consultation = _for_second_readers(request, slug)
        get_object_or_404(SecondReading.objects.of(consultation), contribution=pk)
        row = coding.under_way(consultation, request.user)
        if row is None or row.contribution_id != pk:
            messages.error(request, _("Ce texte n’est pas, ou n’est plus, devant vous. Rien n’a été enregistré."))
            return redirect("second_desk", slug)
        return view(request, slug, row)

    return guarded


@login_required
@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """The next text to read blind."""
    consultation = _for_second_readers(request, slug)
    if acts.take_second(consultation, by=request.user) is None:
        messages.info(request, _("Aucun texte n’attend votre seconde lecture."))
    return redirect("second_desk", slug)


def _sent(request: HttpRequest):
    """What a form is bound to: what was sent, even when that is nothing, None for a page that is only read."""
    return request.POST if request.method == "POST" else None


@_on_my_turn
def keep(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Note a passage; the text stays open."""
    form = _passage_form(row, request.POST)
    if form.is_valid():
        try:
            _kept(row, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Ce passage est noté."))
            return redirect("second_desk", slug)
    return invalid(request, DESK, shown(row, form))


@transaction.atomic
def _kept(row: SecondReading, *, by: User, passage: str, before: str, nature, idea, new_idea: str) -> SecondPassage:
    """The passage under its idea, which is made first when it is new; both or none."""
    if new_idea:
        idea = actions.add_idea(row.contribution.question.theme, title=new_idea, parent=idea, by=by)
    return acts.keep_second(row, passage=passage, before=before, nature=nature, idea=idea, by=by)


@login_required
@require_POST
def drop(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take a noted passage back."""
    consultation = _for_second_readers(request, slug)
    passage = get_object_or_404(SecondPassage.objects.filter(reading__in=SecondReading.objects.of(consultation)), pk=pk)
    _done(request, lambda: acts.drop_second(passage, by=request.user), _("Ce passage n’est plus noté."))
    return redirect("second_desk", slug)


def _done(request: HttpRequest, act, words: str) -> None:
    """Does an act that has no form, and says how it went."""
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, words)


@_on_my_turn
def hand_in(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Hand the reading in; the next text comes."""
    form = SecondReadForm(request.POST, contribution=row.contribution)
    given = {}
    if not row.passages.exists():
        if not form.is_valid():
            return invalid(request, DESK, shown(row, read_form=form))
        given = form.cleaned_data
    try:
        acts.hand_in(row, by=request.user, **given)
    except ValidationError as error:
        form.is_valid()
        add_errors(form, error)
        return invalid(request, DESK, shown(row, read_form=form))
    messages.success(request, _("Votre lecture est rendue."))
    return take(request, slug)


@_on_my_turn
def give_back(request: HttpRequest, slug: str, row: SecondReading) -> HttpResponse:
    """Leave the text to somebody else."""
    _done(
        request,
        lambda: acts.give_back(row, by=request.user),
        _("Ce texte est laissé à quelqu’un d’autre. Rien n’en a été gardé."),
    )
    return redirect("second_desk", slug)


# --- How far readers agree


@login_required
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """The share that is read twice, how the sample is drawn, and the agreement of the readers."""
    consultation = _for_second_readers(request, slug)
    held = HarvestPlan.objects.filter(consultation=consultation).first() or HarvestPlan(consultation=consultation)
    form = HarvestPlanForm(_sent(request), instance=held)
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
    consultation = _for_second_readers(request, slug)
    page = coding.disagreements(consultation, request.GET.get("apres", ""))
    outcomes = dict(Reading.Outcome.choices)
    rows = [
        {
            "second": row,
            "first_outcome": outcomes.get(row.first.get("outcome"), ""),
            "may_settle": allowed(request.user, "synthesis.settle", row),
        }
        for row in page
    ]
    return render(request, "synthesis/coding_disagreements.html", {"rows": rows, "page": page})


@login_required
def settle(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Both readings side by side; what of the second becomes extracts."""
    consultation = _for_second_readers(request, slug)
    row = get_object_or_404(coding.second_reading(consultation, pk))
    form = SettleForm(_sent(request), second=row)
    if request.method != "POST":
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
    outcomes = dict(Reading.Outcome.choices)
    sides = [
        {"key": "premiere", "by": row.first_by, "outcome": outcomes.get(row.first.get("outcome"), ""),
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
    consultation = _for_second_readers(request, slug)
    if request.method == "POST":
        asked = _("C’est demandé. Les suggestions paraissent dans la récolte dès qu’elles sont prêtes.")
        _done(request, lambda: ask_to_learn(consultation, by=request.user), asked)
        return redirect("suggestions", slug)
    context = {
        "labels": learning.labels(consultation),
        "state": learning.state(consultation),
        "enough": learning.ENOUGH,
        "each": learning.EACH,
    }
    return render(request, "synthesis/coding_suggestions.html", context)
