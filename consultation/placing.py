"""A file written beside its place, then put there in one go: what stood there stays until all of the new one is."""

import os
from collections.abc import Iterable
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _


def writable(out: str) -> Path:
    """Where to write, tried before any work is done. CommandError where it cannot be."""
    path = Path(out)
    if path.is_dir():
        raise CommandError(_("%s est un dossier : donnez le nom d’un fichier.") % path)
    part = _part(path)
    try:
        part.touch()
        part.unlink()
    except OSError as error:
        raise _refusal(path, error) from None
    return path


def place(path: Path, pieces: Iterable[bytes]) -> int:
    """Write the pieces; how many bytes. CommandError where it cannot be (a full disk), and nothing is left behind."""
    part, size = _part(path), 0
    try:
        with part.open("wb") as file:
            for piece in pieces:
                size += file.write(piece)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _refusal(path, error) from None
    return size


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _refusal(path: Path, error: OSError) -> CommandError:
    return CommandError(_("Impossible d’écrire %(path)s : %(why)s.") % {"path": path, "why": error.strerror})
