"""The document itself, and tables of data, as JSON."""

import json
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from synthesis.document import Document, canonical, digest

from .csv_files import member
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


def write_tables(found: Sequence[Table], out: BinaryIO, progress: Callable[[int], None]) -> None:
    """A ZIP with a file a table, an object a line (JSON Lines, UTF-8), and `tables.json`: what is in each and how many.

    The names of an object are the table's columns for programs; texts and numbers are as they are, nothing is escaped
    for spreadsheet programs. An empty cell is null.
    """
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        contents = []
        for done, table in enumerate(found, start=1):
            with archive.open(member(f"{table.key}.jsonl"), "w", force_zip64=True) as file:
                contents.append(_described(table, _write(table, file)))
            progress(100 * done // len(found))
        archive.writestr(member("tables.json"), json.dumps(contents, ensure_ascii=False, indent=1).encode())


def _write(table: Table, out: Any) -> int:
    """The rows of a table, a line each; how many they are."""
    names, count = table.columns or table.headings, 0
    for count, row in enumerate(table.rows(), start=1):  # noqa: B007 (read after the loop)
        out.write(_line(names, row))
    return count


def _line(names: Sequence[str], row: Row) -> bytes:
    text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False)
    return text.encode("utf-8", "replace") + b"\n"


def _described(table: Table, count: int) -> dict[str, Any]:
    columns = dict(zip(table.columns or table.headings, table.headings, strict=True))
    return {"file": f"{table.key}.jsonl", "name": table.name, "rows": count, "columns": columns}
