"""What everybody reads of a question: its contributions, a contribution with its arguments, its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultation import text
from consultation.permissions import allowed
from debates import reading
from debates.forms import ArgumentForm, FilterForm
from debates.models import Contribution, State, Version
from debates.rules import debate_is_open
from debates.views.common import contribution_of, question_of


def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question with its contributions; "Voir plus" asks for the next page alone."""
    question = question_of(request, slug, pk)
    form = FilterForm(request.GET, consultation=question.consultation)
    page = reading.contributions(question, form.filters(after=request.GET.get("apres", "")))
    context = {
        "section": "debate",
        "question": question,
        "theme": question.theme,
        "context": text.sanitised(question.context),
        "form": form,
        "page": page,
        "address": form.address(),
        "may_post": _may_take_part(request, "debates.post", question),
    }
    part = "#page" if request.htmx and request.GET.get("apres") else ""
    return render(request, f"debates/question.html{part}", context)


def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A contribution with its arguments; the address of an argument leads to its place in that page."""
    contribution = contribution_of(request, slug, pk)
    if contribution.is_argument:
        return redirect(contribution)
    return render(request, "debates/contribution.html", shown(request, contribution))


def shown(request: HttpRequest, contribution: Contribution, form: ArgumentForm | None = None) -> dict:
    """What the page of a contribution needs."""
    user = request.user
    is_author = user.is_authenticated and contribution.author_id == user.pk
    return {
        "section": "debate",
        "contribution": contribution,
        "version": contribution.live if contribution.is_public else None,
        "awaiting": contribution.awaiting if is_author else None,
        "question": contribution.question,
        "theme": contribution.question.theme,
        "thread": reading.thread(contribution, user),
        "reactions": reading.reactions(contribution, user),
        "versions": reading.public_versions(contribution) if contribution.is_public else [],
        "form": form or ArgumentForm(),
        "may_argue": contribution.is_public and _may_take_part(request, "debates.argue", contribution),
        "may_react": contribution.is_public and _may_take_part(request, "debates.react", contribution),
        "is_open": debate_is_open(user, contribution),
        "may_edit": allowed(user, "debates.edit", contribution),
        "may_withdraw": allowed(user, "debates.withdraw", contribution),
        "may_moderate": allowed(user, "debates.moderate", contribution) and contribution.state != State.WITHDRAWN,
    }


def _may_take_part(request: HttpRequest, permission: str, target) -> bool:
    """For somebody signed out: whether the phase allows it; signing in comes when he asks."""
    if request.user.is_authenticated:
        return allowed(request.user, permission, target)
    return debate_is_open(request.user, target)


def version(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """An older text of a contribution, as it was once online; its address never changes."""
    contribution = contribution_of(request, slug, pk)
    rows = Version.objects.filter(published_at__isnull=False)
    version = get_object_or_404(rows, contribution=contribution, number=number)
    if not contribution.is_public:
        return redirect(contribution)
    context = {
        "section": "debate",
        "contribution": contribution,
        "version": version,
        "theme": contribution.question.theme,
        "versions": reading.public_versions(contribution),
    }
    return render(request, "debates/version.html", context)
