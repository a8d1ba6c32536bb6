"""Roll-ups: asked for, followed while they run, then read as the snapshot that they froze."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consultation.models import Consultation
from consultation.permissions import require
from debates.views.common import consultation_of
from synthesis import actions, composing, reading, showing, small_cells
from synthesis.exports import labels
from synthesis.models import JobState, RollUp
from synthesis.views import answers
from synthesis.views.drawings import pictures
from synthesis.views.jobs import fragment, tell_that_it_is_kept


@login_required
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The roll-ups, newest first; posting asks for a new one, or gives the one under way."""
    consultation = consultation_of(request, slug)
    require(request.user, "synthesis.roll_up", consultation)
    if request.method == "POST":
        rollup = actions.request_roll_up(consultation, by=request.user)
        tell_that_it_is_kept(request, rollup)
        return redirect(rollup)
    page = reading.rollups(consultation, after=request.GET.get("apres", ""))
    context = {"page": page, "coverage": reading.coverage(consultation)}
    return render(request, "synthesis/rollups.html", context)


@login_required
def rollup(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """How far it is; once done, the figures of all, or one question with `?question=`."""
    rollup = _rollup_of(request, slug, pk)
    if rollup.state != JobState.DONE:
        return fragment(request, "synthesis/rollup.html", {"rollup": rollup}, job=rollup)
    asked = request.GET.get("question", "")
    if asked:
        return render(request, "synthesis/rollup_question.html", _question(rollup, asked))
    return fragment(request, "synthesis/rollup.html", {"rollup": rollup, **_whole(rollup)}, job=rollup)


@login_required
@require_POST
def retry(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put a roll-up that failed back in the queue: what was done of it is kept."""
    rollup = _rollup_of(request, slug, pk)
    actions.retry(rollup, by=request.user)
    rollup.refresh_from_db(fields=["state"])
    tell_that_it_is_kept(request, rollup)
    return redirect(rollup)


def _rollup_of(request: HttpRequest, slug: str, pk: int) -> RollUp:
    consultation = consultation_of(request, slug)
    rollup = get_object_or_404(RollUp.objects.select_related("by"), pk=pk, consultation=consultation)
    rollup.consultation = consultation
    require(request.user, "synthesis.roll_up", rollup)
    return rollup


def _whole(rollup: RollUp) -> dict:
    snapshot = small_cells.guarded(rollup.snapshot)
    figures = composing.labelled(snapshot)
    return {
        "totals": figures["totals"],
        "pictures": pictures(figures),
        "by_voices": answers.by_voices(figures),
        "answered": answers.answered(snapshot),
        "represented": answers.represented(figures),
        "unpublished": labels.unpublished(),
        "questions": snapshot["questions"],
    }


def _question(rollup: RollUp, asked: str) -> dict:
    """One question of the snapshot, without the texts taken offline since."""
    question = next((each for each in rollup.snapshot["questions"] if str(each["id"]) == asked), None)
    if question is None:
        raise Http404
    online = _online(rollup.consultation, question["part"])
    part = showing.part_without(question["part"], online)
    words = {"theme": reading.theme_of(question["theme"]), "agreed_by_all": answers.agreed_by_all(part)}
    return {"rollup": rollup, "question": question, "part": part} | words


def _online(consultation: Consultation, part: dict) -> set[int]:
    return reading.published_among(consultation, showing.contributions_of(part))
