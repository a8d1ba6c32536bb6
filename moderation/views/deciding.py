"""The acts on one text; each holds only for what the moderator had before him."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debates.actions.deciding import Outcome
from debates.models import Contribution, State
from debates.views.common import add_errors, contribution_of
from moderation import actions, reading
from moderation.actions import Seen
from moderation.forms import VerdictForm
from moderation.views.common import back, place_of, text_of
from moderation.views.desk import shown


@login_required
def decide(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Decide, then open the next text of the queue; the moderator is told when somebody decided first, and what."""
    contribution = contribution_of(request, slug, pk, "debates.moderate")
    place = place_of(request, contribution.consultation)
    if request.method != "POST" or contribution.state == State.WITHDRAWN:
        return redirect(back(place, contribution.consultation, None))
    verdict = request.POST.get("verdict", "")
    if verdict not in actions.ACTS:
        raise BadRequest
    form = VerdictForm(request.POST, consultation=contribution.consultation, verdict=verdict)
    if form.is_valid():
        try:
            return _answered(request, contribution, verdict, form)
        except ValidationError as error:
            add_errors(form, error)
    opened = text_of(contribution.consultation, pk)
    context = shown(request, contribution.consultation, place, opened, form)
    return render(request, "moderation/desk.html", context, status=422)


def _answered(request: HttpRequest, contribution: Contribution, verdict: str, form: VerdictForm) -> HttpResponse:
    seen = Seen.read(request.POST.get("seen", ""))
    said = form.said | ({"place": request.POST.get("place", "")} if verdict == "publish" else {})
    outcome = actions.decide(contribution, verdict, by=request.user, seen=seen, **said)
    return answered(request, contribution, seen, outcome)


def answered(request: HttpRequest, contribution: Contribution, seen: Seen, outcome: Outcome) -> HttpResponse:
    """Back to the queue: at the next text, with what was done; at the same one when somebody else decided first."""
    consultation = contribution.consultation
    place = place_of(request, consultation)
    if not outcome:
        messages.warning(request, actions.why_not(contribution, seen, outcome))
        return redirect(back(place, consultation, contribution if contribution.state != State.WITHDRAWN else None))
    following = reading.following(contribution, consultation, place.asked)
    return redirect(back(place, consultation, following, done=[outcome.decision]))
