"""Saying where what a text describes is; the words of a place pass the filters as those of the text do."""

from consultation import audit
from consultation.models import User
from consultation.whole import whole
from debates import holding, locating
from debates.actions.states import locked, move
from debates.models import Contribution, Hold, Place, State


@whole
def locate(contribution: Contribution, *, by: User, place: locating.Located) -> Place:
    """As `debates.locating.locate`; what the filters find in its name or its web address makes the text wait."""
    contribution = locked(contribution)
    before = Place.objects.filter(contribution=contribution).values_list("name", "url").first()
    made = locating.locate(contribution, by=by, place=place)
    if before != (made.name, made.url):
        _hold(contribution, made)
    return made


def _hold(contribution: Contribution, place: Place) -> None:
    """Until a moderator decides on the version everybody reads, or on the newer one that waited already."""
    judged = contribution.judged
    found = holding.in_words(f"{place.name}\n{place.url}", [], contribution.consultation)
    Hold.objects.bulk_create(
        Hold(contribution=contribution, version=judged, kind=each.kind, found=each.found) for each in found
    )
    if not found or contribution.state != State.PUBLISHED:
        return
    contribution.awaiting, contribution.judged_before = judged, True
    contribution.save(update_fields=["judged_before"])
    move(contribution, State.PENDING)
    for each in found:
        audit.record("contribution.held", contribution, by=None, kind=each.kind, version=judged.number)
