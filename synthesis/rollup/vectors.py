"""Texts in a space where near means alike: the words they share, and what the sentence encoder makes of them.

Both blocks have rows of length 1 before they are put side by side, the encoder's with SEMANTIC of the square of the
length. On the comments of a real French consultation (`bench/grouping.py`, 4 themes known) each block alone did
worse than both together; encoder vectors less their mean did a little better than as they are, 128 of their principal
axes as well as all 512.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.rollup.normalise import keys_of

SEMANTIC = 0.6  # share of the encoder in a cosine; the rest is the shared words'
WORD_AXES = 100
SEMANTIC_AXES = 128
LEARNT_FROM = 10_000  # texts from which vocabulary and axes are learnt at most: bounds time and memory
_VOCABULARY = 50_000  # features kept at most
_SPARE, _ITERATIONS = 10, 5  # of the decomposition of the words


@dataclass(frozen=True, slots=True)
class Words:
    """A fitted vocabulary. `matrix` is n texts x m features (float32), rows of length 1, or 0 for a text that shares no
    word; `keys` the features in their order, `weights` how rare each is (m).
    """

    matrix: Any
    keys: Sequence[str]
    columns: Mapping[str, int]
    weights: Any

    def place(self, lemma_lists: Iterable[str]) -> Any:
        """The rows of other texts (sentences, say), given by their lemmas, in the same space."""
        return _weighed(_counted(lemma_lists, self.columns), self.weights)


def weigh(lemma_lists: Sequence[str]) -> Words | None:
    """Texts, given by their `normalise.lemmas`, by the lemmas and pairs that at least two share (five of 2,000 or
    more); None where nothing is shared. The commonest ones, then in alphabetical order, where they are too many.

    Weights: (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), rows divided by their Euclidean length: smoothed TF-IDF with
    sublinear term frequency (Manning, Raghavan and Schütze 2008, 6.4), as scikit-learn's TfidfVectorizer has it, which
    takes longer to load than a question to be read.
    """
    import numpy as np

    sample = _sample(lemma_lists)
    known: dict[str, int] = defaultdict()
    known.default_factory = known.__len__  # a new number for each new feature
    counts = _counted(sample, known)
    shared = np.bincount(counts.indices, minlength=len(known))
    kept = np.flatnonzero(shared >= (2 if len(sample) < 2000 else 5))
    if not len(kept):
        return None
    names = list(known)
    said = np.bincount(counts.indices, counts.data, len(known))
    commonest = sorted(kept.tolist(), key=lambda column: (-said[column], names[column]))[:_VOCABULARY]
    order = sorted(commonest, key=names.__getitem__)
    columns = {names[column]: place for place, column in enumerate(order)}
    weights = (1 + np.log((1 + len(sample)) / (1 + shared[order]))).astype(np.float32)
    mine = counts[:, order] if len(sample) == len(lemma_lists) else _counted(lemma_lists, columns)
    return Words(_weighed(mine, weights), list(columns), columns, weights)


def _counted(lemma_lists: Iterable[str], columns: Mapping[str, int]) -> Any:
    """How often each text holds each feature (sparse, float32); a feature without a column is left out, unless
    `columns` gives itself a new one for it.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    grows = isinstance(columns, defaultdict)
    found, ends = array("i"), array("q", [0])
    for lemmas in lemma_lists:
        keys = keys_of(lemmas)
        found.extend(map(columns.__getitem__, keys if grows else filter(columns.__contains__, keys)))
        ends.append(len(found))
    ones = np.ones(len(found), dtype=np.float32)
    shape = (len(ends) - 1, len(columns))
    counts = csr_matrix((ones, np.frombuffer(found, dtype=np.intc), np.array(ends)), shape=shape)
    counts.sum_duplicates()
    return counts


def _weighed(counts: Any, weights: Any) -> Any:
    """Counts as TF-IDF, each row of length 1."""
    import numpy as np

    counts.sort_indices()
    values = (1 + np.log(counts.data)) * weights[counts.indices]
    rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(rows, values.astype(np.float64) ** 2, counts.shape[0]))
    counts.data = (values / lengths[rows]).astype(np.float32)
    return counts


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
    """The texts along the axes that the words of a sample spread most along: a truncated singular value decomposition.

    By randomized subspace iteration (N. Halko, P.-G. Martinsson and J. A. Tropp, « Finding structure with randomness »,
    SIAM Review 53, 2011, algorithms 4.4 and 5.1): _SPARE more directions than asked for, _ITERATIONS times.
    """
    import numpy as np

    sample = _sample(matrix)
    axes = min(WORD_AXES, sample.shape[0], sample.shape[1]) - 1
    if axes < 1:
        return matrix.toarray()
    is_wide = sample.shape[0] < sample.shape[1]
    tall, flat = (sample.T.tocsr(), sample) if is_wide else (sample, sample.T.tocsr())
    basis = np.random.RandomState(seed).normal(size=(tall.shape[1], axes + _SPARE)).astype(np.float32)
    for _ in range(_ITERATIONS):
        basis = _upright(flat @ (tall @ basis))
    basis = _upright(tall @ basis)
    within = flat @ basis
    if is_wide:  # the directions are on the side of the basis
        return matrix @ (basis @ _turn(within)[1][:, :axes].astype(np.float32))
    return matrix @ _upright(within, axes)


def _upright(rows: Any, most: int | None = None) -> Any:
    """The directions of length 1, at right angles, that the columns of rows spread along, `most` of them at most, those
    of the widest spread first."""
    import numpy as np

    sizes, turned = _turn(rows)
    count = int((sizes > 1e-9 * sizes[0]).sum())
    return rows @ (turned[:, :count] / np.sqrt(sizes[:count]))[:, :most].astype(np.float32)


def _turn(rows: Any) -> tuple[Any, Any]:
    """The eigenvalues of the inner products of the columns of rows, the highest first, and their vectors."""
    import numpy as np

    rows = rows.astype(float)
    sizes, turned = np.linalg.eigh(rows.T @ rows)
    return sizes[::-1], turned[:, ::-1]


def _semantic_axes(vectors: Sequence[bytes | None]) -> Any:
    """The vectors less their mean, along the axes of most variance."""
    import numpy as np

    rows = np.frombuffer(b"".join(vectors), dtype="<f2").reshape(len(vectors), -1).astype(np.float32)
    rows -= rows.mean(axis=0)
    if len(rows) <= SEMANTIC_AXES:
        return rows  # so few spread along no more axes: cosines are the same
    _, axes = _turn(_sample(rows))
    return rows @ axes[:, :SEMANTIC_AXES].astype(np.float32)


def _unit(rows: Any) -> Any:
    """Rows brought to length 1; what is nearly 0 (texts that are all alike, less their mean) to 0."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.divide(rows, lengths, out=np.zeros_like(rows, dtype=np.float32), where=lengths > 1e-3)
