"""Drafts: kept while one writes, listed in « Mon espace », dropped."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.limits import limited
from debates import drafts
from debates.models import Contribution, Draft, Question
from debates.views.common import contribution_of, question_of, signed_in, unsent


@dataclass(frozen=True)
class Kept:
    """What a form begins with: a draft, or what was sent before signing in (`since` is None)."""

    fields: dict[str, str]
    draft: Draft | None = None


def kept_of(request: HttpRequest, question: Question, parent: Contribution | None = None) -> Kept | None:
    """What was typed here before by whoever asks for the page."""
    if fields := unsent(request):
        return Kept(fields)
    draft = drafts.at(request.user, question, parent)
    return Kept(draft.fields, draft) if draft else None


def kept_of_edit(request: HttpRequest, contribution: Contribution) -> Kept | None:
    """What was typed before of a new version of this text, by whoever asks for the page."""
    if fields := unsent(request):
        return Kept(fields)
    draft = drafts.of_edit(request.user, contribution)
    return Kept(draft.fields, draft) if draft else None


@signed_in
@require_POST
@limited("draft")
def keep(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep what is typed of a contribution."""
    question = question_of(request, slug, pk)
    return _kept(request, lambda: drafts.keep(request.user, question, None, request.POST))


@signed_in
@require_POST
@limited("draft")
def keep_reply(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep what is typed of an argument."""
    parent = contribution_of(request, slug, pk)
    return _kept(request, lambda: drafts.keep(request.user, parent.question, parent.pk, request.POST))


@signed_in
@require_POST
@limited("draft")
def keep_edit(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Keep what is typed of a new version of one's own text."""
    edited = contribution_of(request, slug, pk)
    if edited.author_id != request.user.pk:
        raise PermissionDenied
    return _kept(request, lambda: drafts.keep_edit(request.user, edited, request.POST))


def _kept(request: HttpRequest, keep: Callable[[], Draft | None]) -> HttpResponse:
    """A line for htmx; for a plain form, the list where the draft is found again."""
    try:
        draft = keep()
    except ValidationError as error:
        return render(request, "debates/_draft.html#kept", {"refused": error.messages}, status=422)
    if request.htmx:
        return render(request, "debates/_draft.html#kept", {"draft": draft})
    if draft:
        messages.success(request, _("Votre brouillon est gardé. Vous le retrouvez ici."))
    return redirect("my_space")


@signed_in
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase one's draft."""
    drafts.drop(get_object_or_404(Draft, pk=pk, by=request.user))
    messages.success(request, _("Le brouillon est effacé."))
    return redirect("my_space")


def rescued(request: HttpRequest, question: Question, parent_id: int | None) -> bool:
    """Keep as a draft what was just sent and cannot be published any more; whether something was kept."""
    return _rescued(request, lambda: drafts.keep(request.user, question, parent_id, request.POST))


def _rescued(request: HttpRequest, keep: Callable[[], Draft | None]) -> bool:
    if request.method != "POST" or not request.user.is_authenticated:
        return False
    try:
        request.kept_draft = keep()
    except ValidationError:
        return False
    return request.kept_draft is not None


def edited_of(request: HttpRequest, slug: str, pk: int) -> Contribution:
    """One's own text that may be changed (404, 403); what was sent of it too late is kept before the refusal."""
    try:
        return contribution_of(request, slug, pk, "debates.edit")
    except PermissionDenied:
        own = Contribution.objects.filter(pk=pk, question__theme__consultation__slug=slug, author=request.user).first()
        if own:
            _rescued(request, lambda: drafts.keep_edit(request.user, own, request.POST))
        raise


def parent_of(request: HttpRequest, slug: str, pk: int) -> Contribution:
    """The text that is answered; when it went offline meanwhile, what was sent is kept before the refusal."""
    try:
        return contribution_of(request, slug, pk)
    except (Http404, PermissionDenied):
        parent = Contribution.objects.filter(pk=pk, question__theme__consultation__slug=slug).first()
        if parent and getattr(request, "consultation", None):
            rescued(request, parent.question, parent.pk)
        raise
