"""The check-list before publication, and publication."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from consultation.permissions import allowed
from synthesis import actions, checking
from synthesis.views.draft import draft_of, tried

LINES, LONGEST_KEY = 20, 20  # more than the check-list has: what else is sent is not given back


@login_required
def checklist(request: HttpRequest, slug: str) -> HttpResponse:
    """What stops the draft, and what is to be known before it is published; what was confirmed already stays ticked."""
    synthesis = draft_of(request, slug, "synthesis.export")
    found, read = checking.lines(synthesis), _confirmed(request.GET.getlist("knowing"))
    stopping = [line for line in found if line.blocks and line.count]
    context = {
        "synthesis": synthesis,
        "stopping": stopping,
        "to_know": [line for line in found if not line.blocks and line.count],
        "confirmed": [line.key for line in found if checking.is_confirmed(line, read.get(line.key, 0))],
        "clear": [line for line in found if not line.count],
        "may_publish": not stopping and allowed(request.user, "synthesis.publish", synthesis),
    }
    return render(request, "synthesis/checklist.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """Freeze the draft for everybody; its files are asked for at once."""
    synthesis = draft_of(request, slug, "synthesis.publish")
    knowing = _confirmed(request.POST.getlist("knowing"))
    if not tried(request, lambda: actions.publish(synthesis, by=request.user, knowing=knowing)):
        return redirect(_with_ticks(reverse("checklist", args=[slug]), knowing))
    messages.success(request, _("La synthèse est publiée. Ses fichiers se préparent d’eux-mêmes."))
    return redirect(synthesis)


def _with_ticks(address: str, knowing: dict[str, int]) -> str:
    """The check-list as it was sent: a line that grew is to be read again, the others stay ticked."""
    kept = [f"{key}:{count}" for key, count in knowing.items() if len(key) <= LONGEST_KEY][:LINES]
    ticks = urlencode([("knowing", each) for each in kept])
    return f"{address}?{ticks}" if ticks else address


def _confirmed(said: list[str]) -> dict[str, int]:
    """The lines that were confirmed, with the numbers that were read: « unread:12 »."""
    pairs = (each.partition(":") for each in said)
    return {key: int(count[:9]) for key, _colon, count in pairs if count.isdecimal()}
