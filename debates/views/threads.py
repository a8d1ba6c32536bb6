"""What everybody reads of a question: its contributions, a contribution with its arguments, its versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from consultation import text
from consultation.permissions import allowed
from debates import fragments, reading, seen
from debates.filtering import Filtering
from debates.forms import ArgumentForm
from debates.models import Contribution, State, Version
from debates.rules import debate_is_open
from debates.thread import thread
from debates.views.common import contribution_of, question_of
from debates.views.drafts import kept_of


def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question with its contributions; "Voir plus" asks for the next page alone.

    400, with the list all the same, for a filter, an order or a place in the list that does not exist.
    """
    question = question_of(request, slug, pk)
    filtering = Filtering(request.GET, question.consultation)
    filters = filtering.filters(after=request.GET.get("apres", ""))
    page = reading.contributions(question, filters)
    is_a_place = reading.is_a_place(question, filters)
    context = {
        "section": "debate",
        "question": question,
        "theme": question.theme,
        "context": text.sanitised(question.context),
        "filtering": filtering,
        "is_a_place": is_a_place,
        "page": page,
        "cards": fragments.cards(page.rows, question.consultation),
        "address": filtering.address(),
        "may_post": _may_take_part(request, "debates.post", question),
    }
    part = "#page" if request.htmx and filters.after else ""
    status = 400 if filtering.unknown or not is_a_place else 200
    return render(request, f"debates/question.html{part}", context, status=status)


def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A contribution with its arguments; the address of an argument leads to its place in that page.

    `?ouvert=` names an argument whose branch is shown open; 404, with the page, for one that is not in the thread.
    """
    contribution = contribution_of(request, slug, pk)
    if contribution.is_argument:
        return redirect(contribution)
    context = shown(request, contribution)
    seen.count(contribution)
    return render(request, "debates/contribution.html", context, status=200 if context["thread"].found else 404)


def shown(request: HttpRequest, contribution: Contribution, form: ArgumentForm | None = None) -> dict:
    """What the page of a contribution needs."""
    user = request.user
    is_author = user.is_authenticated and contribution.author_id == user.pk
    is_open = debate_is_open(user, contribution)
    kept = None if form else kept_of(request, contribution.question, contribution)
    may_argue = contribution.is_public and _may_take_part(request, "debates.argue", contribution)
    arguments = thread(contribution, user, opened=_asked_for(request))
    writer = fragments.Thread(
        contribution.consultation,
        contribution.get_absolute_url(),
        arguments.words,
        may_argue=may_argue,
        may_change=is_open,
    )
    return {
        "section": "debate",
        "contribution": contribution,
        "version": contribution.live if contribution.is_public else None,
        "awaiting": contribution.awaiting if is_author else None,
        "question": contribution.question,
        "theme": contribution.question.theme,
        "thread": arguments,
        "pros": writer.side(arguments.pros),
        "cons": writer.side(arguments.cons),
        "others": writer.side(arguments.others, named=True),
        "reactions": reading.reactions(contribution, user),
        "versions": reading.public_versions(contribution) if contribution.is_public else [],
        "form": form or ArgumentForm(initial=kept and kept.fields),
        "kept": kept,
        "may_argue": may_argue,
        "may_react": contribution.is_public and _may_take_part(request, "debates.react", contribution),
        "is_open": is_open,
        "may_edit": allowed(user, "debates.edit", contribution),
        "may_withdraw": allowed(user, "debates.withdraw", contribution),
        "may_moderate": allowed(user, "debates.moderate", contribution) and contribution.state != State.WITHDRAWN,
    }


def _asked_for(request: HttpRequest) -> int:
    """The argument that the address names: 0 for none, -1 for what cannot be one."""
    asked = request.GET.get("ouvert", "")
    if not asked:
        return 0
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else -1


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
