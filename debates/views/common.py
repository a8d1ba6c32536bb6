"""What every page under a consultation begins with."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from consultation.answers import add_errors, consultation_of, invalid
from consultation.permissions import allowed, require
from debates.models import Contribution, Question, State

__all__ = ["add_errors", "consultation_of", "invalid"]
__all__ += ["contribution_of", "may_see", "question_of", "signed_in", "unsent"]


def question_of(request: HttpRequest, slug: str, pk: int) -> Question:
    """The question, if it belongs to the consultation of the address."""
    consultation = consultation_of(request, slug)
    question = get_object_or_404(Question.objects.select_related("theme"), pk=pk, theme__consultation=consultation)
    question.theme.consultation = consultation
    return question


def contribution_of(request: HttpRequest, slug: str, pk: int, permission: str = "debates.read") -> Contribution:
    """The text, if it belongs to the consultation of the address and the person may read it (404) and do that (403)."""
    consultation = consultation_of(request, slug)
    rows = Contribution.objects.of(consultation).with_author().select_related("awaiting")
    contribution = get_object_or_404(rows, pk=pk)
    contribution.question.theme.consultation = consultation
    if not may_see(request, contribution):
        raise Http404
    if permission != "debates.read":
        require(request.user, permission, contribution)
    return contribution


def may_see(request: HttpRequest, contribution: Contribution) -> bool:
    """Its text, or the place of a withdrawn one, which keeps the answers of others."""
    withdrawn = contribution.state == State.WITHDRAWN and not contribution.is_argument
    was_online = withdrawn and contribution.live_id is not None
    return was_online or allowed(request.user, "debates.read", contribution)


UNSENT = "unsent"  # where the session keeps what somebody sent without being signed in
_KEPT = {"key": 64, "nature": 20, "stance": 10, "title": 240, "body": 20_000}  # field -> characters


def signed_in(view: Callable) -> Callable:
    """Ask to sign in first; what was sent meanwhile waits in the session and is offered again (see `unsent`)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.htmx:
            return HttpResponse(status=401)  # the page, and what is typed in it, stay as they are
        if request.method == "POST":
            fields = {name: request.POST[name][:most] for name, most in _KEPT.items() if name in request.POST}
            request.session[UNSENT] = {"path": request.path, "fields": fields}
        return redirect_to_login(request.path)

    return guarded


def unsent(request: HttpRequest) -> dict[str, str]:
    """What this person sent to this address before signing in, given once; {} otherwise."""
    kept = request.session.get(UNSENT, {})
    if request.method != "GET" or kept.get("path") != request.path:
        return {}
    return request.session.pop(UNSENT)["fields"]
