"""The document itself, and tables of data, as JSON."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, BinaryIO

from synthesis.document import Document, canonical, digest

from . import pieces
from .tables import Row, Table


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """{"document": ..., "sha256": ...} in UTF-8: the SHA-256 is that of the bytes of the document as they stand here,
    the same that every other format gives in its manifest.
    """
    body = canonical(document)
    progress(60)
    out.write(b'{"document":')
    out.write(body)
    out.write(b',"sha256":"' + digest(document).encode() + b'"}\n')


def _write(table: Table, rows: Iterable[Row], out: Any) -> int:
    """The rows of a table, a line each (JSON Lines, UTF-8); how many they are.

    The names of an object are the table's columns for programs; texts and numbers are as they are, nothing is escaped
    for spreadsheet programs. An empty cell is null.
    """
    names, count = table.columns or table.headings, 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 (read after the loop)
        out.write(_line(names, row))
    return count


def _line(names: Sequence[str], row: Row) -> bytes:
    text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
    return text.encode("utf-8", "replace") + b"\n"


SHAPE = pieces.Shape(".jsonl", lambda table: b"", _write, has_index=True)  # tables.json: what is in each and how many
