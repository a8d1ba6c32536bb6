"""What every page of the desk begins and ends with: whose desk it is, and where in the queue a moderator is."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from consultation.models import Consultation
from consultation.permissions import require
from debates.models import Contribution, Decision, State
from debates.views.common import consultation_of
from moderation.asking import Asked, asked

MOST = 18  # digits of an id


@dataclass(frozen=True)
class Place:
    """Where a moderator is in the queue: what he asked for, and the page he is on."""

    asked: Asked
    after: str

    @property
    def address(self) -> str:
        """As a query string that more can follow: "" or with "&" at its end."""
        pairs = [self.asked.address(), urlencode({"apres": self.after}) if self.after else ""]
        return "".join(f"{pair}&" for pair in pairs if pair)


def desk_of(request: HttpRequest, slug: str) -> Consultation:
    """The consultation of the address, for its moderators: 404 and 403 for the others."""
    consultation = consultation_of(request, slug)
    require(request.user, "debates.moderate", consultation)
    return consultation


def place_of(request: HttpRequest, consultation: Consultation) -> Place:
    return Place(asked(request.GET, consultation), request.GET.get("apres", "")[:200])


def text_of(consultation: Consultation, key: int) -> Contribution:
    """A text of the consultation with what the desk shows of it; 404 for one that its author took back."""
    rows = Contribution.objects.of(consultation).with_author().exclude(state=State.WITHDRAWN)
    return get_object_or_404(rows.select_related("awaiting", "campaign", "merged_into__live"), pk=key)


def back(place: Place, consultation: Consultation, text: Contribution | None, done: Iterable[Decision] = ()) -> str:
    """The address of the desk where a moderator was, with this text open; `done` are the decisions to tell of."""
    more = {"texte": text.pk} if text else {}
    more |= {"fait": keys} if (keys := "-".join(str(decision.pk) for decision in done)) else {}
    return f"{reverse('moderation_desk', args=[consultation.slug])}?{place.address}{urlencode(more)}"


def keys_of(given: Iterable[str], most: int = 100) -> list[int]:
    """The ids among what was sent, the first `most`; whatever else is passed over."""
    found = [int(key) for key in given if key.isascii() and key.isdigit() and len(key) <= MOST]
    return list(dict.fromkeys(found))[:most]
