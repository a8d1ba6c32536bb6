"""What authors answer to decisions on their texts, and what another moderator answers them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from consultation.limits import limited
from consultation.permissions import allowed, require
from debates import actions
from debates.models import Appeal, Decision
from debates.views.common import add_errors, consultation_of, signed_in, unsent
from moderation import rules_told
from moderation.reader_forms import AnswerForm, AppealForm

TEXT = ("version", "contribution__question__theme__consultation", "contribution__live", "contribution__nature")


@signed_in
@limited("appeal")
def appeal(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A decision on one's own text: what it rests on, one's appeal against it, and what it was answered.

    404 for anybody but the author of the text.
    """
    consultation = consultation_of(request, slug)
    rows = Decision.objects.select_related("appeal", *TEXT)
    decision = get_object_or_404(rows, pk=pk, contribution__question__theme__consultation=consultation)
    if not allowed(request.user, "moderation.appeal", decision):
        raise Http404
    form = AppealForm(request.POST or None, initial=unsent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(decision, by=request.user, words=form.cleaned_data["body"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Votre recours est enregistré. Un autre modérateur y répondra."))
            return redirect("appeal", slug, pk)
    context = {**_shown(decision), "form": form}
    return render(request, "moderation/appeal.html", context, status=422 if form.errors else 200)


@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An appeal with the decision it contests; whoever decided reads it, another moderator answers it."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.moderate", consultation)
    rows = Appeal.objects.select_related("by", "answered_by", "decision__by", *(f"decision__{name}" for name in TEXT))
    found = get_object_or_404(rows, pk=pk, decision__contribution__question__theme__consultation=consultation)
    form = AnswerForm(request.POST or None)
    if request.method == "POST":
        require(request.user, "moderation.answer", found)
        if form.is_valid() and (answered := _answered(request, found, form)):
            return answered
    may_answer = allowed(request.user, "moderation.answer", found)
    context = {**_shown(found.decision), "form": form, "may_answer": may_answer}
    return render(request, "moderation/answer.html", context, status=422 if form.errors else 200)


def _answered(request: HttpRequest, found: Appeal, form: AnswerForm) -> HttpResponse | None:
    """Back to the appeal with what was done; None where the answer is to be mended."""
    act = {"grant": actions.grant, "reject": actions.reject}.get(request.POST.get("verdict"))
    if act is None:
        raise BadRequest
    try:
        done = act(found, by=request.user, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        add_errors(form, error)
        return None
    if done:
        messages.success(request, _("C’est fait. L’auteur reçoit votre réponse."))
    else:
        messages.warning(request, _("Rien n’a changé : un autre modérateur a répondu avant vous."))
    return redirect("answer_appeal", found.consultation.slug, found.pk)


def _shown(decision: Decision) -> dict:
    contribution = decision.contribution
    return {
        "decision": decision,
        "contribution": contribution,
        "theme": contribution.question.theme,
        "appeal": getattr(decision, "appeal", None),
        "told": rules_told.told(decision),
        "is_contestable": actions.is_contestable(decision),
    }
