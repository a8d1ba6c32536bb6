"""How many groups a question's texts make, and which text goes where. Nothing is dropped as noise.

Latent semantic analysis then k-means: the texts' TF-IDF rows are reduced to as many dimensions as there are
groups, set to length 1, and parted by k-means. Measured on a real French consultation by asking for the question
that each of its 693 comments answers (`bench/rollup_texts.py --compare`, normalised mutual information, mean of ten
seeds): as many dimensions as groups did better than four times as many (0.513 against 0.493). Average linkage did
slightly better than k-means (0.527), Ward's the same (0.514), but both need the distances of all pairs of texts,
10 GB for 50,000; k-means is one method for every size.
"""

import math
import warnings
from typing import Any

FEWEST = 6  # texts; under this all of them are one group: reading them takes less time than reading about them
MOST_GROUPS = 24
_SAMPLE = 2000  # texts by which the number of groups is chosen
_STARTS = 8  # k-means is run from so many seeded starts, the tightest result kept


def cluster(matrix: Any, *, seed: int = 0) -> list[int]:
    """A group number for each row (n x m, none of length 0). The same rows and seed give the same numbers.

    The number of groups k is the one of `candidates(n)` whose leave-one-out simplified silhouette
    is highest, the smallest of equals; one group where there are fewer than FEWEST texts or nothing tells them apart.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1), warnings.catch_warnings():
        # One thread: sums are made in one order, so two runs agree to the last bit.
        warnings.filterwarnings("ignore", message="Number of distinct clusters")
        count = _number_of_groups(matrix[:: -(-matrix.shape[0] // _SAMPLE) or 1], seed)
        if count == 1:
            return [0] * matrix.shape[0]
        return _part(_reduce(matrix, count, seed), count, seed).tolist()


def candidates(count: int) -> range:
    """Numbers of groups to try for n texts: around sqrt(n / 2), three texts a group on average, 24 groups at most.

    sqrt(n / 2) is the rule of thumb of Mardia, Kent and Bibby (Multivariate Analysis, 1979).
    """
    middle = math.sqrt(count / 2)
    low, high = max(2, round(middle * 0.75)), min(round(middle * 1.75), count // 3, MOST_GROUPS)
    return range(min(low, MOST_GROUPS // 2), high + 1)


def silhouette(matrix: Any, labels: Any) -> float:
    """Mean over the texts of (b - a) / max(a, b), from -1 to 1, high when groups are tight and apart.

    a is the cosine distance of a text to the mean of the others of its group (1 if it is alone), b the one to the
    nearest other group's mean: the simplified silhouette (Hruschka, de Castro and Campello 2004), in the full
    space of words so that partitions into different numbers of groups can be compared, the text left out of its
    own mean so that small groups are not favoured.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    count, rows = int(labels.max()) + 1, np.arange(len(labels))
    sums = csr_matrix((np.ones(len(labels)), (labels, rows)), shape=(count, len(labels))) @ matrix
    lengths = np.sqrt(np.asarray(sums.multiply(sums).sum(axis=1)).ravel())
    products = (matrix @ sums.T).toarray()
    with_own = products[rows, labels]
    rest = np.sqrt(np.maximum(lengths[labels] ** 2 - 2 * with_own + 1, 0))  # rows have length 1
    own = np.divide(with_own - 1, rest, out=np.zeros(len(labels)), where=rest > 1e-6)
    others = products / np.maximum(lengths, 1e-9)
    others[rows, labels] = -1
    near, far = 1 - own, 1 - others.max(axis=1)
    return float(np.mean((far - near) / np.maximum(np.maximum(near, far), 1e-9)))


def _number_of_groups(matrix: Any, seed: int) -> int:
    import numpy as np

    tries = candidates(matrix.shape[0])
    if matrix.shape[0] < FEWEST or not tries or matrix.shape[1] < 2:
        return 1
    reduced = _reduce(matrix, tries[-1], seed)
    most = min(len(np.unique(reduced.round(6), axis=0)), reduced.shape[1])
    best, count = 0.0, 1
    for number in sorted({min(number, most) for number in tries} - {1}):
        score = round(silhouette(matrix, _part(reduced[:, :number], number, seed)), 6)
        best, count = max((best, count), (score, number), key=lambda pair: (pair[0], -pair[1]))
    return count


def _reduce(matrix: Any, dimensions: int, seed: int) -> Any:
    import numpy as np
    from sklearn.decomposition import TruncatedSVD

    reduction = TruncatedSVD(min(dimensions, matrix.shape[1] - 1), random_state=seed)
    with np.errstate(divide="ignore", invalid="ignore"):  # of a ratio of variances that is not used: texts may be equal
        return reduction.fit_transform(matrix)


def _part(reduced: Any, count: int, seed: int) -> Any:
    from sklearn.cluster import KMeans
    from sklearn.preprocessing import normalize

    return KMeans(count, n_init=_STARTS, random_state=seed).fit_predict(normalize(reduced))
