"""The words that tell a group of texts from the others, as its texts write them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from synthesis.rollup.normalise import Chain, Feature, Word, chain, is_expression, with_pairs, words
from synthesis.rollup.smallwords import debate_words

if TYPE_CHECKING:
    from synthesis.rollup.vectors import Words

TERMS = 4
_CONSIDERED = 40  # features looked at, from the most telling one down
READ = 120  # texts read for the spelling of a term at most
_OPENING = ("", *".!?…:;\n\r-–—•*/>")
_PAIR_WORTH = 0.55  # a pair of words takes the place of one of its words from this share of the word's score


def telling(space: "Words | None", groups: Sequence[Sequence[int]]) -> list[list[tuple[str, float]]]:
    """For each group, given by its rows, the features that tell it from the others with how much, the highest first.

    Class-based TF-IDF (Grootendorst, « BERTopic », arXiv 2203.05794, 2022): tf(t, c) * ln(1 + A / f(t)), tf the share
    of the group's features that are t, f its count in all groups, A the mean count of features of a group. A text
    counts a feature once, so that a very long one does not name its group.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    if space is None or not groups:
        return [[] for _ in groups]
    held = csr_matrix((np.ones(space.matrix.nnz), space.matrix.indices, space.matrix.indptr), space.matrix.shape)
    counts = np.stack([np.asarray(held[list(rows)].sum(axis=0)).ravel() for rows in groups])
    everywhere = counts.sum(axis=0)
    rarity = np.log1p(counts.sum() / len(groups) / np.maximum(everywhere, 1))
    scores = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) * rarity
    return [_highest(row.round(9), space.keys) for row in scores]


def _highest(scores: Any, keys: Sequence[str]) -> list[tuple[str, float]]:
    import numpy as np

    order = np.lexsort((np.arange(len(scores)), -scores))[: 5 * _CONSIDERED]
    return [(str(keys[place]), float(scores[place])) for place in order if scores[place] > 0]


def label(
    scores: Sequence[tuple[str, float]], texts: Sequence[str], chains: Sequence[Chain] | None = None
) -> list[str]:
    """Up to TERMS words or expressions of the texts, the most telling first.

    `scores`: features (as `normalise.features` names them) with how much they tell the group from the others.
    Each term stands in the texts exactly as written here. Without any usable feature, the `commonest`
    words of the texts. `chains`: those of the first READ texts (`normalise.chain`), by default made here.
    """
    chains = [chain(text) for text in texts[:READ]] if chains is None else chains
    spellings = _spellings(texts, chains, {key for key, _ in scores[:_CONSIDERED]})
    least = 2 if len(texts) > 2 else 1
    known = [(key, score) for key, score in scores[:_CONSIDERED] if len(spellings[key].texts) >= least]
    terms = [spellings[key].best() for key in _chosen(known)]
    return list(dict.fromkeys(terms)) or commonest(texts, chains)


def commonest(texts: Sequence[str], chains: Sequence[Chain]) -> list[str]:
    """Up to TERMS words that two texts at least hold: full ones, else those like « oui », « d'accord ».

    The words of the text itself where there is only one; [] where nothing is shared.
    """
    full, least = [[feature for feature, _ in chained] for chained in chains], min(len(texts), 2)
    others = _any_words if len(texts) == 1 else _debate_words
    return _most_held(texts, full, least) or _most_held(texts, map(others, texts[:READ]), least)


class _Spelling:
    """The ways a feature is written, and the places (in the list) of the texts that hold it."""

    def __init__(self) -> None:
        self.forms: Counter[str] = Counter()
        self.openings: Counter[str] = Counter()  # a capital that opens a sentence says nothing of the word
        self.texts: set[int] = set()

    def add(self, place: int, text: str, start: int, end: int) -> None:
        if not is_expression(text[start:end]):
            return
        opens = text[start].isupper() and text[max(0, start - 9) : start].rstrip(" \u00a0\u202f«\"'")[-1:] in _OPENING
        (self.openings if opens else self.forms)[text[start:end]] += 1
        self.texts.add(place)

    def best(self) -> str:
        """The most frequent writing whatever the case, then its most frequent case; shouted only if always so."""
        forms = self.forms or self.openings
        forms = {form: count for form, count in forms.items() if not _is_shouted(form)} or forms
        folded = Counter()
        for form, count in forms.items():
            folded[form.lower()] += count
        usual = min(folded, key=lambda word: (-folded[word], word.isascii(), word))
        return min(
            (form for form in forms if form.lower() == usual),
            key=lambda form: (-forms[form], not form.islower(), form),
        )


def _is_shouted(form: str) -> bool:
    """In capitals, and too long for an acronym."""
    return form.isupper() and len(form) > 5


def _spellings(texts: Sequence[str], chains: Sequence[Chain], keys: set[str]) -> dict[str, _Spelling]:
    found: dict[str, _Spelling] = defaultdict(_Spelling)
    for place, (text, chained) in enumerate(zip(texts, chains, strict=False)):
        for feature in with_pairs(chained):
            if feature.key in keys:
                found[feature.key].add(place, text, feature.start, feature.end)
    return found


def _chosen(scores: Sequence[tuple[str, float]]) -> list[str]:
    """TERMS features that do not repeat each other; a pair of words stands for its words where it says more."""
    chosen: dict[str, float] = {}
    for key, score in scores:
        stems = set(key.split())
        rivals = [other for other in chosen if stems & set(other.split())]
        inside = rivals and all(set(other.split()) < stems for other in rivals)
        if inside and score >= _PAIR_WORTH * min(chosen[other] for other in rivals):
            chosen = {key if other == rivals[0] else other: value for other, value in chosen.items()}
            chosen = {other: value for other, value in chosen.items() if other not in rivals}
        elif not rivals and len(chosen) < TERMS:
            chosen[key] = score
    return list(chosen)


def _debate_words(text: str) -> Iterator[Word]:
    return (word for word in words(text) if word.form in debate_words())


def _any_words(text: str) -> Iterator[Word]:
    return (word for word in words(text) if len(word.form) > 1 or word.form.isdecimal())


def _most_held(texts: Sequence[str], told: Iterable[Iterable[Word | Feature]], least: int) -> list[str]:
    held: dict[str, _Spelling] = defaultdict(_Spelling)
    for place, (text, some) in enumerate(zip(texts, told, strict=False)):
        for key, start, end in some:
            held[key].add(place, text, start, end)
    shared = [spelling for spelling in held.values() if len(spelling.texts) >= least]
    shared.sort(key=lambda spelling: -len(spelling.texts))  # first seen first among equals
    return list(dict.fromkeys(spelling.best() for spelling in shared[:TERMS]))
