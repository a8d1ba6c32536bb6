"""The passages that speak best for a group: verbatim, by offsets, from different people."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from synthesis.rollup.sentences import LONGEST, Span, clip, passages, word_count
from synthesis.rollup.texts import Text
from synthesis.rollup.vectors import Space

PASSAGES = 5  # shown for a group at most
SHORTEST = 6  # words
_READ = 200  # contributions of a group whose sentences are weighed, those nearest to its centre
_VARIETY = 0.5  # weight of what earlier passages already said


class Candidate(NamedTuple):
    text: Text
    span: Span


def passage(text: Text, span: Span) -> dict:
    """A passage as the snapshot holds it: `quote` is `body[start:end]` of that version of that contribution."""
    return {
        "contribution": text.id,
        "version": text.version_id,
        "start": span.start,
        "end": span.end,
        "quote": text.body[span.start : span.end],
    }


def opening(text: Text) -> dict | None:
    """The first passage of a body, of 60 words at most; None where it holds no word."""
    spans = passages(text.body)
    return passage(text, clip(text.body, spans[0])) if spans else None


def representative(texts: Sequence[Text], centre: Any, space: Space | None) -> list[dict]:
    """Up to PASSAGES sentences of 6 to 60 words, one an author, the most central first, none that repeats another.

    Each next one has the highest cosine with the group's centre (m features), less half its highest cosine with
    those already chosen: maximal marginal relevance (Carbonell and Goldstein 1998). `texts`: nearest to the
    centre first. Where no sentence has 6 words, shorter ones are taken.
    """
    found = _candidates(texts[:_READ])
    if not found:
        return []
    chosen = _choose(found, *_likeness(found, centre, space))
    return [passage(*found[place]) for place in chosen]


def _candidates(texts: Sequence[Text]) -> list[Candidate]:
    everything = [Candidate(text, clip(text.body, span)) for text in texts for span in passages(text.body)]
    long_enough = [found for found in everything if SHORTEST <= word_count(found.text.body, found.span) <= LONGEST]
    return long_enough or everything


def _likeness(found: Sequence[Candidate], centre: Any, space: Space | None) -> tuple[Any, Any]:
    """The cosine of each candidate with the centre (n), and the candidates' sparse rows (n x m)."""
    import numpy as np
    from scipy.sparse import csr_matrix

    if space is None:
        return np.zeros(len(found)), csr_matrix((len(found), 1))
    rows = space.place([text.body[span.start : span.end] for text, span in found])
    return np.asarray(rows @ centre).ravel(), rows


def _choose(found: Sequence[Candidate], central: Any, rows: Any) -> list[int]:
    import numpy as np

    repeated, chosen, voters = np.zeros(len(found)), [], set()
    while len(chosen) < PASSAGES:
        worth = (central - _VARIETY * repeated).round(9)
        free = [place for place, candidate in enumerate(found) if candidate.text.voter not in voters]
        if not free:
            break
        best = max(free, key=lambda place: (worth[place], -place))
        chosen.append(best)
        voters.add(found[best].text.voter)
        repeated = np.maximum(repeated, (rows @ rows[best].T).toarray().ravel())
    return chosen
