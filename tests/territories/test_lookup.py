import pytest
from django.contrib.postgres.search import SearchQuery
from hypothesis import given, settings
from hypothesis import strategies as st

from consultation.territories.lookup import by_code, by_label, find
from consultation.territories.models import SEARCHED, Commune

pytestmark = pytest.mark.usefixtures("territories")


def labels(words: str, limit: int = 10) -> list[str]:
    return [str(commune) for commune in find(words, limit)]


@pytest.mark.parametrize("words", ["saint etienne", "st-etienne", "SAINT-ÉTIENNE", "42000", "étienne st 42"])
def test_saint_etienne_comes_first_however_it_is_typed(words):
    assert labels(words)[0] == "Saint-Étienne (42)"


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("l'abergement", "L'Abergement-Sainte-Colombe (71)"),
        ("L’ABERGEMENT cle", "L'Abergement-Clémenciat (01)"),
        ("ste foy les lyon", "Sainte-Foy-lès-Lyon (69)"),
        ("havre", "Le Havre (76)"),
        ("bourg bresse", "Bourg-en-Bresse (01)"),
        ("stras", "Strasbourg (67)"),
        ("oeuilly", "Œuilly (51)"),
        ("par", "Paris (75)"),
        ("97411", "Saint-Paul (974)"),
        ("75116", "Paris (75)"),
    ],
)
def test_the_commune_that_was_meant_comes_first(words, first):
    assert labels(words)[0] == first


def test_exact_names_come_before_longer_ones_and_inner_words_last():
    found = labels("Le Puy", limit=20)

    assert set(found[:2]) == {"Le Puy (33)", "Le Puy (25)"}
    assert found[2] == "Le Puy-en-Velay (43)"
    assert found.index("Saint-Romain-le-Puy (42)") > found.index("Le Puy-Notre-Dame (49)")


def test_a_name_of_two_letters_is_found_before_the_many_that_begin_with_it():
    assert labels("eu")[0] == "Eu (76)"
    assert labels("y")[0] == "Y (80)"


def test_a_postcode_is_found_by_its_beginning():
    found = find("235", limit=50)

    assert "Felletin (23)" in map(str, found)
    assert all(any(code.startswith("235") for code in commune.postcodes.split()) for commune in found)


def test_at_equal_exactness_the_most_inhabited_come_first():
    populations = [commune.population for commune in find("23500")]

    assert populations == sorted(populations, reverse=True)


@pytest.mark.parametrize("words", ["", "   ", "4", "zzzz", "'; DROP TABLE", "東京", "& | ! :*", "\x00", "6900012345"])
def test_nothing_to_find_gives_nothing(words):
    assert find(words) == []


@given(words=st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_no_text_breaks_the_lookup(words):
    assert len(find(words)) <= 10
    assert by_code(words) is None or len(words) == 5
    by_label(words)


def test_a_pasted_page_is_no_heavy_query():
    assert find("saint " * 50_000) == find("saint " * 12)


@pytest.mark.parametrize("words", ["s", "saint etienne", "42000", "felletin", "zzzz"])
def test_one_query_whatever_is_found(words, django_assert_num_queries):
    with django_assert_num_queries(1):
        [(str(commune), commune.region.name) for commune in find(words)]


def test_words_and_names_are_looked_up_by_their_index():
    words = SearchQuery("felletin:*", config="simple", search_type="raw")

    assert "commune_searched" in Commune.objects.annotate(searched=SEARCHED).filter(searched=words).explain()
    assert "commune_search_name" in Commune.objects.filter(search_name="felletin").explain()
    assert "commune_search_name" in Commune.objects.filter(search_name__startswith="fellet").explain()


def test_a_code_gives_its_commune():
    assert str(by_code("97411")) == "Saint-Denis (974)"
    assert str(by_code("2A004")) == "Ajaccio (2A)"


@pytest.mark.parametrize("code", ["99999", "", "9741", "97411 ", "\x00", "٢٣٠٧٩"])
def test_a_code_that_is_none_gives_nothing(code):
    assert by_code(code) is None


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Felletin (23)", "23079"),
        ("  felletin ( 23 ) ", "23079"),
        ("Felletin", "23079"),
        ("23079", "23079"),
        ("St-Denis (974)", "97411"),
        ("Ajaccio (2a)", "2A004"),
        ("2a004", "2A004"),
        ("Château-Chinon (Ville) (58)", "58062"),
        ("Château-Chinon (Ville)", "58062"),
        ("42000", "42218"),
    ],
)
def test_a_label_gives_the_one_commune_it_means(label, code):
    assert by_label(label).code == code


@pytest.mark.parametrize(
    "label",
    ["", "Saint-Denis", "23500", "Felletin (75)", "Atlantide", "Le Puy", "(23)", "\x00", "Felletin (23) et autour"],
)
def test_a_label_that_means_none_or_several_gives_nothing(label):
    assert by_label(label) is None


def test_five_digits_that_are_one_code_and_another_postcode_choose_nobody():
    assert str(by_code("97411")) == "Saint-Denis (974)"
    assert labels("97411") == ["Saint-Paul (974)"]
    assert by_label("97411") is None


def test_the_label_of_every_commune_means_that_commune():
    names = list(Commune.objects.values_list("department", "search_name"))

    assert len(names) == len(set(names))
