"""The charts and tables that editors drop in: the document's own numbers, under a key."""

from dataclasses import replace

import pytest

from synthesis import catalogue
from synthesis.document import Document
from tests.synthesis.exports.fixtures import document


def keys(document: Document, theme: int | None = None) -> list[str]:
    return [key for _title, keys in catalogue.offered(document, theme) for key, _words in keys]


def test_whatever_is_offered_can_be_shown_with_its_numbers_and_its_words():
    whole = document()

    assert keys(whole)
    for key in keys(whole):
        figure = catalogue.figure_of(whole, key)
        assert figure.key == key
        assert figure.rows
        assert figure.description
        assert len(figure.rows[0]) == len(figure.headings)
        assert catalogue.named(whole, key)


def test_a_theme_is_offered_its_own_questions():
    whole = document()
    first = whole.themes[0]

    questions = {key.partition(":")[2] for key in keys(whole, first.id) if key.startswith("divided:")}

    assert questions <= {str(question.id) for question in first.questions}


def test_the_bars_of_the_coverage_add_up_to_all():
    whole = document()

    assert sum(row[1] for row in catalogue.figure_of(whole, "coverage").rows) == whole.coverage.contributions


@pytest.mark.parametrize("key", ["", "totals:", "breakdown", "breakdown:tout", "divided:999", "divided:x", "x:1", "::"])
def test_a_key_of_nothing_shows_nothing(key):
    assert catalogue.figure_of(document(), key) is None
    assert catalogue.named(document(), key) == ""


def test_a_document_without_snapshot_offers_only_its_coverage():
    bare = replace(document(), figures={}, themes=())

    assert keys(bare) == ["coverage"]
    assert catalogue.figure_of(bare, "breakdown:kind") is None


def test_small_cells_stay_hidden_beside_the_citations():
    whole = document()
    rows = [{"value": "rural", "label": "Rural", "contributions": None, "authors": None}]
    rows += [{"value": "metropolis", "label": "métropole", "contributions": 40, "authors": 30}]
    whole = replace(whole, figures=whole.figures | {"by": whole.figures["by"] | {"kind": rows}})

    figure = catalogue.figure_of(whole, "representation:kind")

    assert figure.hides
    assert figure.rows[0][1] == "non publié"
