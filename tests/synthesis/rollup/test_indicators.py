"""Agreement and division by cells, consensus over declared groups, who wrote beside who lives there."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from synthesis.rollup.indicators import (
    Answers,
    agreement,
    consensus,
    division,
    informed_consensus,
    representation,
    table,
)

GROUPS = ("rural", "small_town", "medium_town", "metropolis")


def nothing(by: dict) -> set:
    return set()


def test_agreement_is_a_share_and_division_counts_the_smaller_camp():
    assert agreement(Answers()) is None
    assert agreement(Answers(3, 1, 4)) == 0.75
    assert division(Answers(9, 0, 9)) == 0
    assert division(Answers(50, 50, 100)) > division(Answers(5, 5, 10)) > division(Answers(9, 1, 10))


def test_informed_consensus_is_the_product_of_smoothed_agreements():
    assert informed_consensus([Answers(3, 1), Answers(0, 0)]) == pytest.approx(4 / 6 * 1 / 2)
    assert informed_consensus([]) == 1


def test_beyond_five_groups_it_is_their_geometric_mean():
    groups = [Answers(8, 0)] * 6
    assert informed_consensus(groups) == pytest.approx(9 / 10)
    assert informed_consensus(groups[:5]) == pytest.approx((9 / 10) ** 5)


def test_one_group_that_disagrees_weighs_more_than_many_who_agree():
    everywhere = (1, {"rural": Answers(8, 2, 10), "metropolis": Answers(8, 2, 10)})
    one_side = (2, {"rural": Answers(99, 0, 99), "metropolis": Answers(4, 6, 10)})
    alone = (3, {"rural": Answers(99, 0, 99)})

    found = consensus([everywhere, one_side, alone], GROUPS, nothing)

    assert [(each.contribution, each.groups) for each in found] == [(1, 2)]


def test_a_small_group_changes_no_score():
    big = {"rural": Answers(20, 5, 25), "small_town": Answers(30, 5, 35)}
    for few in (Answers(2, 0, 2), Answers(0, 2, 2)):
        [found] = consensus([(1, big | {"metropolis": few})], GROUPS, lambda by: {"metropolis"})
        [without] = consensus([(1, big)], GROUPS, nothing)
        assert found == without


def test_the_table_lists_what_was_not_stated_last():
    made = table(Answers(3, 1, 4), {"kind": {None: Answers(1, 0, 1), "rural": Answers(2, 1, 3)}})
    assert [row["value"] for row in made["by"]["kind"]] == ["rural", None]
    assert made["total"]["agreement"] == 0.75


def test_a_kind_twice_as_present_as_its_inhabitants_is_flagged():
    population = {"rural": 500, "metropolis": 500}
    rows = representation({"rural": 10, "metropolis": 90}, population)
    assert [row["far"] for row in rows] == [True, False]
    assert [row["citations"] for row in rows] == [None, None]
    assert [round(row["ratio"], 2) for row in rows] == [0.2, 1.8]


def test_citations_are_flagged_too_once_they_are_known():
    population = {"rural": 500, "metropolis": 500}
    rows = representation({"rural": 50, "metropolis": 50}, population, {"rural": 1, "metropolis": 9})
    assert [row["cited_ratio"] for row in rows] == [pytest.approx(0.2), pytest.approx(1.8)]
    assert [row["far"] for row in rows] == [True, False]


def test_a_small_cell_has_no_share_and_no_flag():
    [rural, metropolis] = representation({"rural": None, "metropolis": 90}, {"rural": 500, "metropolis": 500})
    assert (rural["contributions_share"], rural["ratio"], rural["far"]) == (None, None, False)
    assert metropolis["contributions_share"] == 1


answers = some.builds(Answers, some.integers(0, 50), some.integers(0, 50))


@given(some.lists(answers, max_size=9))
def test_a_score_is_a_probability(groups):
    assert 0 < informed_consensus(groups) <= 1
