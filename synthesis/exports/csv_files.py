"""Tables as CSV, as French spreadsheet programs open them with a double click: UTF-8 with a byte order mark,
semicolons, CRLF. No text is run as a formula (`consultation.spreadsheets`). Rows are written as they come.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, BinaryIO

from consultation.spreadsheets import DELIMITER, neutralised
from synthesis.document import Document

from . import pieces
from .tables import Cell, Row, Table, citations, tables

BUFFERED = 1 << 16  # characters


def write_csv(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """One table: the statements with the passages they rest on."""
    table = citations(document)
    out.write(_head(table))
    _write(table, table.rows(), out)


def write_zip(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """Every table of the document."""
    pieces.write_tables(tables(document), SHAPE, out, progress)


def _head(table: Table) -> bytes:
    line = io.BytesIO()
    _lines([table.headings], line)
    return codecs.BOM_UTF8 + line.getvalue()


def _write(table: Table, rows: Iterable[Row], out: Any) -> int:
    return _lines((_cells(row) for row in rows), out)


def _lines(rows: Iterable[Iterable[Cell]], out: Any) -> int:
    """Write each as a line; how many there were."""
    count, batch = 0, io.StringIO(newline="")
    writer = csv.writer(batch, delimiter=DELIMITER, lineterminator="\r\n")
    for count, row in enumerate(rows, start=1):  # noqa: B007 (read after the loop)
        writer.writerow(row)
        if batch.tell() > BUFFERED:
            _empty(batch, out)
    _empty(batch, out)
    return count


def _empty(batch: io.StringIO, out: Any) -> None:
    out.write(batch.getvalue().encode("utf-8", "replace"))
    batch.seek(0)
    batch.truncate()


def _cells(row: Iterable[Cell]) -> list[Cell]:
    return [neutralised(cell) if isinstance(cell, str) else cell for cell in row]


SHAPE = pieces.Shape(".csv", _head, _write)
