"""What a text's own pages show of the moderation: how a reader reports it, how its author contests a decision."""

from django import template

from consultation.models import User
from debates import actions
from debates.models import Contribution, Decision

register = template.Library()


@register.simple_tag
def contested(contribution: Contribution, reader: User) -> Decision | None:
    """The last decision that takes something away from a text, for its author to contest or to read what became of his
    appeal; None for anybody else. One query, none where `decisions__appeal` was prefetched."""
    if contribution.author_id is None or contribution.author_id != reader.pk:
        return None
    kept = getattr(contribution, "_prefetched_objects_cache", {})
    rows = contribution.decisions.all() if "decisions" in kept else contribution.decisions.select_related("appeal")
    return next((row for row in rows if row.undone_at is None and row.verdict in actions.CONTESTABLE), None)
