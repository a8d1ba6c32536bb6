"""The desk of the moderators: the queue, and one text open with all there is to know before deciding."""

from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from consultation.models import Consultation
from debates.models import Contribution, Decision
from moderation import presence, reading
from moderation.dossier import Dossier, possible
from moderation.forms import VerdictForm
from moderation.views.common import Place, desk_of, keys_of, place_of, text_of


@login_required
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """What awaits a decision, in the order of the queue, with one text open in its thread.

    400, with the queue all the same, for a filter that does not exist.
    """
    consultation = desk_of(request, slug)
    place = place_of(request, consultation)
    context = shown(request, consultation, place)
    return render(request, "moderation/desk.html", context, status=400 if place.asked.unknown else 200)


def shown(
    request: HttpRequest,
    consultation: Consultation,
    place: Place,
    opened: Contribution | None = None,
    form: VerdictForm | None = None,
) -> dict:
    """What the desk needs: the queue, and the text that is open, else the one of the address, else the first."""
    page = reading.queue(consultation, place.asked, place.after)
    opened = opened or _opened(request, consultation, page)
    here = presence.others(consultation, request.user)
    presence.enter(consultation, request.user, [opened.pk] if opened else [])
    context = {
        "lines": [replace(line, here=tuple(here.get(line.pk, ()))) for line in page.lines],
        "next": page.next,
        "counts": reading.counts(consultation, place.asked),
        "place": place,
        "done": reading.done(consultation, request.user, keys_of(request.GET.get("fait", "").split("-"))),
        "opened": opened,
    }
    return context | (_about(consultation, opened, page, here, form) if opened else {})


def _about(consultation: Consultation, opened: Contribution, page: reading.Queue, here: dict, form) -> dict:
    keys = [line.pk for line in page.lines]
    at = keys.index(opened.pk) if opened.pk in keys else -1
    return {
        "dossier": Dossier(opened),
        "possible": possible(opened),
        "form": form or VerdictForm(consultation=consultation),
        "here": here.get(opened.pk, ()),
        "before": keys[at - 1] if at > 0 else 0,
        "after": keys[at + 1] if -1 < at < len(keys) - 1 else 0,
        "needs_reason": Decision.NEEDS_REASON,
    }


def _opened(request: HttpRequest, consultation: Consultation, page: reading.Queue) -> Contribution | None:
    """The text that the address names, else the first of the page."""
    asked = request.GET.get("texte", "")
    keys = keys_of([asked]) or [line.pk for line in page.lines[:1]]
    if asked.isdigit() and not keys_of([asked]):
        raise Http404  # larger than any id
    return text_of(consultation, keys[0]) if keys else None
