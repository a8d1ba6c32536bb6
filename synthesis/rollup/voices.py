"""Near-identical texts counted as one voice with its signatories, so that a copy-paste campaign weighs once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from synthesis.rollup.normalise import skeleton
from synthesis.rollup.texts import Text, in_order

SHORT = 8  # words; under this, one changed word changes what is said: only identical texts are one voice
THRESHOLD = 0.6  # Jaccard similarity of the sets of 3-word shingles
_PERMUTATIONS = 64
_SEED = 1
_SCOUTS = 20  # texts of one voice that later texts are compared with: keeps a campaign of thousands linear


def find_voices(texts: Iterable[Text]) -> list[tuple[int, ...]]:
    """The contributions' ids, voice by voice: every text in exactly one, ids ascending, voices by first id.

    Two texts are of one voice when their words are the same (whatever the case, accents, punctuation, layout),
    or, from SHORT words on, when the Jaccard similarity of their 3-word shingles reaches THRESHOLD; and so are
    texts that are linked through others. Candidates come from MinHash (Broder 1997) in locality-sensitive
    buckets, each is then checked on the exact sets. Texts that say nothing at all stay apart.
    """
    same = _by_words(in_order(texts))
    links = _Links(len(same))
    _link_similar([words for words, _ in same], links)
    voices = defaultdict(list)
    for place, (_, ids) in enumerate(same):
        voices[links.root(place)].extend(ids)
    return sorted(tuple(sorted(ids)) for ids in voices.values())


def _by_words(texts: Sequence[Text]) -> list[tuple[list[str], list[int]]]:
    """Words and ids of the texts that share exactly the same words, in the order of their first id."""
    same: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        same[_key(text)].append(text.id)
    return [([] if key.startswith("\0") else key.split(), ids) for key, ids in same.items()]


def _key(text: Text) -> str:
    """The words of the body, with the title's where the body is short; signs and emoji where there are no words."""
    words = skeleton(text.body)
    if words.count(" ") + 1 < SHORT:
        words = skeleton(text.whole)
    if words:
        return words
    signs = "".join(text.whole.split())
    return f"\0{signs}" if signs else f"\0{text.id}\0"


def _link_similar(texts: list[list[str]], links: "_Links") -> None:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=_PERMUTATIONS)
    blank = MinHash(num_perm=_PERMUTATIONS, seed=_SEED)
    scouts: dict[int, int] = defaultdict(int)
    for place, words in enumerate(texts):
        if len(words) < SHORT:
            continue
        shingles = _shingles(words)
        sketch = blank.copy()
        sketch.update_batch([shingle.encode() for shingle in sorted(shingles)])
        for other in sorted(index.query(sketch)):
            if links.root(other) != links.root(place) and _similarity(shingles, _shingles(texts[other])) >= THRESHOLD:
                links.join(other, place)
        if scouts[links.root(place)] < _SCOUTS:
            scouts[links.root(place)] += 1
            index.insert(place, sketch)


def _shingles(words: list[str]) -> set[str]:
    return {" ".join(words[place : place + 3]) for place in range(len(words) - 2)}


def _similarity(one: set[str], other: set[str]) -> float:
    """Jaccard: |A n B| / |A u B|."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


class _Links:
    """Connected components of places 0..n-1; a component's root is its smallest place."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = place = self._parent[self._parent[place]]
        return place

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low
