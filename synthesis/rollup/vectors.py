"""Texts as sparse TF-IDF vectors of their stems and neighbouring pairs of stems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.rollup.normalise import features

VOCABULARY_FROM = 10_000  # texts the vocabulary is learnt from at most: bounds the memory, whatever the question
_VOCABULARY = 50_000  # features kept at most


@dataclass(frozen=True, slots=True)
class Space:
    """A fitted vocabulary. `matrix` is n texts x m features, rows of length 1, or 0 for a text that shares no word."""

    matrix: Any
    keys: Sequence[str]
    vectorizer: Any

    def place(self, texts: Sequence[str]) -> Any:
        """The rows of other texts (sentences, say) in the same space."""
        return self.vectorizer.transform(texts)


def keys_of(text: str) -> list[str]:
    """The stems and pairs of stems of a text, repeated as often as they stand there."""
    return [feature.key for feature in features(text)]


def vectorise(texts: Sequence[str]) -> Space | None:
    """The texts in the space of the features that at least two of them (five of 2,000 or more) share; None if none.

    Weights: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows divided by their Euclidean length: scikit-learn's
    smoothed TF-IDF with sublinear term frequency (Manning, Raghavan and Schütze 2008, 6.4).
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    sample = texts[:: -(-len(texts) // VOCABULARY_FROM) or 1]
    vectorizer = TfidfVectorizer(
        analyzer=keys_of,
        sublinear_tf=True,
        min_df=2 if len(sample) < 2000 else 5,
        max_features=_VOCABULARY,
    )
    try:
        rows = vectorizer.fit_transform(sample)
    except ValueError:  # scikit-learn's way to say that no feature is left
        return None
    matrix = rows if len(sample) == len(texts) else vectorizer.transform(texts)
    return Space(matrix, vectorizer.get_feature_names_out(), vectorizer)
