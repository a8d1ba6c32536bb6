"""Krippendorff's alpha on the examples of its author, and what two readers of a text agree on."""

import pytest

from synthesis.agreement import Agreement, Reading, agreement, alpha, differ, has_nature, is_under, keeps, on, outcome

_ = None

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): his examples with their data.
JON_AND_HAN = [  # A: two observers, binary data
    [0, 1, 0, 0, 0, 0, 0, 0, 1, 0],
    [1, 1, 1, 0, 0, 1, 0, 0, 0, 0],
]
BEN_AND_GERRY = [  # B: two observers, nominal data
    list("aabbdcccedda"),
    list("babbbccceddd"),
]
FOUR_OBSERVERS = [  # C: four observers, twelve units, missing values
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


@pytest.mark.parametrize(
    ("coders", "published"),
    [(JON_AND_HAN, 0.095), (BEN_AND_GERRY, 0.692), (FOUR_OBSERVERS, 0.743)],
    ids=["binary", "nominal", "missing values"],
)
def test_the_examples_of_its_author(coders, published):
    assert round(alpha(zip(*coders, strict=True)), 3) == published


def test_the_order_of_units_and_of_coders_changes_nothing():
    assert alpha(zip(*reversed(FOUR_OBSERVERS), strict=True)) == pytest.approx(
        alpha(reversed(list(zip(*FOUR_OBSERVERS, strict=True))))
    )


def test_always_alike_is_one_and_always_opposed_is_below_zero():
    assert alpha([("a", "a"), ("b", "b")]) == 1
    assert alpha([("a", "b"), ("b", "a")]) == pytest.approx(-0.5)


@pytest.mark.parametrize("units", [[], [("a", "a")] * 9, [("a", None), (None, "b")]])
def test_without_variation_it_cannot_be_computed(units):
    assert alpha(units) is None
    assert agreement(units[:0]).same is None


@pytest.mark.parametrize(("value", "level"), [(0.8, "reliable"), (0.667, "tentative"), (0.66, "weak"), (None, "")])
def test_what_a_value_means_follows_the_thresholds(value, level):
    assert Agreement(20, 0.9, value).level == level


def test_each_question_is_asked_of_every_text_read_twice():
    pairs = [
        (Reading("kept", frozenset({1}), frozenset({7})), Reading("kept", frozenset({1, 2}), frozenset({8}))),
        (Reading("nothing_new"), Reading("off_topic")),
    ]

    assert on(pairs, keeps).alpha == 1
    assert on(pairs, outcome).same == 0.5
    assert on(pairs, has_nature(1)).alpha == 1
    assert on(pairs, has_nature(2)).units == 2
    assert on(pairs, is_under(7)).same == 0.5
    assert on(pairs, has_nature(3)).alpha is None
    assert all(differ(*pair) for pair in pairs)
    assert not differ(pairs[0][0], pairs[0][0])
