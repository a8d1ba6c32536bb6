from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultation.territories.map import Band, Row, department_map, department_rows, legend, shades
from consultation.territories.models import Department

SVG = "{http://www.w3.org/2000/svg}"
counts = st.dictionaries(st.text("0123456789AB", min_size=2, max_size=3), st.integers(0, 10_000))


def drawn(figures: dict[str, int], title: str = "Carte", description: str = "Par département") -> ElementTree.Element:
    with translation.override("fr"):
        return ElementTree.fromstring(department_map(figures, title=title, description=description))


def department(svg: ElementTree.Element, code: str) -> ElementTree.Element:
    return svg.find(f"{SVG}path[@data-department='{code}']")


def test_the_five_fifths():
    assert shades({"01": 0, "02": 1, "03": 2, "04": 3, "05": 4, "06": 500}) == {
        "01": 0, "02": 1, "03": 2, "04": 3, "05": 4, "06": 5,
    }  # fmt: skip


def test_one_figure_or_equal_figures_are_all_of_the_highest_class():
    assert shades({"23": 7}) == {"23": 5}
    assert shades({"23": 7, "87": 7, "19": 0}) == {"23": 5, "87": 5, "19": 0}
    assert shades({}) == {}


@given(counts)
def test_a_higher_figure_is_never_of_a_lower_class(figures):
    shade = shades(figures)

    assert all((shade[code] == 0) == (figure == 0) for code, figure in figures.items())
    ordered = sorted(figures, key=figures.get)
    assert all(shade[low] <= shade[high] for low, high in pairwise(ordered))


@given(counts)
def test_the_legend_covers_each_positive_figure_once(figures):
    bands = legend(figures)

    assert all(low.highest < high.lowest for low, high in pairwise(bands))
    for figure in filter(None, figures.values()):
        assert sum(band.lowest <= figure <= band.highest for band in bands) == 1


def test_the_legend_says_what_its_classes_hold():
    assert legend({"01": 0, "02": 3, "03": 3, "04": 9}) == [Band("map-4", 3, 3), Band("map-5", 9, 9)]


def test_a_negative_figure_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shades({"23": -1})


@pytest.mark.usefixtures("territories")
class TestMap:
    def test_every_department_is_drawn_and_says_its_figure(self):
        svg = drawn({"23": 12, "75": 1_200})

        assert len(svg.findall(f"{SVG}path")) == 101
        assert department(svg, "23").findtext(f"{SVG}title") == "Creuse\N{NO-BREAK SPACE}: 12"
        assert department(svg, "19").findtext(f"{SVG}title") == "Corrèze\N{NO-BREAK SPACE}: 0"
        assert [department(svg, code).get("class") for code in ("19", "23", "75")] == ["map-0", "map-3", "map-5"]

    def test_it_is_named_and_described(self):
        svg = drawn({}, title="Contributions", description="Aucune")

        by_id = {element.get("id"): element.text for element in svg.iter() if element.get("id")}
        assert svg.get("role") == "img"
        assert [by_id[name] for name in svg.get("aria-labelledby").split()] == ["Contributions", "Aucune"]

    def test_two_maps_share_no_id_and_the_same_map_is_the_same_text(self):
        ids = [{e.get("id") for e in drawn(figures).iter() if e.get("id")} for figures in ({}, {"23": 1})]

        assert ids[0].isdisjoint(ids[1])
        assert department_map({"23": 1}, title="t", description="d") == department_map(
            {"23": 1}, title="t", description="d"
        )

    def test_no_text_can_leave_its_place(self):
        Department.objects.filter(code="23").update(name='</title><script>alert("1")</script>')

        svg = drawn({"23": 1}, title="<script>&", description='"><b>')

        assert not svg.findall(f".//{SVG}script")
        assert svg.findtext(f"{SVG}title") == "<script>&"
        assert svg.findtext(f"{SVG}desc") == '"><b>'

    def test_no_style_is_inline(self):
        svg = drawn({"23": 1})

        assert not [element for element in svg.iter() if element.get("style") or element.tag == f"{SVG}style"]

    def test_one_query_for_the_map_and_one_for_the_table(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            department_map({"23": 1}, title="t", description="d")
            department_rows({"23": 1})

    def test_the_table_has_the_highest_first_then_the_names(self):
        assert department_rows({"87": 2, "23": 5, "19": 2, "75": 0, "988": 1}) == [
            Row("23", "Creuse", 5),
            Row("19", "Corrèze", 2),
            Row("87", "Haute-Vienne", 2),
            Row("988", "Nouvelle-Calédonie", 1),
        ]

    def test_a_figure_of_no_department_is_refused_rather_than_lost(self):
        with pytest.raises(ValueError, match="99"):
            department_rows({"99": 3})
