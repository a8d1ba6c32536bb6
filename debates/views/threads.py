"""What everybody reads of a question: its contributions, a contribution with its arguments, its versions."""

from collections.abc import Mapping
from functools import lru_cache, partial
from types import MappingProxyType

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from consultation import text
from consultation.permissions import allowed
from debates import fragments, holding, islands, keeping, lineage, prints, reading, seen
from debates.actions import UNDO_FOR
from debates.filtering import Filtering, offered
from debates.forms import ArgumentForm
from debates.models import OVER, Contribution, Version
from debates.rules import debate_is_open, suspension_of
from debates.thread import thread
from debates.views.common import contribution_of, question_of
from debates.views.drafts import kept_of
from debates.views.versions import since_before


def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A question with its contributions; "Voir plus" asks for the next page alone.

    400, with the list all the same, for a filter, an order or a place in the list that does not exist.
    """
    sort = _first_page_by(request)
    of = prints.of_question(slug, pk, sort, _me(request)) if sort else None
    if of and keeping.is_anybody(request):
        return keeping.page(request, of.value, lambda: _question(request, slug, pk, of))
    own = islands.of(request, slug, "question", pk) if of and not of.has_own else None
    if own is not None:
        return islands.page(request, of, own, lambda marks: _question(request, slug, pk, of, marks))
    return _question(request, slug, pk, of)


def _question(
    request: HttpRequest, slug: str, pk: int, of: prints.Print | None, marks: Mapping[str, str] = MappingProxyType({})
) -> HttpResponse:
    question = question_of(request, slug, pk)
    offer = partial(offered, question.consultation)
    filtering = Filtering(request.GET, keeping.part(("filters", pk), of.value, offer) if of else offer())
    filters = filtering.filters(after=request.GET.get("apres", ""))
    is_a_place = reading.is_a_place(question, filters)

    def listed() -> tuple[str, str, bool]:
        page = reading.contributions(question, filters)
        has_campaigns = any((row.campaign__signatories or 0) > 1 for row in page)
        return fragments.cards(page.rows, question.consultation), page.next, has_campaigns

    cards, following, has_campaigns = keeping.part(("cards", pk), of.value, listed) if of else listed()
    context = {
        "section": "debate",
        "question": question,
        "theme": question.theme,
        "context": _sanitised(question.context),
        "filtering": filtering,
        "is_a_place": is_a_place,
        "cards": cards,
        "next": following,
        "has_campaigns": has_campaigns,
        "address": filtering.address(),
        "may_post": _may_take_part(request, "debates.post", question),
        "suspension": suspension_of(request.user, question.consultation),
        **marks,
    }
    part = "#page" if request.htmx and filters.after else ""
    status = 400 if filtering.unknown or not is_a_place else 200
    return render(request, f"debates/question.html{part}", context, status=status)


_sanitised = lru_cache(maxsize=256)(text.sanitised)  # the same words give the same HTML


def _first_page_by(request: HttpRequest) -> str:
    """The order of a first page without filters, "" for any other page: only the former are kept."""
    if request.GET.keys() - {"tri"}:
        return ""
    sort = request.GET.get("tri", "recent")
    return sort if sort in reading.SORTS else ""


def _me(request: HttpRequest) -> int:
    return 0 if keeping.is_anybody(request) else request.user.pk or 0


def contribution(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A contribution with its arguments; the address of an argument leads to its place in that page.

    `?ouvert=` names an argument whose branch is shown open; 404, with the page, for one that is not in the thread.
    """
    of = None if request.GET else prints.of_thread(slug, pk, _me(request))
    if of and keeping.is_anybody(request):
        seen.count(pk)
        return keeping.page(request, of.value, lambda: _contribution(request, slug, pk))
    own = islands.of(request, slug, "contribution", pk) if of and not of.has_own else None
    if own is not None:
        seen.count(pk)
        return islands.page(request, of, own, lambda marks: _contribution(request, slug, pk, marks=marks))
    return _contribution(request, slug, pk, counts=True)


