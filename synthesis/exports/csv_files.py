"""The tables as CSV, as French spreadsheet programs open them with a double click: UTF-8 with a byte order mark,
semicolons, CRLF. No text is run as a formula (`consultation.spreadsheets`).
"""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consultation.spreadsheets import DELIMITER, neutralised
from synthesis.document import Document

from .tables import Cell, Table, citations, tables

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same document gives the same ZIP


def write_csv(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """One table: the statements with the passages they rest on."""
    _write(citations(document), out)


def write_zip(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """Every table, a file each, named by its key."""
    found = tables(document)
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for done, table in enumerate(found, start=1):
            with archive.open(ZipInfo(f"{table.key}.csv", _EPOCH), "w") as member:
                _write(table, member)
            progress(100 * done // len(found))


def _write(table: Table, out: Any) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows(_cells(row) for row in table.rows())
    text.detach()


def _cells(row: Iterable[Cell]) -> list[Cell]:
    return [neutralised(cell) if isinstance(cell, str) else cell for cell in row]
