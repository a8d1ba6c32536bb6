import datetime

from hypothesis import given, strategies

from synthesis.rollup.figures import BREAKDOWNS, Row, figures
from synthesis.rollup.voices import find_voices
from tests.synthesis.rollup.samples import made, make


def row(result: dict, name: str, value: str | None) -> tuple[int, int]:
    found = next(line for line in result["by"][name] if line["value"] == value)
    return found["contributions"], found["authors"]


def test_totals():
    texts = [
        make(1, "un texte", agree=3, disagree=1, arguments=2, author=7),
        make(2, "un texte", unclear=1, more_info=2, author=7),
        make(3, "un autre", author=None),
    ]

    totals = figures(texts)["totals"]

    assert totals == {
        "contributions": 3,
        "voices": 2,
        "authors": 1,
        "unsigned": 1,
        "arguments": 2,
        "reactions": 7,
        "agree": 3,
        "disagree": 1,
        "unclear": 1,
        "more_info": 2,
    }


def test_not_stated_has_its_own_row():
    result = figures([make(1, "a", region=None, author=1), make(2, "b", region="", author=1), make(3, "c", author=2)])

    assert row(result, "region", "Bretagne") == (1, 1)
    assert row(result, "region", None) == (2, 1)
    assert row(result, "origin", None) == (0, 0)


def test_weeks_begin_on_monday():
    days = [datetime.date(2018, 12, 31), datetime.date(2019, 1, 6), datetime.date(2019, 1, 7)]
    result = figures([make(key, "x", posted_on=day) for key, day in enumerate(days)])

    assert [line["value"] for line in result["by"]["week"]] == ["2018-12-31", "2019-01-07", None]
    assert row(result, "week", "2018-12-31") == (2, 2)


def test_nobody():
    result = figures([])

    assert set(result["totals"].values()) == {0}
    assert all(
        lines == [{"value": None, "contributions": 0, "voices": 0, "authors": 0}] for lines in result["by"].values()
    )


def light(text, voices) -> Row:
    known = {member: voice[0] for voice in voices for member in voice}
    return Row(**{name: getattr(text, name) for name in Row.__slots__ if name != "voice"}, voice=known[text.id])


def test_the_whole_is_counted_from_light_rows():
    one, other = made("fibre", "fibre", "gare"), [make(10, "train", author=1), make(11, "train", author=2)]

    whole = figures([light(text, find_voices(texts)) for texts in (one, other) for text in texts])

    assert whole["totals"]["voices"] == 3
    assert whole["totals"]["authors"] == 3, "authors of both questions are counted once"
    assert whole["by"] == figures(one + other)["by"]


def test_a_campaign_is_counted_by_texts_and_as_one_voice_side_by_side():
    texts = [
        *(make(key, "La fibre pour tous", kind="rural") for key in range(1, 6)),
        make(6, "La fibre pour tous", kind="metropolis"),
        make(7, "Des trains", kind="metropolis"),
    ]

    rows = {row["value"]: (row["contributions"], row["voices"]) for row in figures(texts)["by"]["kind"]}

    assert rows == {"metropolis": (2, 2), "rural": (5, 1), None: (0, 0)}
    assert figures(texts)["totals"]["voices"] == 2


maybe = strategies.sampled_from([None, "", "a", "b"])
rows = strategies.builds(
    Row,
    id=strategies.integers(),
    nature=strategies.sampled_from(["finding", "proposal"]),
    kind=maybe,
    region=maybe,
    department=maybe,
    stakeholder=maybe,
    origin=strategies.sampled_from(["online", "import"]),
    posted_on=strategies.dates(min_value=datetime.date(2, 1, 1)),
    author=strategies.none() | strategies.integers(0, 5),
)


@given(strategies.lists(rows))
def test_every_breakdown_adds_up_to_the_total(texts):
    result = figures(texts)

    assert list(result["by"]) == list(BREAKDOWNS)
    for lines in result["by"].values():
        assert sum(line["contributions"] for line in lines) == len(texts)
        assert lines[-1]["value"] is None
        assert all(line["authors"] <= line["contributions"] for line in lines)