def _contribution(
    request: HttpRequest, slug: str, pk: int, counts: bool = False, marks: Mapping[str, str] = MappingProxyType({})
) -> HttpResponse:
    contribution = contribution_of(request, slug, pk)
    if contribution.is_argument:
        return redirect(contribution)
    if contribution.merged_into_id:
        return _gone_to(request, lineage.address(contribution))
    if counts and contribution.is_public:
        seen.count(pk)
    form = ArgumentForm() if marks else None  # a plain participant has no draft
    if form:
        form.fields["key"].initial = marks["form_key"]
    context = {**shown(request, contribution, form), **marks}
    return render(request, "debates/contribution.html", context, status=200 if context["thread"].found else 404)


def _gone_to(request: HttpRequest, address: str) -> HttpResponse:
    """For good, but for the time in which the moderator may change his mind: so long a browser may keep it."""
    query = request.META.get("QUERY_STRING", "")
    response = redirect(f"{address}?{query}" if query else address, permanent=True)
    response["Cache-Control"] = f"max-age={UNDO_FOR.seconds}"
    return response


def shown(request: HttpRequest, contribution: Contribution, form: ArgumentForm | None = None) -> dict:
    """What the page of a contribution needs."""
    user, kept = request.user, None if form else kept_of(request, contribution.question, contribution)
    form = form or ArgumentForm(initial=kept and kept.fields)
    is_author = user.is_authenticated and contribution.author_id == user.pk
    may_argue = contribution.is_public and _may_take_part(request, "debates.argue", contribution)
    return {
        "section": "debate",
        "contribution": contribution,
        "version": contribution.live if contribution.is_public else None,
        "awaiting": contribution.awaiting if is_author else None,
        "held": holding.told(contribution) if is_author and contribution.awaiting_id else [],
        "lineage": lineage.of(contribution, user),
        "question": contribution.question,
        "theme": contribution.question.theme,
        "thread": _arguments(request, contribution, may_argue),
        "reactions": reading.reactions(contribution, user),
        "versions": reading.public_versions(contribution) if contribution.is_public else [],
        "form": form,
        "kept": kept,
        "fields": _fields(form) if user.is_authenticated else "",
        "may_argue": may_argue,
        "may_react": contribution.is_public and _may_take_part(request, "debates.react", contribution),
        "is_open": debate_is_open(user, contribution),
        "suspension": suspension_of(user, contribution.consultation),
        "may_edit": allowed(user, "debates.edit", contribution),
        "may_withdraw": allowed(user, "debates.withdraw", contribution),
        "may_moderate": allowed(user, "debates.moderate", contribution) and contribution.state not in OVER,
    }


def _fields(form: ArgumentForm) -> SafeString:
    """The fields of the form; nobody's own while nothing is typed in them."""
    is_blank = not (form.is_bound or form.initial)
    return _blank_fields(get_language()) if is_blank else _drawn(form)


@lru_cache(maxsize=8)
def _blank_fields(language: str) -> SafeString:
    return _drawn(ArgumentForm())


def _drawn(form: ArgumentForm) -> SafeString:
    return render_to_string("debates/_argument_fields.html", {"form": form})


def _arguments(request: HttpRequest, contribution: Contribution, may_argue: bool) -> fragments.Written:
    """The arguments as HTML; kept for those who have none of their own among them."""
    user, opened = request.user, _asked_for(request)

    def write() -> fragments.Written:
        laid = thread(contribution, user, opened)
        return fragments.written(laid, contribution, may_argue, debate_is_open(user, contribution))

    if opened or not contribution.arguments_count:
        return write()
    of = prints.of_arguments(contribution.pk, user.pk or 0)
    if of.has_own:
        return write()
    return keeping.part(("arguments", contribution.pk, may_argue), of.value, write)


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
        **since_before(contribution, version),
    }
    return render(request, "debates/version.html", context)
