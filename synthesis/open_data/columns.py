"""What a table of open data is: named columns, and records that come one at a time.

A record is a tuple of JSON values, in the order of the columns. The names of the columns and the codes in them are the
same whatever the language of the site; headings and labels are for people.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from synthesis.exports.tables import Cell, Row, Table

from .headings import headings

Value = str | int | bool | list | None
Record = tuple[Value, ...]
Under = Callable[[int | None], Iterator[tuple[int, Record]]]  # records with their question: of one, or of all


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

    Records come question by question, then in the order of the database's keys, in constant memory and a constant
    number of queries a batch. `under` gives those of one question (of all, for None), each with its question; `rest`
    those that belong to none, which are the last of `records()`.
    """

    name: str
    title: str  # for readers, in the active language
    fr: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rest: Callable[[], Iterator[Record]] = lambda: iter(())
    under: Under | None = None
    shares: Callable[[], Iterable[int | None]] = lambda: (None,)  # the questions to ask `under` for, one by one

    def records(self) -> Iterator[Record]:
        for question in self.shares() if self.under else ():
            for _question, record in self.under(question):
                yield record
        yield from self.rest()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def table(dataset: Dataset) -> Table:
    """The dataset as people read it: titles and labels in the language active now, "" for what is not known."""
    read = reader(dataset)

    def rows() -> Iterator[Row]:
        return read(dataset.records())

    words = headings()
    titles = tuple(words[column.name] for column in dataset.columns)
    widths = tuple(column.width for column in dataset.columns)
    return Table(f"donnees-{dataset.name}", dataset.title, titles, widths, rows)


def reader(dataset: Dataset) -> Callable[[Iterable[Record]], Iterator[Row]]:
    """From records of a dataset to what people read."""
    labels = [column.labels() if column.labels else None for column in dataset.columns]

    def read(records: Iterable[Record]) -> Iterator[Row]:
        for record in records:
            yield tuple(_cell(value, words) for value, words in zip(record, labels, strict=True))

    return read


def _cell(value: Value, labels: Mapping[str, str] | None) -> Cell:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, list):
        return " ".join(map(str, value))
    if labels and isinstance(value, str):
        return str(labels.get(value, value))
    return "" if value is None else value
