"""The passages that speak best for a group: verbatim, by offsets, from different people and places."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from synthesis.rollup.normalise import Chain, chain, lemmas_of
from synthesis.rollup.sentences import LONGEST, Span, clip, passages, word_count
from synthesis.rollup.texts import Text
from synthesis.rollup.vectors import Words

PASSAGES = 5  # shown for a group at most
SHORTEST = 8  # words
READ = 80  # contributions of a group whose sentences are weighed, those nearest to its centre
_COVERED = 400  # contributions of a group, evenly taken, that the passages are to speak for
_QUOTAS = ("kind", "stakeholder")  # fields of a text: territory kind and quality


class Candidate(NamedTuple):
    """A passage of the body of a text; `place`: of that text among those that are read."""

    text: Text
    span: Span
    place: int


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


def representative(
    texts: Sequence[Text], words: Words | None, places: Sequence[int], chains: Sequence[Chain] | None = None
) -> list[dict]:
    """Up to PASSAGES sentences of 8 to 60 words, one an author, that together speak for most of the group.

    Facility location: the passages S chosen make the sum over the texts of max(likeness to s, s in S) as high as adding
    one after the other, the best first, can (Lin and Bilmes, « A Class of Submodular Functions for Document
    Summarization », ACL 2011; at least 1 - 1/e of the best sum possible without quotas, Nemhauser, Wolsey and Fisher
    1978). Quotas: no territory kind and no quality, « not stated » included, has more than its share of the texts,
    rounded up; if that leaves places free they are filled without quotas. `texts`: nearest to the centre first;
    `places`: their rows in `words`. `chains`: those of the first READ whole texts (`normalise.chain`), by default made
    here. Where no sentence has 8 words, shorter ones are taken.
    """
    found = _candidates(texts[:READ])
    if not found:
        return []
    chains = [chain(text.whole) for text in texts[:READ]] if chains is None else chains
    likeness = _likeness(found, words, places, chains)
    return [passage(*found[place][:2]) for place in _choose(found, likeness, _quotas(texts))]


def _candidates(texts: Sequence[Text]) -> list[Candidate]:
    everything, lengths = [], []
    for place, text in enumerate(texts):
        for span in passages(text.body):
            count = word_count(text.body, span)
            everything.append(Candidate(text, span if count <= LONGEST else clip(text.body, span), place))
            lengths.append(count)
    long_enough = [found for found, count in zip(everything, lengths, strict=True) if count >= SHORTEST]
    return long_enough or everything


def _likeness(found: Sequence[Candidate], words: Words | None, places: Sequence[int], chains: Sequence[Chain]) -> Any:
    """What each candidate says of each text to be spoken for (n x m, dense): their cosine, times the candidate's cosine
    with the group's mean, lest « je partage ce point de vue » speak for those who wrote it.
    """
    import numpy as np

    if words is None:
        return np.ones((1, len(found)))
    texts = words.matrix[list(places[:: -(-len(places) // _COVERED)])]
    rows = words.place([_lemmas(each, chains[each.place]) for each in found])
    centre = np.asarray(texts.mean(axis=0)).ravel()
    central = np.asarray(rows @ centre).ravel() / max(float(np.linalg.norm(centre)), 1e-9)
    return (texts @ rows.T).toarray().astype(float) * central


def _lemmas(candidate: Candidate, chained: Chain) -> str:
    """Those of the words of a passage, from its whole text: read in the language of that text."""
    text, span = candidate.text, candidate.span
    shift = len(text.whole) - len(text.body)
    start, end = span.start + shift, span.end + shift
    return lemmas_of([link for link in chained if start <= link[0].start and link[0].end <= end])


def _quotas(texts: Sequence[Text]) -> dict[tuple[str, str | None], int]:
    """How many passages each value of a field may have at most."""
    counts = Counter(value for text in texts for value in _values(text))
    return {value: -(-PASSAGES * count // len(texts)) for value, count in counts.items()}


def _values(text: Text) -> Iterable[tuple[str, str | None]]:
    return ((name, getattr(text, name) or None) for name in _QUOTAS)


def _choose(found: Sequence[Candidate], likeness: Any, quotas: dict) -> list[int]:
    chosen: list[int] = []
    for limits in (quotas, {}):
        while len(chosen) < PASSAGES:
            best = _best(found, likeness, chosen, limits)
            if best is None:
                break
            chosen.append(best)
    return chosen


def _best(found: Sequence[Candidate], likeness: Any, chosen: Sequence[int], quotas: dict) -> int | None:
    """The candidate that adds most to what is spoken for, the first of equals; None where none may or adds anything."""
    import numpy as np

    spoken = likeness[:, chosen].max(axis=1, initial=0)[:, None]
    gains = np.maximum(likeness - spoken, 0).sum(axis=0).round(6)
    voters = {found[place].text.voter for place in chosen}
    given = Counter(value for place in chosen for value in _values(found[place].text))
    for best in np.argsort(-gains, kind="stable").tolist():
        text = found[best].text
        if text.voter not in voters and all(given[value] < quotas.get(value, PASSAGES) for value in _values(text)):
            return best if gains[best] > 0 or not chosen else None
    return None
