import pytest
from threadpoolctl import threadpool_limits

from synthesis.rollup.features import reckon_texts
from synthesis.rollup.groups import group_texts
from synthesis.rollup.voices import find_voices
from tests.synthesis.rollup.samples import FIBRE, TRAIN, lille, made, make


def test_two_subjects_make_two_groups_with_their_words_and_passages():
    groups = group_texts(made(*FIBRE, *TRAIN))

    assert sorted(group["members"] for group in groups) == [[1, 2, 3], [4, 5, 6]]
    fibre = next(group for group in groups if 1 in group["members"])
    assert "fibre optique" in fibre["terms"]
    assert "trains régionaux" not in fibre["label"]
    assert {passage["quote"] for passage in fibre["passages"]} == {FIBRE[0], FIBRE[1]}, "the third says it again"


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
    groups = group_texts(made(*FIBRE * 30, *TRAIN * 30))

    assert all(group["count"] % 30 == 0 for group in groups)
    assert sum(group["count"] for group in groups) == 180


@pytest.mark.parametrize("encoder", [True, False], ids=["encoder", "words alone"])
def test_with_the_encoder_or_without_it(encoder):
    groups = group_texts(made(*FIBRE, *TRAIN), encoder=encoder)

    assert sorted(group["members"] for group in groups) == [[1, 2, 3], [4, 5, 6]]


def test_texts_of_different_stances_are_never_in_one_group_nor_one_voice():
    texts = [make(key, FIBRE[key % 3], stance="for" if key % 2 else "against") for key in range(40)]
    one_voice = [tuple(text.id for text in texts)]  # given so by mistake

    for voices in (None, one_voice, find_voices(texts)):
        groups = group_texts(texts, voices)

        sides = [{key % 2 for key in group["members"]} for group in groups]
        assert all(len(side) == 1 for side in sides)
        assert [group["stance"] for group in groups] == ["for" if side == {1} else "against" for side in sides]
        assert sum(group["count"] for group in groups) == 40


def test_a_group_names_its_contributions_here_and_where_they_came_from():
    texts = [make(key, body, imported_id="c-7" if key == 2 else "") for key, body in enumerate(FIBRE, start=1)]

    (group,) = group_texts(texts)

    assert group["contributions"] == [{"id": 1}, {"id": 2, "imported_id": "c-7"}, {"id": 3}]


def test_few_texts_are_not_parted_and_nothing_is_said_of_their_stability():
    (group,) = group_texts(made(*FIBRE))

    assert (group["stability"], group["is_stable"]) == (None, None)


def test_two_plain_subjects_are_found_again_whoever_is_left_out():
    groups = group_texts(made(*(f"{body} Texte numéro {n}." for n in range(20) for body in FIBRE + TRAIN)))

    assert all(group["is_stable"] and group["stability"] > 0.9 for group in groups if group["count"] > 20)


def test_stored_features_are_used_and_the_others_reckoned():
    texts = made(*FIBRE, *TRAIN)
    stored = reckon_texts(texts[:4])

    assert group_texts(texts, features=stored) == group_texts(texts)


@pytest.mark.parametrize("threads", [1, 2])
def test_the_same_texts_make_the_same_groups_whatever_the_threads(threads):
    texts = [text for questions in list(lille().values())[:3] for text in questions]
    features = reckon_texts(texts)

    with threadpool_limits(limits=threads):
        again = group_texts(list(reversed(texts)), features=features)

    assert again == group_texts(texts, features=features)


@pytest.mark.parametrize(
    "bodies",
    [
        [f"我们村没有光纤网络，孩子们不能上课 {n}" for n in range(12)]
        + [f"火车太少，车站晚上关门 {n}" for n in range(12)],
        ["Our village waits for the fibre", "Unser Dorf wartet auf das Internet", "El tren no llega al pueblo"] * 4,
        [FIBRE[0], "😀😀", "", "我们", "impôt local " * 3000, *TRAIN, "http://exemple.fr/a?b=c", "1234 5678"],
        ["😀", "👍👍", "🎉"] * 5,
    ],
    ids=["Chinese", "several languages", "all sorts", "emoji"],
)
def test_other_languages_and_odd_texts(bodies):
    texts = made(*bodies)

    groups = group_texts(texts)

    assert sorted(key for group in groups for key in group["members"]) == [text.id for text in texts]
    assert all(group["terms"] for group in groups if not group["apart"])
