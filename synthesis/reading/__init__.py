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
from synthesis.reading.harvest import reading_of, unread, unread_after
from synthesis.reading.ideas import Branch, filed, flat, tree, trees
from synthesis.reading.jobs import exports, last_rollup, rollups, theme_of
from synthesis.reading.ledger import LedgerState, Row, coverage, ledger, ledgers, state_of
from synthesis.reading.notes import CitedIn, Note, notes
from synthesis.reading.published import NotCited, not_cited, online, published_among, with_document
from synthesis.reading.verbatim import altered, is_verbatim

__all__ = [
    "Branch",
    "CitedIn",
    "LedgerState",
    "NotCited",
    "Note",
    "Obstacle",
    "Row",
    "altered",
    "citable",
    "coverage",
    "exports",
    "extracts_for",
    "filed",
    "flat",
    "is_verbatim",
    "last_rollup",
    "ledger",
    "ledgers",
    "not_cited",
    "notes",
    "obstacles",
    "online",
    "published_among",
    "reading_of",
    "remarked",
    "resting_on_edited",
    "rollups",
    "state_of",
    "theme_of",
    "told_as_disagreement",
    "tree",
    "trees",
    "unread",
    "unread_after",
    "unspoken",
    "why_not",
    "with_document",
]
