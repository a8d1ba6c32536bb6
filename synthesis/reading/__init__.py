"""The queries of the harvest and of the synthesis."""

from synthesis.reading.drafts import Obstacle, citable, extracts_for, obstacles, why_not
from synthesis.reading.harvest import reading_of, unread, unread_after
from synthesis.reading.ideas import Branch, filed, flat, tree, trees
from synthesis.reading.jobs import exports, last_rollup, rollups, theme_of
from synthesis.reading.ledger import LedgerState, coverage, ledger, ledgers, state_of
from synthesis.reading.notes import CitedIn, Note, notes
from synthesis.reading.published import NotCited, not_cited, online, published_among, with_document

__all__ = [
    "Branch",
    "CitedIn",
    "LedgerState",
    "NotCited",
    "Note",
    "Obstacle",
    "citable",
    "coverage",
    "exports",
    "extracts_for",
    "filed",
    "flat",
    "last_rollup",
    "ledger",
    "ledgers",
    "not_cited",
    "notes",
    "obstacles",
    "online",
    "published_among",
    "reading_of",
    "rollups",
    "state_of",
    "theme_of",
    "tree",
    "trees",
    "unread",
    "unread_after",
    "why_not",
    "with_document",
]
