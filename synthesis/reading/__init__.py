"""The queries of the harvest and of the synthesis."""

from synthesis.reading.drafts import (
    Obstacle,
    citable,
    extracts_for,
    obstacles,
    remarked,
    resting_on_edited,
    told_as_disagreement,
    unspoken,
    why_not,
)
from synthesis.reading.harvest import (
    Done,
    Pace,
    Seen,
    holder_of,
    last_done,
    pace,
    proposed,
    reading_of,
    stamp,
    suggestion_for,
    unread,
)
from synthesis.reading.ideas import Branch, filed, flat, tree, trees
from synthesis.reading.jobs import exports, last_rollup, rollups, theme_of
from synthesis.reading.ledger import LedgerState, Row, coverage, ledger, ledgers, state_of
from synthesis.reading.notes import CitedIn, Note, notes
from synthesis.reading.public_ledger import public_ledger
from synthesis.reading.published import NotCited, not_cited, online, published_among, with_document
from synthesis.reading.verbatim import altered, is_verbatim

__all__ = [
    "Branch",
    "CitedIn",
    "Done",
    "LedgerState",
    "NotCited",
    "Note",
    "Obstacle",
    "Pace",
    "Row",
    "Seen",
    "altered",
    "citable",
    "coverage",
    "exports",
    "extracts_for",
    "filed",
    "flat",
    "holder_of",
    "is_verbatim",
    "last_done",
    "last_rollup",
    "ledger",
    "ledgers",
    "not_cited",
    "notes",
    "obstacles",
    "online",
    "pace",
    "proposed",
    "public_ledger",
    "published_among",
    "reading_of",
    "remarked",
    "resting_on_edited",
    "rollups",
    "stamp",
    "state_of",
    "suggestion_for",
    "theme_of",
    "told_as_disagreement",
    "tree",
    "trees",
    "unread",
    "unspoken",
    "why_not",
    "with_document",
]
