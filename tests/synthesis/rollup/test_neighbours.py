import numpy as np
import pytest

from synthesis.rollup.communities import APART, part
from synthesis.rollup.neighbours import graph
from synthesis.rollup.stability import best_jaccard, is_stable, stability


def crowds(count: int, centres: int, spread: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
    """Rows of length 1 around so many centres, and the centre of each."""
    chance = np.random.default_rng(0)
    middle = chance.normal(size=(centres, 40))
    which = np.arange(count) % centres
    rows = middle[which] + spread * chance.normal(size=(count, 40))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32), which


def test_neighbours_are_the_nearest_by_cosine():
    rows, _ = crowds(200, 4)
    cosines = rows @ rows.T
    np.fill_diagonal(cosines, -2)

    found = graph(rows, most=5)

    for row in (0, 77, 199):
        assert set(np.argsort(-cosines[row])[:5]) <= set(found[row].indices)
    assert (found != found.T).nnz == 0
    assert found.diagonal().sum() == 0


def test_looking_into_near_cells_finds_most_of_them():
    rows, _ = crowds(9_000, 30, spread=1)

    true, quick = graph(rows), graph(rows, exact=0)

    assert true.astype(bool).multiply(quick.astype(bool)).nnz / true.nnz > 0.85


def test_crowds_are_found_again_and_said_to_be_stable():
    rows, which = crowds(300, 3)
    edges = graph(rows)

    groups = part(edges, rows)

    assert best_jaccard(which, groups, 3).tolist() == [1, 1, 1]
    assert all(is_stable(value) for value in stability(groups, edges, rows))
    assert stability(groups, edges, rows) == stability(groups, edges, rows)


def test_groups_cut_out_of_one_crowd_are_not_stable():
    rows, _ = crowds(300, 1, spread=5)
    cut = np.arange(300) % 6  # by nothing that is in the rows

    assert not any(is_stable(value) for value in stability(cut, graph(rows), rows))


def test_no_more_groups_than_can_be_read_and_none_tiny():
    rows, _ = crowds(1_200, 60, spread=0.1)

    groups = part(graph(rows), rows, most=10)

    assert set(groups) == set(range(len(set(groups))))
    assert len(set(groups)) <= 10
    assert np.bincount(groups).min() >= 8


def test_what_is_near_to_nothing_is_apart():
    rows = np.zeros((8, 8), np.float32)
    rows[:6, 0] = 1
    rows[6, 1] = rows[7, 2] = 1

    assert part(graph(rows), rows).tolist() == [0] * 6 + [APART, APART]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_hardly_anybody(count):
    rows = np.eye(4, dtype=np.float32)[:count]

    assert len(part(graph(rows), rows)) == count


def test_jaccard_by_hand():
    one, other = np.array([0, 0, 0, 1, 1, APART]), np.array([0, 0, 1, 1, APART, APART])

    assert best_jaccard(one, other, 2).tolist() == [2 / 3, 1 / 3]
