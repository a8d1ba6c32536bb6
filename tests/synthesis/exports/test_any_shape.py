"""Texts of any length and any letters, anywhere in the document: every file is made, and loses none it can hold."""

import io
import json
import re
import unicodedata
from dataclasses import replace
from zipfile import ZipFile

import pytest

from consultation.spreadsheets import restore
from synthesis.document import Document
from synthesis.exports import FORMATS, file_name
from synthesis.exports.xlsx import LONGEST

from . import fixtures
from .readers import csv_rows, made, made_anew, pages, sheets, squeezed, text_of, tree

REPORTS = ("pdf", "docx", "odt", "epub", "html", "csv", "xlsx", "json")
WORD = "".join(chr(ord("a") + n % 26) for n in range(5_000))
NAME = '../../x" onload='
LONG = " ".join(f"{n} petites communes" for n in range(2_400))  # longer than a cell can be
TEXTS = (
    LONG,
    "🙂" * LONGEST,
    "Une ligne.\n\nUne autre,\r\nune autre encore.\u2028Et une.",
    "la famille 👨‍👩‍👧 et le drapeau 🏳️‍🌈",
    "e\u0301te\u0301 devant \u2066isolé\u2069 puis \u200fmarqué\u200e",
    "=1+1",
    "@mairie",
    "&eacute; &#0; ]]> <b> {{ x }}",
)
HELD = {  # pypdf reads no replacement texts, a page ends within the longest; the longest go on in other cells
    "pdf": [text for text in TEXTS[2:] if text.isascii()],
    "xlsx": TEXTS[2:],
}


@pytest.fixture(scope="module")
def document() -> Document:
    base = fixtures.document(len(TEXTS), len(TEXTS), draft=False, texts=TEXTS)
    return replace(base, title=WORD, consultation=NAME, consultation_slug=NAME)


def _seen(text: str) -> str:
    """A text as a reader sees it: without what is not drawn, white space and breaks of lines made one kind."""
    return "".join(squeezed(c) for c in text if unicodedata.category(c) not in ("Cf", "Zs", "Zl", "Cc"))


@pytest.mark.parametrize("format", REPORTS)
def test_no_text_is_cut_whatever_its_length_and_letters(document, format):
    text = _seen(text_of(made(document, format), format))
    assert [t[:30] for t in HELD.get(format, TEXTS) if _seen(t) not in text] == []
    assert text.count("petites") >= 2_400
    if format not in ("csv", "xlsx", "pdf"):
        assert WORD in text


def test_json_and_tables_keep_every_code(document):
    quotes = json.loads(made(document, "json"))["document"]["quotes"]
    assert [quote["text"] for quote in quotes] == list(TEXTS)
    rows = csv_rows(made(document, "csv"))[1:]
    assert {restore(row[6]) for row in rows} == set(TEXTS)
    told: dict[int, str] = {}
    mark = 0
    for row in sheets(made(document, "xlsx"))["Citations"][1:]:
        mark = row[5] or mark  # a text longer than a cell goes on in the rows that follow
        told[mark] = told.get(mark, "") + (row[6] or "")
    assert set(told.values()) == set(TEXTS)


def test_a_name_is_no_path_and_no_attribute(document):
    for format in FORMATS:
        assert re.fullmatch(r"[a-z0-9-]+\.[a-z]+", file_name(document, format))
    root = tree(made(document, "html"))
    assert not [name for element in root.iter() for name in element.attrib if str(name).startswith("on")]
    assert root.find("body/header/p").text == NAME
    for format in ("docx", "odt", "epub", "xlsx"):
        with ZipFile(io.BytesIO(made(document, format))) as archive:
            assert not [name for name in archive.namelist() if ".." in name or name.startswith("/")]


def test_a_word_longer_than_a_line_stays_on_the_page(document):
    """In the largest letters, those of the title, a line holds some thirty; nothing is lost between two."""
    lines = [line for page in pages(made(document, "pdf"))[:13] for line in page.splitlines()]
    pieces = [line for line in lines if re.fullmatch("[a-z]{8,}", line)]
    assert "".join(pieces) == WORD
    assert max(map(len, pieces)) < 32


@pytest.mark.parametrize("format", [*REPORTS, "zip"])
@pytest.mark.parametrize("odd", ["\ud800", "a\udfffb", "\x00", "\ud83d\ude00"], ids=ascii)
def test_what_is_no_character_stops_no_file(format, odd):
    base = fixtures.document(1, 1)
    quote = replace(base.quotes[0], text=f"avant {odd} après", author=odd, place=odd)
    statements = replace(base.themes[0].sections[0].statements[0], text=odd)
    section = replace(base.themes[0].sections[0], statements=(statements,))
    theme = replace(base.themes[0], name=odd, sections=(section,))
    broken = replace(base, title=odd, consultation=odd, introduction=odd, themes=(theme,), quotes=(quote,))
    if format == "zip":
        assert made_anew(broken, format)
    else:
        assert "avant" in text_of(made_anew(broken, format), format)
