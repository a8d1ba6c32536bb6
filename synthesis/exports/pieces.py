"""A ZIP of tables made of pieces: each deflated apart, by whichever process, put together without being read again.

A member is its pieces one after the other. Each ends on a byte and looks back at nothing before it (a full flush of
zlib, RFC 1951), so the bytes of the whole depend on the pieces and their order, and not on who made them or where.
"""

import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from tempfile import TemporaryFile
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .tables import Row, Table

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same rows give the same ZIP
LEVEL = 6  # of zlib
COPIED = 1_000_000  # bytes at once
_LAST = zlib.compressobj(LEVEL, zlib.DEFLATED, -15).flush()  # an empty last block
_READABLE = 0o600 << 16  # as zipfile says of the members that it writes


@dataclass(frozen=True)
class Shape:
    """How a format writes a table: what stands above its rows, and rows as they come, saying how many they were."""

    ending: str
    head: Callable[[Table], bytes]
    rows: Callable[[Table, Iterable[Row], BinaryIO], int]
    has_index: bool = False  # whether `tables.json` tells what is in each


@dataclass(frozen=True)
class Piece:
    """Some bytes of a member, deflated, that lie at `at` of a spool."""

    file: str
    at: int
    bytes: int  # deflated
    size: int  # as they were
    crc: int  # of them, as they were
    rows: int


@dataclass(frozen=True)
class Told:
    """What is said of the table that a member holds; `columns` by pairs of their names for programs and for people."""

    file: str
    name: str
    columns: Sequence[Sequence[str]]


class Deflated(io.BufferedIOBase):
    """A file that deflates what is written to it; `piece` ends it."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at = out, out.tell()
        self._deflate = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        self._size = self._crc = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._size += len(data)
        self._crc = zlib.crc32(data, self._crc)
        self._out.write(self._deflate.compress(data))
        return len(data)

    def piece(self, file: str, rows: int) -> Piece:
        """Nothing is written for nothing: a table without a row of some question has no piece of it."""
        if self._size:
            self._out.write(self._deflate.flush(zlib.Z_FULL_FLUSH))
        return Piece(file, self._at, self._out.tell() - self._at, self._size, self._crc, rows)


def file_of(table: Table, shape: Shape) -> str:
    """The member that a table is."""
    return f"{table.key}{shape.ending}"


def told_of(table: Table, shape: Shape) -> Told:
    return Told(
        file_of(table, shape), table.name, list(zip(table.columns or table.headings, table.headings, strict=True))
    )


def head(table: Table, shape: Shape, out: BinaryIO) -> Piece:
    """What stands above the rows."""
    deflated = Deflated(out)
    deflated.write(shape.head(table))
    return deflated.piece(file_of(table, shape), 0)


def rows(table: Table, found: Iterable[Row], shape: Shape, out: BinaryIO) -> Piece:
    """Some rows of a table, as they come."""
    deflated = Deflated(out)
    count = shape.rows(table, found, deflated)
    return deflated.piece(file_of(table, shape), count)


def put_together(
    told: Iterable[Told],
    pieces: Iterable[Piece],
    shape: Shape,
    spool: BinaryIO,
    out: BinaryIO,
    progress: Callable[[int], None] = lambda percent: None,
) -> None:
    """Write a ZIP of what is told, in its order, each member of its `pieces` in their order, out of the spool."""
    told, by_file = list(told), _by_file(pieces)
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for done, each in enumerate(told, start=1):
            _add(archive, each.file, by_file.get(each.file, []), spool)
            progress(100 * done // len(told))
        if shape.has_index:
            index = [_indexed(each, by_file.get(each.file, [])) for each in told]
            archive.writestr(member("tables.json"), json.dumps(index, ensure_ascii=False, indent=1).encode())


def write_tables(found: Sequence[Table], shape: Shape, out: BinaryIO, progress: Callable[[int], None]) -> None:
    """A ZIP with a file a table, named by its key; rows are written as they come."""
    with TemporaryFile() as spool:
        pieces = [
            piece for table in found for piece in (head(table, shape, spool), rows(table, table.rows(), shape, spool))
        ]
        put_together([told_of(table, shape) for table in found], pieces, shape, spool, out, progress)


def member(name: str) -> ZipInfo:
    """A compressed member whose date says nothing."""
    info = ZipInfo(name, EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = _READABLE
    return info


def _by_file(pieces: Iterable[Piece]) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.file, []).append(piece)
    return found


def _indexed(told: Told, pieces: list[Piece]) -> dict[str, Any]:
    count = sum(piece.rows for piece in pieces)
    return {"file": told.file, "name": told.name, "rows": count, "columns": dict(map(tuple, told.columns))}


def _add(archive: ZipFile, name: str, pieces: list[Piece], spool: BinaryIO) -> None:
    """A member of bytes that are deflated already, which `zipfile` has no function for: its header, they, its entry."""
    info = member(name)
    info.file_size = sum(piece.size for piece in pieces)
    info.compress_size = sum(piece.bytes for piece in pieces) + len(_LAST)
    info.CRC = reduce(lambda crc, piece: joined(crc, piece.crc, piece.size), pieces, 0)
    archive.fp.seek(archive.start_dir)
    info.header_offset = archive.start_dir
    archive.fp.write(info.FileHeader())
    for piece in pieces:
        _copy(spool, archive.fp, piece)
    archive.fp.write(_LAST)
    archive.filelist.append(info)
    archive.NameToInfo[name] = info
    archive.start_dir = archive.fp.tell()
    archive._didModify = True


def _copy(spool: BinaryIO, out: Any, piece: Piece) -> None:
    spool.seek(piece.at)
    left = piece.bytes
    while left:
        data = spool.read(min(COPIED, left))
        if not data:
            raise EOFError(f"{piece.file}: {left} bytes are not there")
        out.write(data)
        left -= len(data)


# --- The CRC-32 of two texts from theirs: as zlib's crc32_combine, which Python does not give

_POLYNOMIAL = 0xEDB88320  # of CRC-32 (IEEE 802.3), lowest power first
_ONE = 1 << 31


def joined(first: int, second: int, length: int) -> int:
    """The CRC-32 of one text after another of `length` bytes: the first times x to those bits, plus the second."""
    return _times(_power(length), first) ^ second


def _power(length: int) -> int:
    """x^(8·length) modulo the polynomial."""
    found, square = _ONE, _ONE >> 8
    while length:
        if length & 1:
            found = _times(square, found)
        square, length = _times(square, square), length >> 1
    return found


def _times(a: int, b: int) -> int:
    found = 0
    for bit in _bits(a):
        if bit:
            found ^= b
        b = (b >> 1) ^ _POLYNOMIAL if b & 1 else b >> 1
    return found


def _bits(value: int) -> Iterator[int]:
    return (value >> place & 1 for place in range(31, -1, -1))
