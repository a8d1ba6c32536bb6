"""The file of what was not taken in: file, line, reason and the record itself."""

import csv
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from django.utils.translation import gettext as _

from debates.incoming import SetAside


class AsideFile:
    """Written beside its place as the import ends, put in its place once the import is kept; no file for nothing.

    One record a line: `fichier, ligne, raison, enregistrement`, the last one as a JSON list of its values, so that no
    character is lost and no spreadsheet takes it for a formula.
    """

    def __init__(self, path: Path):
        self.path = path
        self.draft = path.with_name(path.name + ".part")
        self.count = 0

    def write(self, records: Iterator[SetAside], tell: Callable[[str], object] = lambda line: None) -> None:
        first = next(records, None)
        if first is None:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([_("fichier"), _("ligne"), _("raison"), _("enregistrement")])
            for record in _with(first, records):
                source = record.source
                writer.writerow([source.file, source.line, record.reason, json.dumps(source.row, ensure_ascii=False)])
                self.count += 1
                tell(f"{source.file}, {_('ligne')} {source.line} : {record.reason}")

    def keep(self) -> None:
        if self.count:
            self.draft.replace(self.path)

    def drop(self) -> None:
        with suppress(OSError):  # it was never written, or is in its place
            self.draft.unlink()


def _with(first: SetAside, others: Iterator[SetAside]) -> Iterator[SetAside]:
    yield first
    yield from others
