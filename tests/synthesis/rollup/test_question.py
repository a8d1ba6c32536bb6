import json
import random

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from synthesis.rollup.features import reckon_texts
from synthesis.rollup.question import read_question
from synthesis.rollup.snapshot import canonical
from tests.synthesis.rollup.samples import (
    FIBRE,
    TRAIN,
    assert_verbatim,
    assert_whole,
    bodies,
    lille,
    made,
    make,
    naughty_strings,
)


def test_nothing():
    part = read_question([])

    assert (part["count"], part["voice_count"], part["groups"], part["voices"]) == (0, 0, [], [])
    assert part["not_read"] == {"count": 0, "first": []}


def test_a_contribution_given_twice_is_refused():
    with pytest.raises(ValueError, match="7 was given twice"):
        read_question([make(7, "un"), make(7, "deux")])


def test_a_part_is_plain_json():
    part = read_question([make(key, body, agree=3, disagree=2) for key, body in enumerate(FIBRE + TRAIN)])

    assert json.loads(json.dumps(part)) == part


def test_one_text_is_quoted():
    part = read_question(made(FIBRE[0]))

    assert [passage["quote"] for passage in part["groups"][0]["passages"]] == [FIBRE[0]]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(strategies.lists(bodies, max_size=10), strategies.randoms())
def test_no_sentence_is_invented_and_no_text_lost(pieces, chance: random.Random):
    texts = made(*pieces)
    part = read_question(texts)
    chance.shuffle(texts)

    assert_verbatim(part, texts)
    assert_whole(part, texts)
    assert canonical(read_question(texts)) == canonical(part)


def test_naughty_strings():
    strings = naughty_strings()
    texts = [make(key, body, title=body) for key, body in enumerate(strings)]
    texts += [
        make(1000 + key, f"{FIBRE[key % 3]} {body}\n\n{body}. {TRAIN[key % 3]}") for key, body in enumerate(strings)
    ]

    part = read_question(texts)

    assert_verbatim(part, texts)
    assert_whole(part, texts)
    assert canonical(part)


def test_a_real_consultation_by_its_words_alone():
    for texts in lille().values():
        part = read_question(texts, reckon_texts(texts, encoder=False))

        assert part["count"] == len(texts)
        assert_verbatim(part, texts)
        assert_whole(part, texts)
        assert all(group["passages"] for group in part["groups"] if not group["apart"])
        assert all(group["label"] for group in part["groups"] if not group["apart"])


def test_groups_find_the_questions_again():
    """Comments on two matters, put together: each group is mostly about one of them."""
    titles = (
        "Faut-il reconnaître le vote blanc ?",
        "Que proposez-vous pour améliorer l’intégration dans notre Nation ?",
    )
    questions = lille()
    matter = {text.id: title for title in titles for text in questions[title]}
    texts = [text for title in titles for text in questions[title]]

    part = read_question(texts)

    together = 0
    for group in part["groups"]:
        if not group["apart"]:
            kinds = [matter[key] for key in group["members"]]
            together += max(kinds.count(title) for title in titles)
    assert together / len(texts) > 0.8
