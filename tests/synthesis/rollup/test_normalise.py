from hypothesis import given, settings, strategies

from synthesis.rollup.normalise import (
    chain,
    features,
    is_expression,
    keys_of,
    lemma,
    lemmas,
    skeleton,
    unaccented,
    words,
)


def keys(text: str) -> list[str]:
    return [feature.key for feature in features(text)]


def test_words_have_their_offsets():
    assert list(words("L’État, 😀 tiers-lieux")) == [("l", 0, 1), ("état", 2, 6), ("tiers", 10, 15), ("lieux", 16, 21)]


def test_a_word_and_its_plural_and_its_unaccented_form_have_one_lemma():
    assert lemma("économies") == lemma("économie") == lemma("economie")
    assert lemma("lieux") == lemma("lieu")
    assert lemma("locaux") == lemma("local")
    assert lemma("réseaux") == lemma("réseau")


def test_small_words_are_left_out_but_not_the_state():
    assert keys("je suis tout à fait d'accord avec l'État") == [lemma("état")]


def test_neighbours_make_an_expression_with_its_surface():
    text = "La baisse de la TVA"

    pair = next(feature for feature in features(text) if " " in feature.key)

    assert text[pair.start : pair.end] == "baisse de la TVA"
    assert is_expression("baisse de la TVA")
    assert not is_expression("lois et les voter")


def test_no_expression_across_punctuation_or_lines():
    assert not any(" " in key for key in keys("vote. Impôt, fibre\ntrain ; gare"))


def test_a_shared_place_is_found_with_or_without_its_hyphen():
    assert "tiers lieu" in set(keys("un tiers-lieu rural")) & set(keys("les tiers lieux ruraux"))


def test_layout_case_accents_and_punctuation_do_not_count():
    assert skeleton("L'État  DOIT\n\nagir !") == skeleton("l’etat doit agir.")


def test_lemmas_keep_where_clauses_end():
    assert lemmas("La baisse de la TVA. Des impôts locaux") == "baisse tva\nimpot local"
    assert keys_of("baisse tva\nimpot local") == ["baisse", "tva", "baisse tva", "impot", "local", "impot local"]
    assert keys_of(lemmas("😀")) == []


def test_other_languages_go_the_same_way():
    assert lemmas("The trains do not reach our villages") == "train reach village"
    assert lemmas("Die Züge fahren nicht in unsere Dörfer") == "zug fahren dorf"
    assert keys("教育部") == ["教育", "育部", "教育 育部"]


@settings(deadline=None)
@given(strategies.text())
def test_the_keys_of_a_text_are_those_of_its_lemmas(text):
    assert sorted(keys_of(lemmas(text))) == sorted(keys(text))


@settings(deadline=None)
@given(strategies.text())
def test_offsets_hold_on_any_text(text):
    for word in words(text):
        assert text[word.start : word.end].isalnum()
    for feature in features(text):
        assert 0 <= feature.start < feature.end <= len(text)


@settings(deadline=None)
@given(strategies.text())
def test_a_text_is_read_again_from_its_lemmas(text):
    assert chain(text, lemmas(text)) == chain(text)


@settings(deadline=None)
@given(strategies.text())
def test_the_words_of_a_text_alone_are_those_of_its_words(text):
    assert skeleton(text) == " ".join(word.form for word in words(unaccented(text)))


def test_kept_lemmas_are_used_as_they_are_and_those_of_another_text_are_not():
    chained = chain("le bail coûte cher", "loyer monter")

    assert [feature.key for feature, _ in chained] == ["loyer", "monter"]
    assert chain("le bail coûte cher", "loyer") == chain("le bail coûte cher")
