"""Write a backup."""

import json
import shutil
from dataclasses import asdict
from hashlib import file_digest
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from consultation.backups import objects
from consultation.backups.programs import Refused, run
from consultation.backups.sums import sums

__all__ = ["FORMAT", "Refused", "back_up"]
FORMAT = 2  # of the manifest; 1 knew no objects


def back_up(path: Path) -> dict:
    """Write a backup to a folder that is not there yet; its manifest. The site may go on meanwhile.

    The folder has its name once all of it is written: one that was interrupted is called `.part`. Refused when the
    place is taken or cannot be written, and when pg_dump fails.
    """
    if path.exists():
        raise Refused(f"{path} existe déjà\u00a0: une sauvegarde n’en remplace pas une autre.")
    part = path.with_name(f"{path.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True, mode=0o700)
        manifest = _fill(part)
        part.rename(path)
    except OSError as error:
        raise Refused(f"{path} ne peut pas être écrit\u00a0: {error.strerror}") from error
    return manifest


def _fill(folder: Path) -> dict:
    dump = folder / "database.dump"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version')")
        snapshot, version = cursor.fetchone()
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", stdout=dump)
        held = {name: asdict(each) for name, each in sums().items()}
        files = objects.held()
    objects.copy(folder, files)
    manifest = {
        "format": FORMAT,
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "postgresql": version,
        "migrations": _migrations(),
        "files": {dump.name: {"bytes": dump.stat().st_size, "sha256": digest(dump)}},
        "tables": held,
        "objects": files,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return manifest


def _migrations() -> dict[str, str]:
    """The last migration of each app that was applied."""
    applied = MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name")
    return dict(applied)


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
