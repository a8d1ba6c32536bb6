import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.territories.models import Commune, TerritoryKind

SIZE = list(TerritoryKind).index


@pytest.mark.parametrize(
    ("population", "kind"),
    [
        (0, TerritoryKind.RURAL),
        (1_999, TerritoryKind.RURAL),
        (2_000, TerritoryKind.SMALL_TOWN),
        (19_999, TerritoryKind.SMALL_TOWN),
        (20_000, TerritoryKind.MEDIUM_TOWN),
        (99_999, TerritoryKind.MEDIUM_TOWN),
        (100_000, TerritoryKind.METROPOLIS),
        (2_103_778, TerritoryKind.METROPOLIS),
        (None, ""),
    ],
)
def test_the_kind_at_each_boundary(population, kind):
    assert TerritoryKind.of(population) == kind


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
def test_more_inhabitants_never_make_a_smaller_kind(some, others):
    smaller, larger = sorted((some, others))

    assert SIZE(TerritoryKind.of(smaller)) <= SIZE(TerritoryKind.of(larger))


def test_a_described_commune_knows_its_kind_and_its_searched_name():
    commune = Commune.describe("23079", "Felletin", "23", 1_629, "23500")

    assert (commune.kind, commune.search_name) == (TerritoryKind.RURAL, "felletin")
    assert str(commune) == "Felletin (23)"
