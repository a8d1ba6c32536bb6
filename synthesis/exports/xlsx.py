"""The tables as one workbook, a sheet each, written row by row in constant memory.

Every text is written as a text, never as a formula, a number or a link. Characters that XML forbids are written in the
escaped form of the format (_x0000_), which spreadsheet programs read back as the character.
"""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from synthesis.document import Document

from . import wording
from .tables import Row, Table, tables

LONGEST = 32_767  # characters of a cell, the limit of the format
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": False,
}


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """One sheet a table; a draft is marked in the name of each sheet, in each row and at the head of printed pages."""
    import xlsxwriter

    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties(_properties(document))
    found = tables(document)
    for done, table in enumerate(found, start=1):
        _sheet(book, document, table)
        progress(90 * done // len(found))
    book.close()


def _properties(document: Document) -> dict[str, Any]:
    made = datetime.fromisoformat(document.made_at) if document.made_at else None
    return {
        "title": document.title,
        "subject": document.consultation,
        "category": wording.status(document),
        **({"created": made.replace(tzinfo=None)} if made else {}),
    }


def _sheet(book: Any, document: Document, table: Table) -> None:
    mark = wording.draft_mark(document)
    sheet = book.add_worksheet(_sheet_name(table.name, bool(mark)), _sheet_class())
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{_header(document.consultation)}&R{_header(mark)}")
    sheet.set_footer("&C&P/&N")
    _row(sheet, 0, table.headings, bold)
    for line, row in enumerate(_short(table.rows()), start=1):
        _row(sheet, line, row, wrapped)


def _sheet_name(name: str, is_draft: bool) -> str:
    return f"{_('Brouillon')} - {name}"[:31] if is_draft else name[:31]


def _header(text: str) -> str:
    """Text of a printed header: & is a command there, and 255 characters are the limit of the whole."""
    return " ".join(text.split())[:80].replace("&", "&&")


def _row(sheet: Any, line: int, row: Row, style: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int):
            sheet.write_number(line, column, cell, style)
        elif cell:
            sheet.write_string(line, column, cell, style)


def _sheet_class() -> Any:
    """The writer's worksheet, which escapes control characters, escaping also codes that are no characters."""
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):
        @staticmethod
        def _escape_control_characters(data: str) -> str:
            return _NOT_CHARACTERS.sub(_escaped, Worksheet._escape_control_characters(data))

    return Sheet


_NOT_CHARACTERS = re.compile("[\ud800-\udfff\ufffe\uffff]")


def _escaped(found: re.Match[str]) -> str:
    return f"_x{ord(found.group()):04X}_"


def _short(rows: Iterator[Row]) -> Iterator[Row]:
    """The rows, those with a text longer than a cell can be going on in the rows that follow: nothing is cut off."""
    for row in rows:
        while any(isinstance(cell, str) and len(cell) > LONGEST for cell in row):
            yield tuple(cell[:LONGEST] if isinstance(cell, str) else cell for cell in row)
            row = tuple(cell[LONGEST:] if isinstance(cell, str) else "" for cell in row)
        yield row
