"""Whether a group would be found again had some people not written: a figure from 0 to 1 for each group."""

from typing import Any

from synthesis.rollup.communities import APART, MOST_GROUPS, part

STABLE = 0.6
SHARE = 0.8  # of the texts in each resample
_WORK = 40_000  # texts parted in all: bounds the time, whatever the question
_FEWEST, _MOST = 4, 12  # resamples
_STARTS = 1  # of each resample: with three the figures differ by some 0.01, far less than from resample to resample


def stability(groups: Any, graph: Any, rows: Any, *, most: int = MOST_GROUPS, seed: int = 0) -> list[float]:
    """For each group (numbered from 0) the mean, over resamples, of its best Jaccard similarity with a found group.

    Each resample keeps SHARE of the texts, with the edges between them, and parts them again with another seed; a group
    is compared by those of its texts that were kept: the cluster-wise assessment of C. Hennig, « Cluster-wise
    assessment of cluster stability », Computational Statistics and Data Analysis 52 (2007), by subsetting. He takes
    what is under 0.6 as not to be trusted (and speaks of a stable cluster from 0.75 on). 4 resamples of many texts,
    12 of few. The same texts and seed give the same figures.
    """
    import numpy as np

    count = int(groups.max()) + 1 if len(groups) else 0
    chance = np.random.default_rng(seed)
    runs = min(_MOST, max(_FEWEST, _WORK // max(len(groups), 1)))
    found = [_once(groups, count, graph, rows, chance, most, seed + 100 * (run + 1)) for run in range(runs)]
    return [round(float(value), 6) for value in np.mean(found, axis=0)] if count else []


def is_stable(value: float) -> bool:
    """Whether the figure, as it is shown (two decimals), reaches STABLE."""
    return round(value, 2) >= STABLE


def _once(groups: Any, count: int, graph: Any, rows: Any, chance: Any, most: int, seed: int) -> Any:
    import numpy as np

    size = max(2, round(SHARE * len(groups)))
    kept = np.sort(chance.choice(len(groups), min(size, len(groups)), replace=False))
    again = part(graph[kept][:, kept], rows[kept], most=most, starts=_STARTS, seed=seed)
    return best_jaccard(groups[kept], again, count)


def best_jaccard(groups: Any, again: Any, count: int) -> Any:
    """For each of `count` groups its highest |A n B| / |A u B| with a group of `again`; 0 for one that is empty."""
    import numpy as np

    both = (groups != APART) & (again != APART)
    others = int(again.max()) + 1
    if others < 1:
        return np.zeros(count)
    shared = np.zeros((count, others))
    np.add.at(shared, (groups[both], again[both]), 1)
    mine = np.bincount(groups[groups != APART], minlength=count)[:, None]
    theirs = np.bincount(again[again != APART], minlength=others)[None, :]
    return (shared / np.maximum(mine + theirs - shared, 1)).max(axis=1)
