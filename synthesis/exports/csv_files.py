"""Tables as CSV, as French spreadsheet programs open them with a double click: UTF-8 with a byte order mark,
semicolons, CRLF. No text is run as a formula (`consultation.spreadsheets`). Rows are written as they come.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consultation.spreadsheets import DELIMITER, neutralised
from synthesis.document import Document

from .tables import Cell, Table, citations, tables

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same rows give the same ZIP


def write_csv(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """One table: the statements with the passages they rest on."""
    write_table(citations(document), out)


def write_zip(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """Every table of the document."""
    write_tables(tables(document), out, progress)


def write_tables(found: Sequence[Table], out: BinaryIO, progress: Callable[[int], None]) -> None:
    """A ZIP with a file a table, named by its key."""
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for done, table in enumerate(found, start=1):
            with archive.open(member(f"{table.key}.csv"), "w", force_zip64=True) as file:
                write_table(table, file)
            progress(100 * done // len(found))


def member(name: str) -> ZipInfo:
    """A compressed member whose date says nothing."""
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    return info


def write_table(table: Table, out: Any) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="")
    writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
    writer.writerow(table.headings)
    writer.writerows(_cells(row) for row in table.rows())
    text.flush()
    text.detach()


def _cells(row: Iterable[Cell]) -> list[Cell]:
    return [neutralised(cell) if isinstance(cell, str) else cell for cell in row]
