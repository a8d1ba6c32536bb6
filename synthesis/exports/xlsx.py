"""The tables as one workbook, a sheet each, written row by row in constant memory.

Every text is written as a text, never as a formula, a number or a link. Characters that XML forbids are written in the
escaped form of the format (_x0000_), which spreadsheet programs read back as the character.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

from synthesis.document import Document

from .tables import About, Row, Table, about, tables

LONGEST = 32_767  # characters of a cell, in UTF-16: the limit of the format
ROWS = 1_048_575  # of a sheet, under its heading: the limit of the format
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": False,
}


def write(document: Document, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """Every table of the document."""
    write_tables(tables(document), about(document), out, progress)


def write_tables(found: Sequence[Table], told: About, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """One sheet a table, two where it is longer than a sheet can be; a draft is marked in the name of each sheet, in
    each row and at the head of printed pages.
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties(_properties(told))
    for done, table in enumerate(found, start=1):
        _sheets(book, told, table)
        progress(90 * done // len(found))
    book.close()


def _properties(told: About) -> dict[str, Any]:
    made = datetime.fromisoformat(told.made_at) if told.made_at else None
    return {
        "title": told.title,
        "subject": told.consultation,
        "category": told.status,
        **({"created": made.replace(tzinfo=None)} if made else {}),
    }


def _sheets(book: Any, told: About, table: Table) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    number = 1
    sheet = _sheet(book, told, table, number)
    for line, row in enumerate(_short(table.rows())):
        if line and line % ROWS == 0:
            number += 1
            sheet = _sheet(book, told, table, number)
        _row(sheet, line % ROWS + 1, row, wrapped)


def _sheet(book: Any, told: About, table: Table, number: int) -> Any:
    """A new sheet with its heading."""
    name = table.name if number == 1 else f"{table.name[:24]} ({number})"
    sheet = book.add_worksheet(_free(book, _sheet_name(name, bool(told.mark))), _sheet_class())
    for column, width in enumerate(table.widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{_header(told.consultation)}&R{_header(told.mark)}")
    sheet.set_footer("&C&P/&N")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    _row(sheet, 0, table.headings, bold)
    return sheet


def _sheet_name(name: str, is_draft: bool) -> str:
    return f"{_('Brouillon')} - {name}"[:31] if is_draft else name[:31]


def _free(book: Any, name: str) -> str:
    """The name, with a number where a sheet has it already: two that are cut off may be the same."""
    taken = {sheet.get_name().lower() for sheet in book.worksheets()}
    numbered = (f"{name[:27]} ({number})" for number in range(2, 99))
    return next(each for each in (name, *numbered) if each.lower() not in taken)


def _header(text: str) -> str:
    """Text of a printed header: & is a command there, and 255 characters are the limit of the whole."""
    return " ".join(text.split())[:80].replace("&", "&&")


def _row(sheet: Any, line: int, row: Row, style: Any) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, int | float):
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
        while any(isinstance(cell, str) and not _fits(cell) for cell in row):
            heads = tuple(_head(cell) if isinstance(cell, str) else cell for cell in row)
            yield heads
            row = tuple(c[len(h) :] if isinstance(c, str) else "" for c, h in zip(row, heads, strict=True))
        yield row


def _fits(text: str) -> bool:
    return len(text) <= LONGEST // 2 or len(text.encode("utf-16-le", "surrogatepass")) <= 2 * LONGEST


def _head(text: str) -> str:
    """The longest beginning that a cell can hold; no character is cut in two."""
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * LONGEST].decode("utf-16-le", "surrogatepass")
    return head if text.startswith(head) else head[:-1]
