"""The texts that say nearly the same, for everybody: one voice on the lists, each text with its own page."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from debates import fragments, reading
from debates.views.common import contribution_of


def campaign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What is published of the campaign of a contribution, the oldest first, at the address of the one that stands on
    the lists; 404 for a text that is in none."""
    contribution = contribution_of(request, slug, pk)
    found = contribution.campaign if contribution.is_public else None
    if found is None or found.signatories < 2:
        raise Http404
    if found.first_id != contribution.pk:
        return redirect("campaign", slug, found.first_id)
    page = reading.of_campaign(found, after=request.GET.get("apres", ""))
    context = {
        "section": "debate",
        "campaign": found,
        "contribution": contribution,
        "question": contribution.question,
        "theme": contribution.question.theme,
        "cards": fragments.cards(map(_unsigned, page.rows), contribution.consultation),
        "next": page.next,
    }
    part = "#page" if request.htmx and request.GET.get("apres") else ""
    return render(request, f"debates/campaign.html{part}", context)


def _unsigned(row: Any) -> Any:
    """A line without the number that the page says once."""
    return row._replace(campaign__signatories=None)
