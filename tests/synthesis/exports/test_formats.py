"""Every format says the same: each statement, each quote word for word, and whether it is a draft."""

import io
from dataclasses import replace

import pytest

from synthesis.exports import DATA, FORMATS, MEDIA_TYPES, file_name, make

from . import fixtures
from .readers import made, made_anew, squeezed, text_of

REPORTS = ("pdf", "docx", "odt", "epub", "html", "csv", "xlsx", "json")
DRAFT = squeezed("Brouillon, non publié")


def _statements(document):
    return [s.text for theme in document.themes for section in theme.sections for s in section.statements]


@pytest.mark.parametrize("format", REPORTS)
def test_every_statement_and_every_quote_is_there_word_for_word(format):
    document = fixtures.document(30, 100)
    text = text_of(made(document, format), format)
    missing = [t for t in (*_statements(document), *(q.text for q in document.quotes)) if squeezed(t) not in text]
    assert missing == []


# pypdf reads neither what orders a line from right to left nor the replacement texts (ActualText) of the characters for
# which no typeface is installed; both are in the file.
_BEYOND_PYPDF = ("\u202e", "日")


@pytest.mark.parametrize("format", REPORTS)
def test_hostile_texts_come_out_the_same(format):
    document = fixtures.hostile()
    text = text_of(made(document, format), format)
    wanted = [q.text for q in document.quotes if format != "pdf" or not any(c in q.text for c in _BEYOND_PYPDF)]
    assert [t for t in wanted if squeezed(t) not in text] == []


@pytest.mark.parametrize("format", REPORTS)
def test_a_draft_says_so_and_a_published_version_does_not(format):
    assert DRAFT in text_of(made(fixtures.document(6, 6), format), format) or format in ("docx", "odt", "json")
    published = text_of(made(fixtures.document(6, 6, draft=False), format), format)
    assert "Brouillon" not in published
    assert "brouillon" not in published


@pytest.mark.parametrize("format", [*REPORTS, "zip"])
@pytest.mark.parametrize("document", [fixtures.empty(), fixtures.empty(draft=False), fixtures.document(1, 1)])
def test_a_document_with_nothing_or_one_thing_still_makes_a_file(format, document):
    assert made(document, format)


@pytest.mark.parametrize("format", ["pdf", "docx", "odt", "epub", "html", "csv", "zip", "json"])
def test_the_same_document_gives_the_same_file(format):
    assert made_anew(fixtures.document(4, 6), format) == made_anew(fixtures.document(4, 6), format)


@pytest.mark.parametrize("format", list(FORMATS))
def test_progress_goes_from_nothing_to_all_and_never_back(format):
    told = []
    make(fixtures.document(2, 2), format, io.BytesIO(), progress=told.append)
    assert told[0] == 0
    assert told[-1] == 100
    assert told == sorted(told)


def test_an_unknown_format_is_refused():
    with pytest.raises(KeyError):
        make(fixtures.empty(), "exe", io.BytesIO())


def test_file_names_are_plain_and_tell_a_draft():
    assert file_name(fixtures.document(draft=False), "pdf") == "mission-coworking-synthese-2.pdf"
    assert file_name(fixtures.document(), "pdf") == "mission-coworking-synthese-2-brouillon.pdf"
    assert file_name(replace(fixtures.empty(), consultation_slug="../../étc"), "csv") == "etc-synthese-2-brouillon.csv"
    assert file_name(fixtures.document(draft=False), "tables-csv") == "mission-coworking-synthese-2-donnees-csv.zip"
    assert file_name(fixtures.document(), "archive") == "mission-coworking-synthese-2-brouillon-archive.zip"
    assert set(MEDIA_TYPES) == {*FORMATS, *DATA, "archive"}


def test_the_words_follow_the_language_of_the_document_not_of_the_process():
    english = replace(fixtures.document(1, 1), language="en")
    assert b'<html lang="en">' in made(english, "html")
    assert "20 juin 2018" in text_of(made(fixtures.document(1, 1), "html"), "html")
    assert "20 juin 2018" not in text_of(made(english, "html"), "html")


@pytest.mark.parametrize("format", [*REPORTS, "zip"])
def test_characters_that_no_file_can_hold_do_not_stop_it(format):
    odd = "a\x00\x01\x0b\x1b\ufffe\uffffz"
    base = fixtures.document(1, 1, texts=(odd,))
    document = replace(base, title=odd, consultation=odd, themes=(replace(base.themes[0], name=odd),))
    assert text_of(made_anew(document, format), format) if format != "zip" else made_anew(document, format)
