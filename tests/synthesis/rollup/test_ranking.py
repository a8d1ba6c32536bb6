import datetime

import pytest
from hypothesis import given, strategies

from synthesis.rollup.ranking import division, most_agreed, most_argued, most_divided, not_read, wilson_lower
from tests.synthesis.rollup.samples import make


def keys(entries: list[dict]) -> list[int]:
    return [entry["contribution"] for entry in entries]


# Newcombe, « Two-sided confidence intervals for the single proportion », Statistics in Medicine 17, 1998, score method.
@pytest.mark.parametrize(
    ("successes", "trials", "bound"), [(81, 263, 0.2553), (15, 148, 0.0624), (0, 20, 0), (1, 29, 0.0061), (0, 0, 0)]
)
def test_wilson(successes, trials, bound):
    assert wilson_lower(successes, trials) == pytest.approx(bound, abs=5e-5)


@given(strategies.integers(1, 10**4), strategies.integers(0, 10**4))
def test_wilson_solves_its_equation(successes, failures):
    """The bound is the proportion from which the observed one is 1.96 standard errors away."""
    trials = successes + failures
    bound = wilson_lower(successes, trials)

    assert (successes / trials - bound) ** 2 == pytest.approx(1.959964**2 * bound * (1 - bound) / trials, rel=1e-6)


@given(strategies.integers(0, 10**6), strategies.integers(0, 10**6))
def test_wilson_is_a_lower_bound(successes, failures):
    trials = successes + failures

    assert 0 <= wilson_lower(successes, trials) <= (successes / trials if trials else 0) + 1e-12


def test_nine_of_nine_comes_before_one_of_one_and_a_minority_not_at_all():
    texts = [make(1, "", agree=1), make(2, "", agree=9), make(3, "", agree=40, disagree=60), make(4, "")]

    assert keys(most_agreed(texts)) == [2, 1]


def test_an_even_split_of_many_divides_most():
    texts = [
        make(1, "", agree=1, disagree=1),
        make(2, "", agree=40, disagree=60),
        make(3, "", agree=100),
        make(4, "", agree=5, disagree=5),
        make(5, "", agree=95, disagree=5),
    ]

    assert keys(most_divided(texts)) == [2, 4, 1, 5]
    assert division(texts[1]) == division(make(6, "", agree=60, disagree=40))


def test_division_values_of_the_docstring():
    assert division(make(1, "", agree=1, disagree=1)) == pytest.approx(0.19, abs=0.005)
    assert division(make(1, "", agree=40, disagree=60)) == pytest.approx(0.62, abs=0.005)
    assert division(make(1, "", agree=5, disagree=5)) == pytest.approx(0.47, abs=0.005)
    assert division(make(1, "", agree=50, disagree=50)) == pytest.approx(0.81, abs=0.005)


def test_most_argued():
    texts = [
        make(1, "", arguments=3, pros=3),
        make(2, "", arguments=3, pros=2, cons=1),
        make(3, ""),
        make(4, "", arguments=9),
    ]

    assert keys(most_argued(texts)) == [4, 2, 1]
    assert most_argued(texts)[1]["cons"] == 1


def test_the_oldest_unread_comes_first():
    day = datetime.date(2018, 4, 12)
    texts = [
        make(1, "", posted_on=day),
        make(2, "", read=True),
        make(3, "", posted_on=day - datetime.timedelta(days=1)),
    ]

    waiting = not_read(texts)

    assert (waiting["count"], keys(waiting["first"])) == (2, [3, 1])
    assert not_read([]) == {"count": 0, "first": []}


def test_lists_are_short():
    texts = [make(key, "", agree=2, disagree=1, arguments=1) for key in range(30)]

    assert [len(rank(texts)) for rank in (most_agreed, most_divided, most_argued)] == [10, 10, 10]
    assert not_read(texts)["count"] == 30
