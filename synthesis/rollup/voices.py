"""Near-identical texts counted as one voice with its signatories, so that a copy-paste campaign weighs once.

Identical words first; then candidates by bands of MinHash signatures, each pair checked on the words themselves;
then connected components. What was measured: `python -m bench.campaigns`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from synthesis.rollup.signatures import PERMUTATIONS, SHORT, compared, shingles, sign
from synthesis.rollup.texts import Text, in_order

THRESHOLD = 0.6  # Jaccard similarity of the sets of 3-word shingles
# A fifth of the words of a text changed one here, one there leaves a third of its shingles: such a copy is told by both
# sharing some shingles, far more than two texts that only speak of one thing, and most of its words.
KINSHIP = 0.15  # Jaccard similarity of the sets of 3-word shingles, when
LIKENESS = 0.7  # the words they share reach this part of those of the longer one
_ROWS = 2  # values of a signature that make a band
_GLANCE = 0.1  # share of equal values of two signatures under which a pair is not even read
_WINDOW = 8  # neighbours in a crowded bucket that a text is compared with, and as many of its first texts


class _Words(NamedTuple):
    """What some texts say word for word: `said`, of `length` words, by the texts `ids`, of one stance."""

    said: str
    length: int
    stance: str
    ids: list[int]
    signature: bytes


def find_voices(texts: Iterable[Text], signatures: Mapping[int, bytes] | None = None) -> list[tuple[int, ...]]:
    """The contributions' ids, voice by voice: every text in exactly one, ids ascending, voices by first id.

    Two texts are of one voice when their words are the same (whatever the case, accents, punctuation, layout), or,
    from SHORT words on, when the Jaccard similarity of their 3-word shingles reaches THRESHOLD, or KINSHIP with
    LIKENESS; and so are texts that are linked through others. Texts that declare different stances never are, nor
    texts that say nothing at all. `signatures` (`signatures.sign`) by version, those that are kept already.

    Candidates share a band of two values of their signatures (Broder 1997; Leskovec, Rajaraman, Ullman, Mining of
    Massive Datasets, 3.4): a pair of similarity s is met with probability 1 - (1 - s²)^32, 0.99 at 0.37, 0.999999 at
    0.6. Crowded buckets are not compared pair by pair, so that a campaign of thousands costs what its texts do.
    """
    same = _by_words(in_order(texts), signatures or {})
    roots = _linked(same)
    voices = defaultdict(list)
    for root, found in zip(roots, same, strict=True):
        voices[root].extend(found.ids)
    return sorted(tuple(sorted(ids)) for ids in voices.values())


def _by_words(texts: Sequence[Text], signatures: Mapping[int, bytes]) -> list[_Words]:
    """Texts that share exactly the same words and stance, in the order of their first id."""
    same: dict[tuple, _Words] = {}
    for text in texts:
        words = compared(text.title, text.body)
        said = " ".join(words) or _signs(text)
        if (text.stance, said) not in same:
            signature = b"" if len(words) < SHORT else signatures.get(text.version_id) or sign(words)
            same[text.stance, said] = _Words(said, len(words), text.stance, [], signature)
        same[text.stance, said].ids.append(text.id)
    return list(same.values())


def _signs(text: Text) -> str:
    """What stands for the words of a text without any: its signs and emoji; a text of blanks is alone."""
    signs = "".join(text.whole.split())
    return f"\0{signs}" if signs else f"\0{text.id}\0"


def _linked(same: Sequence[_Words]) -> list[int]:
    """For each, the first of those it is linked with."""
    import numpy as np

    places = np.array([place for place, found in enumerate(same) if found.length >= SHORT], dtype=int)
    roots = np.arange(len(same))
    if len(places) > 1:
        long = [same[place] for place in places]
        matrix = np.frombuffer(b"".join(found.signature for found in long), dtype="<u4")
        roots[places] = places[_links(matrix.reshape(len(places), PERMUTATIONS), long)]
    return roots.tolist()


def _links(matrix: Any, texts: Sequence[_Words]) -> Any:
    """The smallest place each of n texts is linked with (n), from their signatures (n x PERMUTATIONS)."""
    import numpy as np

    roots, compared, refused = np.arange(len(texts)), _Compared(texts), np.zeros(0, dtype=np.int64)
    for band in range(0, PERMUTATIONS, _ROWS):
        codes = _candidates(matrix[:, band : band + _ROWS])
        pairs = np.stack(np.divmod(codes, len(texts)), axis=1)
        pairs = pairs[roots[pairs[:, 0]] != roots[pairs[:, 1]]]  # the others are of one voice already
        pairs = pairs[_alike(matrix, pairs) >= _GLANCE]
        pairs = pairs[~_holds(refused, _codes(pairs, len(texts)))]
        copies = np.fromiter((compared.is_copy(*pair) for pair in pairs.tolist()), dtype=bool, count=len(pairs))
        refused = np.sort(np.concatenate([refused, _codes(pairs[~copies], len(texts))]), kind="stable")
        roots = _joined(roots, pairs[copies].tolist())
    return roots


def _codes(pairs: Any, count: int) -> Any:
    """One number a pair of places among `count`."""
    return pairs[:, 0] * count + pairs[:, 1]


def _holds(known: Any, asked: Any) -> Any:
    """Whether each number stands in `known`, ascending."""
    import numpy as np

    places = np.searchsorted(known, asked)
    found = np.zeros(len(asked), dtype=bool)
    found[places < len(known)] = known[places[places < len(known)]] == asked[places < len(known)]
    return found


def _candidates(band: Any) -> Any:
    """Pairs of places of the same values in a band, each once, as their `_codes`: all of a small bucket, of a crowded
    one each with its neighbours and with the first ones.
    """
    import numpy as np

    keys = band[:, 0].astype(np.uint64) << np.uint64(32) | band[:, 1]
    order = np.argsort(keys, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(keys[order]) != 0])
    sizes = np.diff(np.r_[starts, len(order)])
    first = np.repeat(starts, sizes)  # of the bucket of each, in that order
    rank = np.arange(len(order)) - first
    codes: list[Any] = []
    for step in range(1, _WINDOW + 1):  # with the one so many places before, and with the one of that rank
        later = np.flatnonzero(rank >= step)
        if not len(later):
            break
        codes.append(order[later - step] * len(order) + order[later])
        later = np.flatnonzero(rank >= _WINDOW + step)
        codes.append(order[first[later] + step - 1] * len(order) + order[later])
    return np.unique(np.concatenate(codes)) if codes else order[:0]


def _alike(matrix: Any, pairs: Any) -> Any:
    """The share of equal values of the signatures of each pair: an estimate of the similarity of their shingles."""
    import numpy as np

    shares = [(matrix[part[:, 0]] == matrix[part[:, 1]]).mean(axis=1) for part in _slices(pairs)]
    return np.concatenate(shares) if shares else np.zeros(0)


def _slices(pairs: Any, size: int = 100_000) -> Iterator[Any]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def _joined(roots: Any, pairs: Sequence[Sequence[int]]) -> Any:
    """The roots once these pairs are linked too: each component's smallest place."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    if not pairs:
        return roots
    one, other = np.array(pairs).T
    count = len(roots)
    rows, columns = np.r_[np.arange(count), one], np.r_[roots, other]
    graph = coo_matrix((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(count, count))
    labels = connected_components(graph, directed=False)[1]
    least = np.full(count, count)
    np.minimum.at(least, labels, np.arange(count))
    return least[labels]


class _Compared:
    """Texts by their words; what is read of one is kept while others are compared with it."""

    def __init__(self, texts: Sequence[_Words]) -> None:
        self._texts = texts
        self._read = lru_cache(maxsize=20_000)(self._reading)

    def is_copy(self, one: int, other: int) -> bool:
        """Whether two texts of one stance are near-identical."""
        if self._texts[one].stance != self._texts[other].stance:
            return False
        (runs, words), (other_runs, other_words) = self._read(one), self._read(other)
        shared = len(runs & other_runs)
        kinship = shared / (len(runs) + len(other_runs) - shared)
        longest = max(self._texts[one].length, self._texts[other].length)
        return kinship >= THRESHOLD or (kinship >= KINSHIP and len(words & other_words) / longest >= LIKENESS)

    def _reading(self, place: int) -> tuple[set[str], set[str | tuple[str, int]]]:
        """The runs of three words, and the words, one that stands there again with how often it did before: two texts
        have in common as many of these as they share words, each as often as both hold it."""
        words = self._texts[place].said.split()
        counts = Counter(words)
        again = {(word, time) for word, count in counts.items() if count > 1 for time in range(1, count)}
        return shingles(words), again.union(counts)
