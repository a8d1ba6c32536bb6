import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from synthesis.rollup import vectors
from synthesis.rollup.normalise import keys_of

SUBJECTS = ["fibre optique bourg", "train matin gare", "bail loyer commune", "atelier artisan partager"]


def lemma_lists(count: int) -> list[str]:
    chance = np.random.default_rng(0)
    words = [*" ".join(SUBJECTS).split(), *(f"mot{number}" for number in range(150))]
    return [f"{SUBJECTS[row % 4]}\n{' '.join(chance.choice(words, 12))}" for row in range(count)]


def test_words_weigh_what_the_usual_library_gives_them():
    texts = lemma_lists(300)
    usual = TfidfVectorizer(analyzer=keys_of, sublinear_tf=True, min_df=2, dtype=np.float32)

    found, told = vectors.weigh(texts), usual.fit_transform(texts)

    assert list(found.keys) == list(usual.get_feature_names_out())
    assert abs(found.matrix - told).max() < 1e-6
    assert abs(found.place(["fibre optique inconnu", ""]) - usual.transform(["fibre optique inconnu", ""])).max() < 1e-6


def test_a_feature_of_one_text_alone_does_not_count():
    assert list(vectors.weigh(["fibre", "fibre", "train"]).keys) == ["fibre"]
    assert vectors.weigh(["fibre", "train", ""]) is None


@pytest.mark.parametrize("count", [40, 1500], ids=["wide", "tall"])
def test_axes_keep_as_much_of_the_words_as_the_usual_library(count):
    matrix = vectors.weigh(lemma_lists(count)).matrix
    axes = min(vectors.WORD_AXES, *matrix.shape) - 1

    found = vectors._word_axes(matrix, 0)

    told = TruncatedSVD(axes, random_state=0).fit_transform(matrix)
    assert np.abs(found @ found.T - told @ told.T).max() < 1e-3


def test_texts_that_are_all_alike_have_axes_too():
    space = vectors.space(vectors.weigh(["fibre optique bourg"] * 9), [None] * 9)

    assert np.isfinite(space).all()
