"""A text's place in the one queue of the moderators: since when it waits, and how soon its turn comes."""

from datetime import timedelta

from django.utils import timezone

from debates.models import OVER, Contribution

REPORT_WEIGHS = timedelta(days=1)  # each report makes a text pass as if it had waited that much longer


def queue(contribution: Contribution, *changed: str) -> None:
    """Put a text in the queue, move it within or take it out, as its columns say now.

    Saved here, with the columns `changed` beside. In the queue is what has a version that nobody decided on, an open
    report or an open appeal. `waiting_since` is kept from the first of these; the rank is that moment, a day earlier
    for each person who reported it.
    """
    waits = contribution.awaiting_id or contribution.reports_count or contribution.is_appealed
    if not waits or (contribution.state in OVER and not contribution.is_appealed):
        contribution.waiting_since = contribution.queued_at = None
    else:
        contribution.waiting_since = contribution.waiting_since or timezone.now()
        contribution.queued_at = contribution.waiting_since - REPORT_WEIGHS * contribution.reports_count
    contribution.save(update_fields=["waiting_since", "queued_at", *changed])
