"""A ZIP whose bytes depend on what is in it alone, written member by member, each with its digest."""

import csv
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from consultation.spreadsheets import DELIMITER, neutralised
from synthesis.open_data import Dataset, Record

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # whatever system writes it


class Members:
    """What was written so far: `files` lists each member's SHA-256, bytes and, for a table, rows."""

    def __init__(self, out: BinaryIO) -> None:
        self.zip = ZipFile(out, "w", ZIP_DEFLATED)
        self.files: dict[str, dict[str, Any]] = {}

    def write(self, name: str, data: bytes) -> None:
        with self._member(name) as write:
            write(data)

    def table(self, dataset: Dataset) -> int:
        """The records as JSON lines and, the same, as CSV; the database is read once. How many there are."""
        with tempfile.TemporaryFile() as spool:
            sheet = _Sheet(spool, dataset.names)
            name = f"data/{dataset.name}.jsonl"
            with self._member(name) as write:
                rows = 0
                for rows, record in enumerate(dataset.records(), start=1):  # noqa: B007 (read after the loop)
                    write(line(dataset.names, record))
                    sheet.add(record)
            self.files[name]["rows"] = rows
            sheet.close()
            with self._member(f"tables/{dataset.name}.csv") as write:
                for piece in iter(lambda: spool.read(shutil.COPY_BUFSIZE), b""):
                    write(piece)
        self.files[f"tables/{dataset.name}.csv"]["rows"] = rows
        return rows

    def close(self) -> None:
        self.zip.close()

    @contextmanager
    def _member(self, name: str) -> Iterator:
        digest, size = hashlib.sha256(), 0
        info = ZipInfo(name, _EPOCH)
        info.compress_type, info.create_system = ZIP_DEFLATED, _UNIX
        info.external_attr = 0o644 << 16
        with self.zip.open(info, "w", force_zip64=True) as member:

            def write(data: bytes) -> None:
                nonlocal size
                digest.update(data)
                size += len(data)
                member.write(data)

            yield write
        self.files[name] = {"sha256": digest.hexdigest(), "bytes": size}


class _Sheet:
    """The same records for people: UTF-8 with a byte order mark, semicolons, CRLF, no cell that runs as a formula."""

    def __init__(self, spool: BinaryIO, names: Iterable[str]) -> None:
        self.spool = spool
        self.text = io.TextIOWrapper(spool, encoding="utf-8-sig", newline="")
        self.writer = csv.writer(self.text, delimiter=DELIMITER, lineterminator="\r\n")
        self.writer.writerow(names)

    def add(self, record: Record) -> None:
        self.writer.writerow([cell(value) for value in record])

    def close(self) -> None:
        self.text.detach()
        self.spool.seek(0)


def line(names: Iterable[str], record: Record) -> bytes:
    """A record as one line of JSON, its columns in their order."""
    values = dict(zip(names, record, strict=True))
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no blanks, in UTF-8: as the digest of a document is taken."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def cell(value: Any) -> str | int:
    """A value of a record in a spreadsheet; the verifier reads it back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return " ".join(map(str, value))
    return neutralised(value) if isinstance(value, str) else value
