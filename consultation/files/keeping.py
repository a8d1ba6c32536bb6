"""Keep the bytes of a file that was made, whole or not at all."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction

from consultation.files.kept import CHUNK, KeptFile, Stream
from consultation.files.stores import discard, discard_after_commit


@dataclass(frozen=True)
class Facts:
    """What the row of a file says of its bytes."""

    size: int
    sha256: str
    stored_at: str


def require_place() -> None:
    """Return if the place where new files are kept answers; Away otherwise. Asked before a file is made."""
    if settings.FILES_PLACE:
        storages[settings.FILES_PLACE].answers()


def keep(row: KeptFile, file: BinaryIO, finish: Callable[[Facts], bool]) -> bool:
    """Keep a file where FILES_URL says, and `finish` its row in the same transaction as its bytes.

    `finish` writes the facts on the row if it is still ours, and says whether it was; if not, nothing is kept and this
    is False. An object is written, read again and compared before its row names it. Away when the bucket is.
    """
    facts = _facts(row, file)
    try:
        with transaction.atomic():
            former = type(row).objects.select_for_update().filter(pk=row.pk).values_list("stored_at", flat=True).first()
            kept = finish(facts)
            if kept:
                _write_rows(row, None if facts.stored_at else file)
                discard_after_commit([former or ""])
    except BaseException:
        discard([facts.stored_at])
        raise
    if not kept:
        discard([facts.stored_at])
    return kept


def _facts(row: KeptFile, file: BinaryIO) -> Facts:
    file.seek(0)
    digest = file_digest(file, "sha256").hexdigest()
    size = file.seek(0, os.SEEK_END)
    return Facts(size, digest, _put(row, file, size, digest) if settings.FILES_PLACE else "")


def _put(row: KeptFile, file: BinaryIO, size: int, digest: str) -> str:
    """The address of a new object with these bytes, read again from there. Its name says nothing of what it holds."""
    name = f"{row._meta.label_lower}/{row.pk}-{secrets.token_hex(16)}"
    address = f"{settings.FILES_PLACE}/{name}"
    file.seek(0)
    try:
        storages[settings.FILES_PLACE].put(name, file)
        for _data in Stream(address, size, digest):
            pass
    except BaseException:
        discard([address])
        raise
    return address


def _write_rows(row: KeptFile, file: BinaryIO | None) -> None:
    row.chunks.all().delete()
    if file is not None:
        file.seek(0)
        for number, data in enumerate(iter(lambda: file.read(CHUNK), b"")):
            row.chunks.create(number=number, data=data)
