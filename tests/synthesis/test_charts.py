"""Pictures: the same every time, with their words and numbers, without anything to fetch."""

from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from synthesis import charts
from synthesis.charts import Cell, drawn, pictures, plan
from tests.synthesis.exports import fixtures

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def french():
    with override("fr"):
        yield


def test_each_breakdown_with_something_in_it_has_a_picture():
    assert [p.key for p in pictures(fixtures.figures())] == ["nature", "kind", "stakeholder", "region", "week"]
    assert pictures({}) == []
    assert pictures({"by": {"nature": []}}) == []
    assert pictures({"by": {"nature": [{"value": None, "contributions": 0, "authors": 0}]}}) == []


def test_a_picture_is_sound_xml_with_its_words():
    for picture in pictures(fixtures.figures()):
        root = ElementTree.fromstring(picture.svg)
        assert root.find(f"{SVG}title").text == picture.title
        assert root.find(f"{SVG}desc").text == picture.description
        assert not [e for e in root.iter() if e.get("id") or e.get("aria-label")]


def test_the_numbers_of_a_picture_are_those_of_the_figures():
    for picture in pictures(fixtures.figures()):
        rows = fixtures.figures()["by"][picture.key]
        assert sum(row[1] for row in picture.rows) == sum(row["contributions"] for row in rows)
        assert len(picture.headings) == len(picture.rows[0])


def test_the_same_figures_give_the_same_picture():
    first, second = pictures(fixtures.figures()), pictures(fixtures.figures())
    assert first == second
    assert first[0].png == second[0].png
    assert first[0].png.startswith(b"\x89PNG")


def test_what_is_not_stated_comes_last_and_is_not_hidden():
    picture = pictures(fixtures.figures())[1]
    assert picture.rows[-1][0] == "Non précisé"
    assert charts.UNKNOWN in picture.svg


def test_a_week_without_a_contribution_is_shown_as_such():
    weeks = pictures(fixtures.figures())[-1].rows
    assert len(weeks) == 10
    assert weeks[4][1] == 0


def test_a_label_of_its_own_wins_over_the_code():
    rows = [{"value": "proposal", "label": "Idée <neuve> & simple", "contributions": 3, "authors": 2}]
    picture = pictures({"by": {"nature": rows}})[0]
    assert picture.rows == (("Idée <neuve> & simple", 3, 2),)
    assert "Idée &lt;neuve&gt; &amp; simple" in picture.svg


@pytest.mark.parametrize("label", [*fixtures.HOSTILE, "\x00\x01", "", "x" * 500])
def test_no_label_breaks_a_picture(label):
    cells = [Cell(label, 3), Cell(label, 2), Cell("autre", 1)]
    [picture] = drawn([plan("nature", label, cells)])
    bars = [
        e for e in ElementTree.fromstring(picture.svg).iter(f"{SVG}path") if e.get("fill") == charts.ACCENTS["slate"]
    ]
    assert len(bars) == 3


def test_the_accents_can_be_told_apart_in_grey():
    def luminance(colour: str) -> float:
        """Relative luminance, WCAG 2.2."""
        levels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in levels]
        return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in charts.ACCENTS.values())
