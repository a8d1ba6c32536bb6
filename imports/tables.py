"""CSV files of unknown make, read one record at a time with the line where each begins."""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from debates.incoming import Source

csv.field_size_limit(4_000_000)  # characters: a long text is set aside by its reader, not a reason to stop
Progress = Callable[[int], object]  # told the bytes read since the last time


class Unreadable(Exception):
    """The file as a whole cannot be read; the message says which, where and why."""


@dataclass(frozen=True)
class Record:
    """One record: its place and its values by column, "" where the file gives none."""

    source: Source
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Crooked:
    """A record that has not as many values as the file has columns."""

    source: Source
    expected: int


class Table:
    """A CSV file: its columns are known at once, its records as they are iterated."""

    def __init__(self, path: Path, required: tuple[str, ...] = (), progress: Progress = lambda size: None):
        self.path, self.progress = path, progress
        header = self._header()
        self.delimiter = max(";,", key=lambda sign: len(_split(header, sign)))
        self.columns = [name.strip().casefold() for name in _split(header, self.delimiter)]
        self.check(required)

    def _header(self) -> str:
        lines = self._lines(lambda size: None)
        header = next(lines, "")
        if not header.strip():
            raise Unreadable(_("%(file)s est vide.") % {"file": self.path.name})
        return header

    def check(self, required: tuple[str, ...]) -> None:
        """Raise Unreadable unless these columns are there, and none twice."""
        missing = [name for name in required if name not in self.columns]
        if missing:
            facts = {"file": self.path.name, "columns": ", ".join(missing), "found": ", ".join(self.columns)}
            raise Unreadable(_("%(file)s : il manque %(columns)s. Colonnes lues : %(found)s.") % facts)
        twice = {name for name in self.columns if name and self.columns.count(name) > 1}
        if twice:
            facts = {"file": self.path.name, "columns": ", ".join(sorted(twice))}
            raise Unreadable(_("%(file)s : deux colonnes s’appellent %(columns)s.") % facts)

    def __iter__(self) -> Iterator[Record | Crooked]:
        reader = csv.reader(self._lines(self.progress), delimiter=self.delimiter, strict=True)
        line = 0
        try:
            for number, row in enumerate(reader):
                begins, line = line + 1, reader.line_num
                if number and any(value.strip() for value in row):
                    yield self._record(Source(self.path.name, begins, tuple(row)))
        except csv.Error as error:
            facts = {"file": self.path.name, "line": line + 1, "error": error}
            message = _("%(file)s, ligne %(line)s : enregistrement mal formé, guillemet manquant (%(error)s).")
            raise Unreadable(message % facts) from error

    def _record(self, source: Source) -> Record | Crooked:
        row, width = source.row, len(self.columns)
        if len(row) < width or any(value.strip() for value in row[width:]):
            return Crooked(source, width)
        return Record(source, dict(zip(self.columns, row, strict=False)))

    def _lines(self, progress: Progress) -> Iterator[str]:
        try:
            with _opened(self.path) as file:
                for number, line in enumerate(file, 1):
                    progress(len(line))
                    yield self._decoded(line, number)
        except (OSError, EOFError, zlib.error) as error:
            raise Unreadable(_("%(file)s ne peut pas être lu : %(error)s") % _facts(self.path, error)) from error

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            facts = {"file": self.path.name, "line": number}
            raise Unreadable(_("%(file)s, ligne %(line)s : ce n’est pas de l’UTF-8.") % facts) from error


def _opened(path: Path) -> BinaryIO:
    """The file, what is compressed (.gz) as it was before."""
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _facts(path: Path, error: Exception) -> dict[str, str]:
    return {"file": path.name, "error": getattr(error, "strerror", None) or str(error)}


def _split(header: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=delimiter))
    except (csv.Error, StopIteration):
        return []
