"""All public data in pieces: those of each question, and of what belongs to none, so that several make one file.

Whoever makes them, and however they are shared out, they are the same and give the same file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO

from synthesis import composing, exports, open_data, renewing, verbatim
from synthesis.exports import pieces
from synthesis.exports.pieces import Piece, Told
from synthesis.exports.tables import Row, Table
from synthesis.models import Export, Synthesis
from synthesis.open_data import Dataset, Quoted, Record, Scope

Say = Callable[[int], None]


@dataclass(frozen=True)
class About:
    """What the makers of the parts of one file must all know, and whoever puts them together."""

    file_name: str
    language: str
    quoted: Quoted
    told: list[Told]

    def plain(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, plain: dict[str, Any]) -> "About":
        told = [Told(**each) for each in plain["told"]]
        return cls(plain["file_name"], plain["language"], Quoted(**plain["quoted"]), told)


def look(synthesis: Synthesis) -> Scope:
    """The data of a synthesis as everybody may read them now; NotVerbatim when a quotation is not word for word."""
    document = renewing.as_readable(composing.document(synthesis, tongues=False))
    verbatim.require(document)
    return Scope(synthesis, document)


def about(scope: Scope, format: str) -> About:
    """In the active language, which is that of the document."""
    document, shape = scope.document, exports.shape(format)
    told = [pieces.told_of(_sheet(dataset, format), shape) for dataset in open_data.datasets(scope)]
    return About(exports.file_name(document, format), document.language, scope.quoted, told)


def of_question(scope: Scope, format: str, question: int, out: BinaryIO, say: Say) -> list[Piece]:
    """The records of one question, in the active language. `say` is told the share done, in per cent."""
    found = [dataset for dataset in open_data.datasets(scope) if dataset.under]
    return [_rows(dataset, _seconds(dataset.under(question)), format, out) for dataset in _told(found, say)]


def of_none(scope: Scope, format: str, out: BinaryIO, say: Say) -> tuple[list[Piece], list[Piece]]:
    """What stands above the records of each table, and the records that belong to no question."""
    heads, rest = [], []
    for dataset in _told(open_data.datasets(scope), say):
        heads.append(pieces.head(_sheet(dataset, format), exports.shape(format), out))
        rest.append(_rows(dataset, dataset.rest(), format, out))
    return heads, rest


def whole(scope: Scope, format: str, out: BinaryIO, say: Say) -> list[Piece]:
    """The pieces of all, made one after the other with as few queries as one look takes."""
    found = []
    for dataset in _told(open_data.datasets(scope), say):
        found.append(pieces.head(_sheet(dataset, format), exports.shape(format), out))
        for share in dataset.shares() if dataset.under else ():
            for _question, records in groupby(dataset.under(share), itemgetter(0)):
                found.append(_rows(dataset, _seconds(records), format, out))
        found.append(_rows(dataset, dataset.rest(), format, out))
    return found


def _told(datasets: list[Dataset], say: Say) -> Iterator[Dataset]:
    for done, dataset in enumerate(datasets):
        say(100 * done // len(datasets))
        yield dataset


def _rows(dataset: Dataset, records: Iterable[Record], format: str, out: BinaryIO) -> Piece:
    read = _as_they_are if format == Export.Format.TABLES_JSON else open_data.columns.reader(dataset)
    return pieces.rows(_sheet(dataset, format), read(records), exports.shape(format), out)


def _sheet(dataset: Dataset, format: str) -> Table:
    """In words for people; in codes for programs."""
    table = open_data.columns.table(dataset)
    return replace(table, key=dataset.name, columns=dataset.names) if format == Export.Format.TABLES_JSON else table


def _as_they_are(records: Iterable[Record]) -> Iterable[Row]:
    return records


def _seconds(keyed: Iterable[tuple[int, Record]]) -> Iterator[Record]:
    return (record for _question, record in keyed)
