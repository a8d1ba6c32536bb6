import time

import numpy as np
import pytest
from datasketch import MinHash

from synthesis.rollup import features
from synthesis.rollup.features import DIMENSIONS, RECIPE, Features, recipe, reckon, reckon_texts
from synthesis.rollup.signatures import PERMUTATIONS, compared, shingles, sign
from tests.synthesis.rollup.samples import FIBRE, TRAIN, make


def as_vector(found: Features) -> np.ndarray:
    return np.frombuffer(found.vector, "<f2").astype(float)


def test_a_text_has_its_lemmas_signature_and_vector():
    (found,) = reckon([FIBRE[0]])

    assert found.lemmas.split()[:3] == ["fibre", "optique", "arriver"]
    assert len(found.signature) == 4 * PERMUTATIONS
    assert as_vector(found).shape == (DIMENSIONS,)
    assert np.linalg.norm(as_vector(found)) == pytest.approx(1, abs=1e-3)


def test_what_speaks_of_the_same_is_near_in_another_language_too():
    fibre, train, english = map(
        as_vector, reckon([FIBRE[0], TRAIN[0], "Our village has no fibre and a slow internet."])
    )

    assert fibre @ english > fibre @ train + 0.1


def test_features_depend_on_the_text_alone():
    together = reckon(FIBRE + TRAIN)

    assert [reckon([text])[0] for text in FIBRE + TRAIN] == together


def test_without_the_encoder_there_is_no_vector(monkeypatch):
    assert reckon([FIBRE[0]], encoder=False)[0].vector is None
    assert recipe(encoder=False) != RECIPE
    monkeypatch.setattr(features, "find_spec", lambda name: None)
    assert reckon([FIBRE[0]])[0].vector is None
    assert recipe() == recipe(encoder=False)
    assert len(RECIPE) <= 40


def test_titles_count_for_the_words_and_only_for_short_bodies_in_the_signature():
    texts = [make(1, FIBRE[0], title="Un titre"), make(2, FIBRE[0]), make(3, "Oui", title="La fibre au village")]

    found = reckon_texts(texts, encoder=False)

    assert list(found) == [1001, 1002, 1003]
    assert "titre" in found[1001].lemmas
    assert found[1001].signature == found[1002].signature
    assert found[1003].signature == sign(["la", "fibre", "au", "village", "oui"])


def test_a_signature_estimates_the_share_of_common_shingles():
    one = compared("", " ".join(f"mot{number}" for number in range(400)))
    other = one[:300] + [f"autre{number}" for number in range(100)]
    true = len(shingles(one) & shingles(other)) / len(shingles(one) | shingles(other))

    values = [np.frombuffer(sign(words), "<u4") for words in (one, other)]
    assert np.mean(values[0] == values[1]) == pytest.approx(true, abs=0.15)


@pytest.mark.parametrize("count", [0, 2, 3, 60, 9_000])
def test_a_signature_is_that_of_the_library_whose_formulas_it_follows(count):
    words = [f"mot{number % 997}é" if number % 3 else "\ud800台" for number in range(count)]
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1, scheme="affine32")
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in shingles(words)])

    assert sign(words) == sketch.hashvalues.astype("<u4").tobytes()


@pytest.mark.parametrize("text", ["", "😀😀", "我们村没有光纤网络", "\ud800 seul", "oui", "x" * 5000], ids=repr)
def test_odd_texts(text):
    (found,) = reckon([text])

    assert np.isfinite(as_vector(found)).all()
    assert len(found.signature) == 256


def test_a_text_of_100_000_words_takes_seconds():
    started = time.process_time()

    (found,) = reckon(["impôt fiscal local " * 33_400])

    assert len(found.lemmas.split()) > 100_000
    assert time.process_time() - started < 30
