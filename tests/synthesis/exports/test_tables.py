"""The tables: the same in CSV and XLSX, no formula in them, no character lost."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from consultation.spreadsheets import neutralised, restore
from synthesis.document import from_dict, to_dict
from synthesis.exports.tables import About, Table, tables
from synthesis.exports.xlsx import LONGEST, write_tables

from . import fixtures
from .readers import csv_rows, made, sheets

FORMULAS = ("=1+1", "+33 5 55", "-5 %", "@mairie", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''=1", " =1", "' =1")


@given(st.text())
def test_what_is_neutralised_comes_back(text):
    assert restore(neutralised(text)) == text


@given(st.sampled_from(["", " ", "'", "\t", "\r\n", "' '"]), st.sampled_from("=+-@＝＋－＠"), st.text())
def test_no_cell_starts_like_a_formula(before, sign, rest):
    cell = neutralised(before + sign + rest)
    assert cell.startswith("'")
    assert restore(cell) == before + sign + rest


@pytest.mark.parametrize("text", FORMULAS)
def test_known_formulas_are_neutralised(text):
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "a=b", "'tiers-lieu' ", "l’eau", "12", "…", "5 - 3"])
def test_other_texts_are_left_alone(text):
    assert neutralised(text) == text


def test_csv_opens_in_french_spreadsheet_programs():
    data = made(fixtures.document(3, 5), "csv")
    assert data.startswith(b"\xef\xbb\xbf\xc3\x89dition;")
    assert b"\r\n" in data


def test_the_csv_has_one_row_a_statement_and_quote():
    rows = csv_rows(made(fixtures.document(30, 100), "csv"))
    assert len(rows) == 101
    assert {len(row) for row in rows} == {22}
    assert {row[0] for row in rows[1:]} == {"Brouillon, non publié"}
    document = fixtures.document(30, 100)
    by_mark = {int(row[5]): row for row in rows[1:]}
    for quote in document.quotes:
        found = by_mark[quote.mark]
        assert restore(found[6]) == quote.text
        assert found[7:13] == [
            *map(str, (quote.contribution, quote.version, quote.version_number, quote.version_sha256)),
            *map(str, (quote.start, quote.end)),
        ]
        assert found[20:] == [quote.url, quote.source_url]


def test_a_source_is_no_formula_either():
    document = fixtures.document(1, 1)
    document = replace(document, quotes=(replace(document.quotes[0], source_url="=cmd|'/C calc'!A0"),))
    assert csv_rows(made(document, "csv"))[1][21] == "'=cmd|'/C calc'!A0"
    cells = load_workbook(io.BytesIO(made(document, "xlsx"))).worksheets[0][2]
    assert (cells[21].value, cells[21].data_type, cells[21].hyperlink) == ("=cmd|'/C calc'!A0", "s", None)


def test_a_document_frozen_before_sources_were_cited_keeps_its_digest():
    frozen = fixtures.document(3, 5)
    data = to_dict(replace(frozen, quotes=tuple(replace(quote, source_url="") for quote in frozen.quotes)))
    assert not any("source_url" in quote for quote in data["quotes"])
    assert to_dict(from_dict(data)) == data
    assert from_dict(to_dict(frozen)) == frozen


def test_a_statement_without_a_quote_keeps_its_row():
    rows = csv_rows(made(fixtures.document(4, 2), "csv"))
    assert len(rows) == 5
    assert sum(row[5] == "" for row in rows[1:]) == 2


def test_hostile_cells_come_back_from_csv_and_xlsx():
    document = fixtures.hostile()
    rows = csv_rows(made(document, "csv"))[1:]
    assert {restore(row[6]) for row in rows} == {quote.text for quote in document.quotes}
    written = next(iter(sheets(made(document, "xlsx")).values()))[1:]
    assert {row[6] for row in written} == {quote.text for quote in document.quotes}


def test_no_cell_of_the_workbook_is_a_formula_or_a_link():
    book = load_workbook(io.BytesIO(made(fixtures.hostile(), "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]


def test_every_sheet_and_every_row_of_a_draft_is_marked():
    data = made(fixtures.document(), "xlsx")
    found = sheets(data)
    assert len(found) == 9
    assert all(name.startswith("Brouillon") for name in found)
    assert all(row[0] == "Brouillon, non publié" for rows in found.values() for row in rows[1:])
    book = load_workbook(io.BytesIO(data))
    assert all("Brouillon, non publié" in sheet.oddHeader.right.text for sheet in book)
    assert all(sheet.freeze_panes == "A2" for sheet in book)


def test_every_table_of_an_empty_draft_is_marked():
    data = made(fixtures.empty(), "zip")
    with ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert csv_rows(archive.read(name))[1][0] == "Brouillon, non publié", name


def test_two_tables_whose_names_are_cut_off_alike_are_two_sheets():
    told = About("Titre", "Consultation", "Brouillon", "Brouillon, non publié", "")
    names = ("Représentation par territoire", "Représentation par qualité", "représentation par âge")
    alike = [Table(name, name, ("a",), (10,), lambda: iter([("1",)])) for name in names]
    out = io.BytesIO()

    write_tables(alike, told, out, lambda _percent: None)

    sheets_made = load_workbook(out, read_only=True).sheetnames
    assert len({name.lower() for name in sheets_made}) == 3


def test_the_zip_and_the_workbook_hold_the_same_tables():
    document = fixtures.document(5, 8)
    found = sheets(made(document, "xlsx"))
    with ZipFile(io.BytesIO(made(document, "zip"))) as archive:
        files = [csv_rows(archive.read(name)) for name in archive.namelist()]
    assert len(files) == len(found)
    for rows, written in zip(files, found.values(), strict=True):
        assert [[restore(cell) for cell in row] for row in rows] == [_as_text(row, len(rows[0])) for row in written]


def _as_text(row: tuple, width: int) -> list[str]:
    cells = ["" if cell is None else str(cell) for cell in row]
    return cells + [""] * (width - len(cells))


@pytest.mark.parametrize(
    "text",
    ["a\x01b\x1fc", "_x0041_", "ligne\nligne", "\x7f\x85", "\ufffe", "é" * (LONGEST + 40), "é" + "👏🏽" * LONGEST],
)
def test_the_workbook_keeps_characters_that_xml_refuses_and_texts_longer_than_a_cell(text):
    document = fixtures.document(1, 1, texts=(text,))
    rows = next(iter(sheets(made(document, "xlsx")).values()))[1:]
    assert "".join(row[6] or "" for row in rows) == text


def test_tables_say_what_the_document_says():
    document = replace(fixtures.document(3, 3), is_draft=False)
    by_key = {table.key: list(table.rows()) for table in tables(document)}
    assert {row[0] for rows in by_key.values() for row in rows} == {"Version 2 publiée"}
    assert len(by_key["questions"]) == 6
    assert len(by_key["enonces"]) == 3
    assert {tuple(row) for row in tables(document)[0].rows()} == {tuple(row) for row in by_key["citations"]}
