import pytest

from synthesis.rollup.clusters import MOST_GROUPS, candidates
from synthesis.rollup.groups import group_texts
from synthesis.rollup.voices import find_voices
from tests.synthesis.rollup.samples import FIBRE, TRAIN, made, make


def test_two_subjects_make_two_groups_with_their_words_and_passages():
    groups = group_texts(made(*FIBRE, *TRAIN))

    assert sorted(group["members"] for group in groups) == [[1, 2, 3], [4, 5, 6]]
    fibre = next(group for group in groups if 1 in group["members"])
    assert "fibre optique" in fibre["terms"]
    assert "trains régionaux" not in fibre["label"]
    assert {passage["quote"] for passage in fibre["passages"]} == set(FIBRE)


def test_a_group_says_who_speaks():
    texts = [
        make(
            key,
            body,
            nature="barrier" if key < 3 else "proposal",
            kind=None if key == 1 else "rural",
            agree=key,
            disagree=1,
        )
        for key, body in enumerate(FIBRE, start=1)
    ]

    (group,) = group_texts(texts)

    assert group["natures"] == [
        {"value": "barrier", "count": 2, "authors": 2},
        {"value": "proposal", "count": 1, "authors": 1},
    ]
    assert [(row["value"], row["count"]) for row in group["kinds"]] == [("rural", 2), (None, 1)]
    assert (group["agree"], group["disagree"], group["authors"], group["count"]) == (6, 3, 3, 3)


def test_passages_come_from_different_people():
    texts = [make(key, body, author=1) for key, body in enumerate(FIBRE, start=1)]

    assert len(group_texts(texts)[0]["passages"]) == 1


def test_a_campaign_weighs_once_but_all_its_texts_are_counted():
    texts = made(*FIBRE, *TRAIN, *[FIBRE[0]] * 20)

    groups = group_texts(texts, find_voices(texts))

    assert [(group["count"], group["voices"]) for group in groups] == [(23, 3), (3, 3)]


def test_what_shares_no_word_stands_apart_at_the_end():
    groups = group_texts(made(*FIBRE, *TRAIN, "Oui !", "Oui bien sûr", "😀"))

    assert groups[-1]["apart"]
    assert groups[-1]["members"] == [7, 8, 9]
    assert groups[-1]["label"] == "Oui"


@pytest.mark.parametrize(
    "bodies",
    [
        (),
        ("",),
        ("", ""),
        ("😀",),
        ("😀", "👍", "😀😀"),
        ("et de la", "le la les"),
        ("oui",),
        (FIBRE[0],),
        (FIBRE[0],) * 40,
    ],
    ids=lambda bodies: f"{len(bodies)} {bodies[0][:9] if bodies else ''}",
)
def test_poor_questions(bodies):
    texts = made(*bodies)

    groups = group_texts(texts)

    assert sorted(key for group in groups for key in group["members"]) == [text.id for text in texts]
    assert len(groups) == bool(bodies)


def test_identical_texts_given_as_many_voices_stay_together():
    assert [group["count"] for group in group_texts(made(*FIBRE * 30))] == [30, 30, 30]


def test_numbers_of_groups_to_try():
    assert list(candidates(6)) == [2]
    assert (candidates(100)[0], candidates(100)[-1]) == (5, 12)
    assert candidates(50_000)[-1] == MOST_GROUPS
