"""What a table of open data is: named columns, and records that come one at a time.

A record is a tuple of JSON values, in the order of the columns. The names of the columns and the codes in them are the
same whatever the language of the site; headings and labels are for people.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthesis.exports.tables import Cell, Row, Table

from .headings import headings

Value = str | int | bool | list | None
Record = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """`fr` and `en` say what it holds, in the dictionary that goes with the data; `labels` the words for its codes.

    `type`: integer, text, code, boolean, moment (ISO 8601 with its offset), date (ISO 8601) or list (of integers).
    """

    name: str
    type: str
    fr: str
    en: str
    width: int = 12  # in characters
    labels: Callable[[], Mapping[str, str]] | None = None


@dataclass(frozen=True)
class Dataset:
    """`name` is that of its file, `key` columns tell its records apart; `records()` starts again from the first.

    Records come in the order of the database's keys, in constant memory and a constant number of queries a batch.
    """

    name: str
    title: str  # for readers, in the active language
    fr: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    records: Callable[[], Iterator[Record]]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def table(dataset: Dataset) -> Table:
    """The dataset as people read it: titles and labels in the language active now, "" for what is not known."""
    labels = [column.labels() if column.labels else None for column in dataset.columns]

    def rows() -> Iterator[Row]:
        for record in dataset.records():
            yield tuple(_cell(value, words) for value, words in zip(record, labels, strict=True))

    words = headings()
    titles = tuple(words[column.name] for column in dataset.columns)
    widths = tuple(column.width for column in dataset.columns)
    return Table(f"donnees-{dataset.name}", dataset.title, titles, widths, rows)


def _cell(value: Value, labels: Mapping[str, str] | None) -> Cell:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return " ".join(map(str, value))
    if labels and isinstance(value, str):
        return str(labels.get(value, value))
    return "" if value is None else value
