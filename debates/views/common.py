"""What every page under a consultation begins with."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from consultation.answers import add_errors, consultation_of, entered, invalid
from consultation.limits import is_within
from consultation.permissions import allowed, require
from debates import drafts
from debates.models import OVER, Contribution, Question
from debates.rules import debate_is_open

__all__ = ["UNSENT", "add_errors", "consultation_of", "invalid"]
__all__ += ["ask_to_sign_in", "contribution_of", "may_see", "may_write", "question_of", "signed_in", "unsent"]


def question_of(request: HttpRequest, slug: str, pk: int) -> Question:
    """The question, if it belongs to the consultation of the address."""
    rows = Question.objects.select_related("theme__consultation")
    question = get_object_or_404(rows, pk=pk, theme__consultation__slug=slug)
    entered(request, question.theme.consultation)
    return question


def contribution_of(request: HttpRequest, slug: str, pk: int, permission: str = "debates.read") -> Contribution:
    """The text, if it belongs to the consultation of the address and the person may read it (404) and do that (403)."""
    contribution = get_object_or_404(Contribution.objects.select_related("live", "author", "nature", "commune"), pk=pk)
    contribution.question = question_of(request, slug, contribution.question_id)  # two short queries, not a wide one
    if not may_see(request, contribution):
        raise Http404
    if permission != "debates.read":
        require(request.user, permission, contribution)
    return contribution


def may_see(request: HttpRequest, contribution: Contribution) -> bool:
    """Its text, the place of a withdrawn one, which keeps the answers of others, or that of one that was put with
    another or parted, which leads to where its words are."""
    leads_on = contribution.state in OVER or contribution.merged_into_id
    was_online = leads_on and not contribution.is_argument and contribution.live_id is not None
    return was_online or allowed(request.user, "debates.read", contribution)


UNSENT = "unsent"  # where the session keeps what somebody sent without being signed in


def signed_in(view: Callable) -> Callable:
    """Ask to sign in first; what was sent meanwhile waits in the session and is offered again (see `unsent`)."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return view(request, *args, **kwargs) if request.user.is_authenticated else ask_to_sign_in(request)

    return guarded


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The page for signing in, which leads back here; what was sent goes along in the session.

    Only this way of signing in brings it back: another one, of another person perhaps, forgets it
    (`consultation.accounts.Adapter.post_login`).
    """
    if request.htmx:
        return HttpResponse(status=401)  # the page, and what is typed in it, stay as they are
    fields = drafts.shown_again(request.POST)
    if fields and is_within(request, "unsent"):  # a row of sessions each: nobody fills the database with them
        request.session[UNSENT] = {"path": request.path, "fields": fields}
    return redirect_to_login(request.path)


def unsent(request: HttpRequest) -> dict[str, str]:
    """What this person sent to this address before signing in, given once; {} otherwise."""
    if request.method != "GET" or not request.user.is_authenticated:
        return {}
    if request.session.get(UNSENT, {}).get("path") != request.path:
        return {}
    return request.session.pop(UNSENT)["fields"]


def may_write(request: HttpRequest, permission: str, target: Question | Contribution) -> bool:
    """Whether this person may post or argue here; for somebody signed out, whether he may once he has signed in."""
    if request.user.is_authenticated:
        return allowed(request.user, permission, target)
    return debate_is_open(request.user, target) and getattr(target, "is_public", True)
