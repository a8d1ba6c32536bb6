"""The files that lie in a bucket: copied beside the dump, and put back where their rows say, or where new ones go."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from consultation.files.keeping import keep
from consultation.files.kept import Away, KeptFile
from consultation.files.looking_after import all_files
from consultation.files.stores import is_known, size, store

FOLDER = "objects"


def held() -> list[dict[str, Any]]:
    """What the rows of this snapshot say of files in buckets: address, bytes and SHA-256."""
    found = (rows.exclude(stored_at="").values_list("stored_at", "size", "sha256") for rows in all_files())
    return [{"address": at, "bytes": size, "sha256": digest} for rows in found for at, size, digest in rows]


def copy(folder: Path, objects: list[dict[str, Any]]) -> None:
    """Copy them to the folder, and write on each whether it `is_copied`.

    One that was erased or made again since the snapshot is no longer there to copy, nor to be restored. Nothing is
    copied of a bucket that is away; the manifest says so and a restore asks the bucket.
    """
    (folder / FOLDER).mkdir(mode=0o700)
    for each in objects:
        each["is_copied"] = _copied(each, folder / FOLDER / each["sha256"])


def _copied(each: dict[str, Any], path: Path) -> bool:
    if path.exists():
        return True
    row = _row(each["address"])
    if row is None:
        return False
    part = path.with_suffix(".part")
    try:
        with part.open("wb") as file:
            for data in row.data():
                file.write(data)
    except Away:
        part.unlink()
        return False
    part.rename(path)
    return True


def _row(address: str) -> KeptFile | None:
    return next((row for rows in all_files() for row in rows.filter(stored_at=address)), None)


def altered(folder: Path, objects: list[dict[str, Any]]) -> list[str]:
    """The copies that are not, or no longer, what the manifest says."""
    return [each["sha256"] for each in objects if each["is_copied"] and not _is_whole(folder, each)]


def _is_whole(folder: Path, each: dict[str, Any]) -> bool:
    if not re.fullmatch("[0-9a-f]{64}", each["sha256"]):
        return False
    digest = sha256()
    try:
        with (folder / FOLDER / each["sha256"]).open("rb") as file:
            for data in iter(lambda: file.read(1_000_000), b""):
                digest.update(data)
    except OSError:
        return False
    return digest.hexdigest() == each["sha256"]


def put_back(folder: Path, objects: list[dict[str, Any]]) -> list[str]:
    """See that each file is where its restored row says; the addresses of those that are nowhere.

    What its bucket still holds is left there. A copy goes back under its very name; where the settings do not name that
    bucket, it is kept where new files are, and its row says so.
    """
    return [each["address"] for each in objects if not _is_back(folder, each)]


def _is_back(folder: Path, each: dict[str, Any]) -> bool:
    try:
        if is_known(each["address"]) and size(each["address"]) == each["bytes"]:
            return True
        if not each["is_copied"]:
            return False
        with (folder / FOLDER / each["sha256"]).open("rb") as file:
            _write(each["address"], file)
    except Away:
        return False
    return True


def _write(address: str, file: BinaryIO) -> None:
    if is_known(address):
        bucket, name = store(address)
        bucket.put(name, file)
        return
    row = _row(address)
    with transaction.atomic():
        same = type(row).objects.filter(pk=row.pk)
        keep(row, file, lambda facts: same.update(stored_at=facts.stored_at) == 1)
