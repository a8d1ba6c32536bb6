"""Which texts go together: communities of the graph of neighbours, as many as somebody can read. None is noise."""

import math
from typing import Any

MOST_GROUPS = 24
RESOLUTION = 1.0  # above 1 more and smaller groups; measured in `bench/grouping.py`
_STARTS = 5  # orders in which the texts are visited, the best result kept: more found nothing better
_WORK = 40_000  # texts visited at first in all: fewer starts for many texts
_FRUGAL = {"tol_optimization": 1e-4, "return_probs": False, "return_aggregate": False}  # labels alone
APART = -1


def part(
    graph: Any,
    rows: Any,
    *,
    most: int = MOST_GROUPS,
    resolution: float = RESOLUTION,
    starts: int = _STARTS,
    seed: int = 0,
) -> Any:
    """A group number for each row of the graph (n), 0 upwards; APART for what is like nothing else.

    Communities by the Louvain method (Blondel et al. 2008), which looks for the highest modularity, here with a
    resolution (Reichardt and Bornholdt 2006): the best of up to `starts` runs, each visiting the texts in another
    order, fewer where they are many. Then groups of fewer than sqrt(n) / 4 texts (two at the least) join the one whose
    centre is nearest, and so do the smallest while there are more than `most`; a small one whose centre is near to no
    other is APART. The same graph and seed give the same numbers.
    """
    import numpy as np

    count = graph.shape[0]
    if count == 1:
        return np.zeros(1, dtype=int)
    runs = max(1, min(starts, _WORK // count))
    found = _communities(graph, resolution, range(seed, seed + runs)) if graph.nnz else np.arange(count)
    return _renumbered(_few(found, rows, most))


def _communities(graph: Any, resolution: float, seeds: range) -> Any:
    """The partition of the highest modularity, the first of equals."""
    from sknetwork.clustering import Louvain, get_modularity

    best, found = -2.0, None
    for seed in seeds:
        louvain = Louvain(resolution, shuffle_nodes=seed > 0, random_state=seed, **_FRUGAL)
        groups = louvain.fit_predict(graph)
        if len(seeds) == 1:
            return groups
        modularity = round(float(get_modularity(graph, groups, resolution=resolution)), 6)
        best, found = (modularity, groups) if modularity > best else (best, found)
    return found


def _few(groups: Any, rows: Any, most: int) -> Any:
    """Groups without the tiny ones and those too many: each joined to its nearest, the smallest first."""
    import numpy as np

    groups = groups.copy()
    sums, sizes = _sums(groups, rows), np.bincount(groups).astype(float)
    least = max(2, math.isqrt(len(groups)) // 4)
    while True:
        smallest = int(np.argmin(np.where(sizes > 0, sizes, np.inf)))
        if sizes[smallest] >= least and (sizes > 0).sum() <= most:
            return groups
        other = _nearest(smallest, sums, sizes)
        is_tiny = sizes[smallest] < least
        if other is None and not is_tiny:
            return groups
        groups[groups == smallest] = APART if other is None else other
        if other is not None:
            sums[other] += sums[smallest]
            sizes[other] += sizes[smallest]
        sizes[smallest] = 0
        if not sizes.any():
            return groups


def _sums(groups: Any, rows: Any) -> Any:
    """The sum of the rows of each group, numbered from 0."""
    import numpy as np
    from scipy.sparse import csc_matrix

    count = len(groups)
    membership = csc_matrix((np.ones(count), groups, np.arange(count + 1)), (groups.max() + 1, count))
    return membership @ rows.astype(float)


def _nearest(group: int, sums: Any, sizes: Any) -> int | None:
    """The other group whose centre has the highest cosine with this one's; None where none is above 0."""
    import numpy as np

    lengths = np.linalg.norm(sums, axis=1)
    cosines = (sums @ sums[group]) / np.maximum(lengths * lengths[group], 1e-9)
    cosines = np.where((sizes > 0) & (np.arange(len(sizes)) != group), cosines.round(6), -1)
    return int(cosines.argmax()) if cosines.max() > 0 else None


def _renumbered(groups: Any) -> Any:
    """Numbers without holes, in the order in which the groups are first met; APART stays."""
    import numpy as np

    known, first = np.unique(groups, return_index=True)
    order = [number for _, number in sorted(zip(first, known, strict=True)) if number != APART]
    names = {number: name for name, number in enumerate(order)} | {APART: APART}
    return np.array([names[number] for number in groups])
