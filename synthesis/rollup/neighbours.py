"""The texts nearest to each text, as a graph whose edges weigh what the two have in common."""

from collections.abc import Iterator
from typing import Any

NEIGHBOURS = 15
EXACT = 20_000  # texts; beyond, neighbours are looked for in the nearest cells only
_BLOCK = 1024  # rows compared with all others at once: 80 MB for 20,000 texts
_CELL = 500  # texts of a cell on average
_PROBED = 16  # cells looked into for the neighbours of one
_ROUNDS = 8  # of the k-means that makes the cells
_SEEN = 64  # texts by cell from which cells are learnt
_DECIMALS = 4


def graph(rows: Any, *, most: int = NEIGHBOURS, exact: int = EXACT) -> Any:
    """The symmetric adjacency (n x n, sparse, float32) of each row's `most` nearest rows by cosine.

    `rows`: n x d, of length 1 or 0. Two rows are joined when one is among the neighbours of the other and their cosine,
    rounded to 4 decimals, is above 0: that cosine is the weight. Up to `exact` rows all pairs are compared, in blocks;
    beyond, each row is compared with those of the _PROBED cells (of about _CELL rows) nearest to its own, as in the
    inverted files of Jégou, Douze and Schmid (2011): of 1,000 true neighbours some 950 are found
    (`bench/grouping.py`), and memory and time no longer grow with the pairs. The same rows give the same graph.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    count = rows.shape[0]
    near = min(most, count - 1)
    if near < 1:
        return csr_matrix((count, count), dtype=np.float32)
    found = _in_all(rows, near) if count <= exact else _in_cells(rows, near)
    starts, ends, weights = (np.concatenate(parts) for parts in zip(*found, strict=True))
    kept = weights > 0
    half = csr_matrix((weights[kept], (starts[kept], ends[kept])), shape=(count, count))
    return half.maximum(half.T).tocsr()


def _in_all(rows: Any, near: int) -> Iterator[tuple[Any, Any, Any]]:
    import numpy as np

    everybody = np.arange(rows.shape[0])
    for start in range(0, len(everybody), _BLOCK):
        yield _nearest(rows, everybody[start : start + _BLOCK], everybody, near)


def _in_cells(rows: Any, near: int) -> Iterator[tuple[Any, Any, Any]]:
    import numpy as np

    centres = _centres(rows)
    cells = _nearest_centre(rows, centres)
    members = [np.flatnonzero(cells == cell) for cell in range(len(centres))]
    for cell, others in enumerate(np.argsort(-(centres @ centres.T).round(_DECIMALS), axis=1, kind="stable")):
        looked = np.sort(
            np.concatenate([members[cell], *(members[other] for other in others[:_PROBED] if other != cell)])
        )
        for start in range(0, len(members[cell]), _BLOCK):
            yield _nearest(rows, members[cell][start : start + _BLOCK], looked, near)


def _nearest(rows: Any, asking: Any, looked: Any, near: int) -> tuple[Any, Any, Any]:
    """Pairs (asking, found) and their cosines: for each row that asks, the nearest of those looked at but itself."""
    import numpy as np

    cosines = rows[asking] @ rows[looked].T
    cosines[np.arange(len(asking)), np.searchsorted(looked, asking)] = -2
    near = min(near, len(looked) - 1)
    if near < 1:
        return asking[:0], asking[:0], cosines[:0, 0]
    best = np.argpartition(-cosines, near - 1, axis=1)[:, :near]
    weights = np.take_along_axis(cosines, best, axis=1).round(_DECIMALS)
    return np.repeat(asking, near), looked[best].ravel(), weights.ravel()


def _centres(rows: Any) -> Any:
    """Spherical k-means on evenly taken rows, from evenly taken first centres."""
    import numpy as np

    count = -(-rows.shape[0] // _CELL)
    seen = rows[:: max(1, rows.shape[0] // (_SEEN * count))]
    centres = seen[:: len(seen) // count][:count].copy()
    for _ in range(_ROUNDS):
        cells = _nearest_centre(seen, centres)
        sums = np.zeros_like(centres)
        np.add.at(sums, cells, seen)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.divide(sums, lengths, out=centres, where=lengths > 0)
    return centres


def _nearest_centre(rows: Any, centres: Any) -> Any:
    import numpy as np

    parts = (rows[start : start + 8192] @ centres.T for start in range(0, rows.shape[0], 8192))
    return np.concatenate([part.argmax(axis=1) for part in parts])
