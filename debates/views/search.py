"""Finding: by words, and by likeness with what one is writing."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from consultation import text
from consultation.limits import limited
from consultation.models import Consultation
from debates import excerpts, query
from debates import search as finder
from debates.models import Contribution, Question
from debates.search_filters import SearchFilters
from debates.views.common import consultation_of, question_of

SHOWN_AGAIN = 1_000  # characters of a query much too long that its field shows again
SIZE = 20
SIMILAR = 3  # shown beside a text being written: enough to answer one of them, and the form stays in sight


@dataclass(frozen=True)
class Found:
    """A text with what shows why it was found: its title and a passage, the words marked."""

    text: Contribution
    title: SafeString
    passage: SafeString


@limited("search", reads=True)
def search(request: HttpRequest, slug: str) -> HttpResponse:
    """The public texts of a consultation that hold the words asked for; "Voir plus" asks for the next page alone.

    422 for a query too long, or so wide that the database was stopped.
    """
    consultation = consultation_of(request, slug)
    asked = text.clean_line(request.GET.get("q", ""))
    filters = SearchFilters(request.GET, consultation)
    context = {
        "section": "debate",
        "asked": asked[:SHOWN_AGAIN],
        "filters": filters,
        "longest": query.LONGEST,
        "most": finder.MANY,
        "most_words": query.MOST,
        "is_too_long": len(asked) > query.LONGEST,
    }
    if asked and not context["is_too_long"]:
        context |= _answer(consultation, asked, filters, request.GET.get("apres", ""))
    part = "#page" if request.htmx and request.GET.get("apres") else ""
    status = 422 if context["is_too_long"] or context.get("is_too_wide") else 200
    return render(request, f"debates/search.html{part}", context, status=status)


def _answer(consultation: Consultation, asked: str, filters: SearchFilters, after: str) -> dict:
    wanted = query.read(asked)
    try:
        results = finder.search(consultation, wanted, filters.facets, size=SIZE, order=filters.order, after=after)
    except finder.TooWide:
        return {"is_too_wide": True}
    return {
        "results": results,
        "found": [_found(wanted, row) for row in results.rows],
        "has_no_word": not wanted,
        "is_cut": wanted.is_cut,
        "address": filters.address(asked, results.order),
        "without_filters": f"?{urlencode({'q': asked})}",
        "is_lost": bool(after) and not finder.is_place(results.order, after),
    }


def _found(wanted: query.Query, row: Contribution) -> Found:
    return Found(row, excerpts.whole(wanted, row.live.title), excerpts.passage(wanted, row.live.text))


@limited("similar", reads=True)
def similar(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The contributions that share the rarest words of what is being written, those of the same question first.

    Asked while one writes (`title`, `body` in the query string, or posted, for a long text), it gives a part of a
    page, empty where nothing is like it; opened by itself, a page.
    """
    question = question_of(request, slug, pk)
    written = _written(request.POST if request.method == "POST" else request.GET)
    context = {
        "section": "debate",
        "question": question,
        "similar": finder.similar(question, written, size=SIMILAR if request.htmx else 2 * SIMILAR),
        "is_empty": text.is_blank(written),
    }
    template = "debates/_similar.html" if request.htmx else "debates/similar.html"
    return render(request, template, context)


def similar_to(question: Question, sent: Mapping[str, str]) -> list[Contribution]:
    """The few that are most like the text in a form."""
    return finder.similar(question, _written(sent), size=SIMILAR)


def _written(sent: Mapping[str, str]) -> str:
    return f"{text.clean_line(sent.get('title', ''))[:500]}\n{text.clean_body(sent.get('body', ''))[:10_000]}"
