"""Texts as rows of numbers: the sentence vector where there is one, beside weighted lemmas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

DIMENSIONS = 512  # of a sentence vector
WORDS = 20_000  # lemmas and pairs of lemmas that are looked at, the most frequent ones


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a text: its lemmas, and its sentence vector or None (see `synthesis.models.TextFeatures`)."""

    lemmas: str
    vector: bytes | None

    @property
    def is_empty(self) -> bool:
        """Nothing is known of it: a text of emoji alone, say."""
        return not self.lemmas.strip() and not self.vector


def terms(lemmas: str) -> Iterator[str]:
    """Each lemma, and each pair of neighbours on the same line."""
    for line in lemmas.split("\n"):
        words = line.split()
        yield from words
        yield from (f"{first} {second}" for first, second in pairwise(words))


@dataclass(frozen=True)
class Space:
    """How texts become rows; learnt from the texts of the examples alone."""

    weights: Any  # a fitted TfidfVectorizer, None where no example has a lemma
    has_vectors: bool

    def rows(self, texts: Sequence[Read]) -> Any:
        """A sparse matrix, a row a text: its vector of length 1 (zeros without one), then its TF-IDF of length 1."""
        from scipy.sparse import csr_matrix, hstack

        parts = [csr_matrix(_vectors(texts))] if self.has_vectors else []
        if self.weights is not None:
            parts.append(self.weights.transform([text.lemmas for text in texts]))
        return hstack(parts, format="csr")


def space(texts: Sequence[Read]) -> Space | None:
    """The space of these texts; None when nothing is known of any. TF-IDF: 1 + log(tf), smoothed idf."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    has_vectors = any(text.vector for text in texts)
    weights = None
    if any(text.lemmas.strip() for text in texts):
        weights = TfidfVectorizer(analyzer=_terms, sublinear_tf=True, max_features=WORDS)
        weights.fit([text.lemmas for text in texts])
    return Space(weights, has_vectors) if has_vectors or weights else None


def _terms(lemmas: str) -> list[str]:
    return list(terms(lemmas))


def _vectors(texts: Sequence[Read]) -> Any:
    import numpy as np

    rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for place, text in enumerate(texts):
        if text.vector:
            rows[place] = np.frombuffer(text.vector, dtype="<f2")
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.maximum(lengths, 1e-9)
