"""The HTML: one file that fetches nothing, whose marks lead to the quotes and back."""

from itertools import pairwise

import pytest

from . import fixtures
from .readers import made, tree

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def page():
    return tree(made(fixtures.document(), "html"))


@pytest.mark.parametrize("document", [fixtures.document(), fixtures.hostile(), fixtures.empty()])
def test_it_runs_nothing_and_fetches_nothing(document):
    data = made(document, "html")
    root = tree(data)
    tags = {element.tag for element in root.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "link", "iframe", "img", "object", "embed", "base", "form", "image", "use"}
    attributes = [name for element in root.iter() for name in element.attrib]
    assert not [name for name in attributes if name == "src" or str(name).startswith("on")]
    assert "url(" not in root.find("head/style").text
    assert "@import" not in root.find("head/style").text
    addresses = [element.get("href") for element in root.iter("a")]
    assert all(address.startswith(("#", "https://consultation.invalid/")) for address in addresses)


@pytest.mark.parametrize("document", [fixtures.document(), fixtures.hostile(), fixtures.empty()])
def test_every_inner_link_has_its_place_and_no_place_comes_twice(document):
    root = tree(made(document, "html"))
    places = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(places) == len(set(places))
    assert {a.get("href")[1:] for a in root.iter("a") if a.get("href").startswith("#")} <= set(places)


def test_a_quote_leads_back_to_the_statements_that_cite_it(page):
    document = fixtures.document()
    assert len(document.quotes) == 100
    for quote in document.quotes:
        item = next(li for li in page.iter("li") if li.get("id") == f"citation-{quote.mark}")
        backs = [a.get("href") for a in item.iter("a") if a.get("href").startswith("#enonce-")]
        assert len(backs) == 1
        statement = next(li for li in page.iter("li") if f"#{li.get('id')}" == backs[0])
        assert f"#citation-{quote.mark}" in [a.get("href") for a in statement.iter("a")]


def test_headings_never_skip_a_level(page):
    levels = [int(e.tag[1]) for e in page.iter() if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_pictures_have_a_title_a_description_and_their_numbers(page):
    figures = list(page.iter("figure"))
    assert len(figures) >= 6
    for figure in figures:
        svg = figure.find(f"{SVG}svg")
        assert svg.get("role") == "img"
        assert svg.find(f"{SVG}title").text
        assert svg.find(f"{SVG}desc").text
        assert figure.find("details/table/thead") is not None


def test_disagreements_have_their_own_block(page):
    blocks = [div for div in page.iter("div") if div.get("class") == "disagreements"]
    assert len(blocks) == 3


def test_the_shares_of_the_coverage_are_in_words_and_add_up(page):
    document = fixtures.document()
    text = " ".join(" ".join(page.itertext()).split())
    coverage = document.coverage
    assert coverage.contributions == sum((coverage.unread, coverage.read_nothing_kept, coverage.kept, coverage.cited))
    assert "Sur 168 contributions en ligne, 80 sont citées dans ce document (48 %)." in text
