"""Tables that spreadsheet programs open: what nobody wrote as a formula is never run as one.

A text that a spreadsheet would take for a formula is written after an apostrophe. `restore` gives the very text back:
nothing is lost, whatever the text starts with.
"""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence

DELIMITER = ";"  # as French spreadsheet programs open a CSV file with a double click
_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")  # full-width ones too: some programs fold them
_BLANKS = ("\t", "\r", "\n")


def csv_lines(rows: Iterable[Sequence[str | int]]) -> Iterator[bytes]:
    """A CSV file, row by row: UTF-8 with a byte order mark, semicolons, CRLF; texts `neutralised`."""
    yield codecs.BOM_UTF8
    for row in rows:
        line = io.StringIO(newline="")
        cells = [neutralised(cell) if isinstance(cell, str) else cell for cell in row]
        csv.writer(line, delimiter=DELIMITER, lineterminator="\r\n").writerow(cells)
        yield line.getvalue().encode()


def neutralised(text: str) -> str:
    """The text as a cell that no spreadsheet program runs: with an apostrophe before it when it could be a formula."""
    return f"'{text}" if _is_risky(text) else text


def restore(cell: str) -> str:
    """The text that `neutralised` was given: `restore(neutralised(text)) == text` for every text."""
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell


def _is_risky(text: str) -> bool:
    """Whether a sign of a formula comes first, apostrophes and white space aside: adding one apostrophe changes nothing
    to the answer, which is what makes the rule reversible."""
    bare = text.lstrip("'")
    return bare.startswith(_BLANKS) or bare.lstrip().lstrip("'").startswith(_SIGNS)
