"""One document, one set of figures: what each file shows is read back and compared with the document."""

import json
from collections.abc import Iterator

import pytest

from synthesis.catalogue import figure_of
from synthesis.document import digest
from synthesis.exports import wording

from . import fixtures
from .readers import made, sheets, squeezed, text_of

REPORTS = ("pdf", "docx", "odt", "epub", "html")
STATES = {
    "cited": 80,
    "kept": 38,
    "duplicate": 5,
    "read_nothing_kept": 41,
    "unread": 9,
    "set_aside": 7,
}


@pytest.fixture(scope="module")
def document():
    return fixtures.illustrated(draft=False)


def _pairs(document) -> Iterator[str]:
    """Label and numbers of each bar and line, as they follow each other in a table."""
    drawn = ("totals", "breakdown:nature", "breakdown:kind", "breakdown:region", "breakdown:week")
    for key in (*drawn, "representation:kind", *fixtures.PLACED):
        for label, *numbers in figure_of(document, key).rows:
            yield " ".join([label, *(wording.number(n) if isinstance(n, int) else n for n in numbers)])


@pytest.mark.parametrize("format", REPORTS)
def test_a_report_shows_the_figures_of_the_document(document, format):
    text = text_of(made(document, format), format)
    wanted = [squeezed(pair) for pair in _pairs(document)]
    assert len(wanted) > 60
    assert [pair for pair in wanted if pair not in text] == []


@pytest.mark.parametrize("format", REPORTS)
def test_a_report_says_where_each_contribution_is(document, format):
    text = text_of(made(document, format), format)
    assert "Sur 173 contributions en ligne, 80 sont citées dans ce document (46 %)." in text.replace("\u202f", " ")
    for words, count in (
        ("Citées dans ce document", 80),
        ("Doublons d’une autre contribution", 5),
        ("Lues, aucun passage n’est gardé", 41),
        ("Pas encore lues", 9),
    ):
        assert f"{words} {count} " in text
    assert "7 autres ne sont pas en ligne" in text


@pytest.mark.parametrize("format", REPORTS)
def test_charts_and_tables_stand_under_their_captions(document, format):
    text = text_of(made(document, format), format)
    places = [text.index(f"Légende {n} : ce que disent les nombres.") for n in range(len(fixtures.PLACED))]
    assert places == sorted(places)
    for place, key in zip(places, fixtures.PLACED, strict=True):
        assert squeezed(figure_of(document, key).title) in text[place : place + 250]


def test_the_workbook_holds_the_same_figures(document):
    found = sheets(made(document, "xlsx"))
    placed = {tuple(row[1:]) for row in found["Figures"][1:]}
    for key in fixtures.PLACED:
        figure = figure_of(document, key)
        for label, *values in figure.rows:
            for heading, value in zip(figure.headings[1:], values, strict=True):
                told = any(row[2:] == (figure.title, label, heading, value) for row in placed)
                assert told == (value != "")
    assert {row[1]: row[3] for row in found["Couverture"][1:]} == STATES
    assert sum(STATES.values()) == document.coverage.contributions
    for name, key in (("Représentation par territoire", "kind"), ("Représentation par qualité", "stakeholder")):
        told = [tuple(cell if cell is not None else "" for cell in row[1:]) for row in found[name][1:]]
        assert told == list(figure_of(document, f"representation:{key}").rows)
    totals = {row[2]: row[4] for row in found["Chiffres"][1:] if row[1] == "Total"}
    assert totals == document.figures["totals"]


def test_the_json_is_the_document_with_the_digest_that_the_reports_print(document):
    data = made(document, "json")
    read = json.loads(data)
    assert read["sha256"] == digest(document)
    assert read["document"]["figures"]["totals"] == document.figures["totals"]
    for format in REPORTS:
        assert digest(document) in text_of(made(document, format), format).replace(" ", "")


def test_the_bytes_of_the_json_can_be_checked_with_nothing_but_a_hash(document):
    import hashlib

    data = made(document, "json")
    body = data[len(b'{"document":') : data.rindex(b',"sha256":')]
    assert hashlib.sha256(body).hexdigest() == json.loads(data)["sha256"]
