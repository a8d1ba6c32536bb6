"""What a list needs of each text, read as tuples: a list of fifty texts needs no fifty rows of every table."""

from functools import reduce
from types import SimpleNamespace
from typing import Any

from debates.models import Contribution

WHENCE = (
    *("author__name", "author__public_id", "author__erased_at", "channel", "stakeholder", "shows_stakeholder"),
    *("shows_commune", "commune__name", "commune__department_id", "commune__kind", "created_at"),
)
CARD = (
    *("pk", "nature__key", "nature__name", "live__title", "live__opening", *WHENCE),
    *("agree_count", "disagree_count", "arguments_count", "extracts_count", "campaign__signatories"),
)
WORDS = ("pk", "live__html", "live__source_url", "awaiting__html", "awaiting__source_url", *WHENCE)
SORTED_BY = ("divided", "turn")  # what a cursor may name beside the columns of a card


def card(contribution: Contribution) -> Any:
    """The line of one contribution that is already here (see `ContributionQuerySet.with_author`)."""
    return SimpleNamespace(**{path: _followed(contribution, path) for path in CARD})


def _followed(contribution: Contribution, path: str) -> Any:
    return reduce(lambda row, name: getattr(row, name, None), path.split("__"), contribution)
