"""Texts in a space where near means alike: the words they share, and what the sentence encoder makes of them.

Both blocks have rows of length 1 before they are put side by side, the encoder's with SEMANTIC of the square of the
length. On the comments of a real French consultation (`bench/grouping.py`, 4 themes known) each block alone did
worse than both together; encoder vectors less their mean did a little better than as they are, 128 of their principal
axes as well as all 512.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.rollup.normalise import keys_of

SEMANTIC = 0.6  # share of the encoder in a cosine; the rest is the shared words'
WORD_AXES = 100
SEMANTIC_AXES = 128
LEARNT_FROM = 10_000  # texts from which vocabulary and axes are learnt at most: bounds time and memory
_VOCABULARY = 50_000  # features kept at most


@dataclass(frozen=True, slots=True)
class Words:
    """A fitted vocabulary. `matrix` is n texts x m features, rows of length 1, or 0 for a text that shares no word."""

    matrix: Any
    keys: Sequence[str]
    vectorizer: Any

    def place(self, lemma_lists: Iterable[str]) -> Any:
        """The rows of other texts (sentences, say), given by their lemmas, in the same space."""
        return self.vectorizer.transform(lemma_lists)


def weigh(lemma_lists: Sequence[str]) -> Words | None:
    """Texts, given by their `normalise.lemmas`, by the lemmas and pairs that at least two share (five of 2,000 or
    more); None where nothing is shared.

    Weights: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows divided by their Euclidean length: scikit-learn's
    smoothed TF-IDF with sublinear term frequency (Manning, Raghavan and Schütze 2008, 6.4).
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    sample = _sample(lemma_lists)
    vectorizer = TfidfVectorizer(
        analyzer=keys_of,
        sublinear_tf=True,
        min_df=2 if len(sample) < 2000 else 5,
        max_features=_VOCABULARY,
        dtype=np.float32,
    )
    try:
        rows = vectorizer.fit_transform(sample)
    except ValueError:  # scikit-learn's way to say that no feature is left
        return None
    matrix = rows if len(sample) == len(lemma_lists) else vectorizer.transform(lemma_lists)
    return Words(matrix, vectorizer.get_feature_names_out(), vectorizer)


def space(words: Words | None, vectors: Sequence[bytes | None], *, seed: int = 0, semantic: float = SEMANTIC) -> Any:
    """Rows (n x d, float32) of length 1, or 0 for a text about which nothing is known.

    Words go through latent semantic analysis (Deerwester et al. 1990), WORD_AXES dimensions. `vectors`: float16 bytes
    as `features.Features.vector`; if one is None none counts, and with `semantic=0` neither: words alone.
    """
    import numpy as np

    blocks = []
    if words is not None and semantic < 1:
        blocks.append(_unit(_word_axes(words.matrix, seed)) * np.float32((1 - semantic) ** 0.5))
    if semantic and vectors and all(vector is not None for vector in vectors):
        blocks.append(_unit(_semantic_axes(vectors)) * np.float32(semantic**0.5))
    return _unit(np.hstack(blocks)) if blocks else np.zeros((len(vectors), 1), np.float32)


def _sample(rows: Any) -> Any:
    """Evenly taken rows, LEARNT_FROM at most."""
    count = rows.shape[0] if hasattr(rows, "shape") else len(rows)
    return rows[:: -(-count // LEARNT_FROM) or 1]


def _word_axes(matrix: Any, seed: int) -> Any:
    import numpy as np
    from sklearn.decomposition import TruncatedSVD

    sample = _sample(matrix)
    axes = min(WORD_AXES, sample.shape[0], sample.shape[1]) - 1
    if axes < 1:
        return matrix.toarray()
    reduction = TruncatedSVD(axes, random_state=seed)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a ratio of variances that is not used: texts may be equal
        reduction.fit(sample)
    return np.asarray(reduction.transform(matrix), dtype=np.float32)


def _semantic_axes(vectors: Sequence[bytes | None]) -> Any:
    """The vectors less their mean, along the axes of most variance."""
    import numpy as np

    rows = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(vectors), -1).astype(np.float32)
    rows -= rows.mean(axis=0)
    sample = _sample(rows).astype(np.float64)
    _, axes = np.linalg.eigh(sample.T @ sample)
    return rows @ axes[:, -SEMANTIC_AXES:].astype(np.float32)


def _unit(rows: Any) -> Any:
    """Rows brought to length 1; what is nearly 0 (texts that are all alike, less their mean) to 0."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows, dtype=np.float32), where=lengths > 1e-3)
