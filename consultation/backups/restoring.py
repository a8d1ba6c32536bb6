"""Bring a backup back into an empty database, and prove that all of it is there."""

import json
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from consultation.backups import objects
from consultation.backups.programs import Refused, run
from consultation.backups.saving import FORMAT, digest
from consultation.backups.sums import Sum, sums, tables


def restore(path: Path) -> dict:
    """Restore a backup into the database of the settings; its manifest.

    In one transaction: all of it or nothing. Refused for what is no backup, a file that was altered, and a database
    that has tables already; and when a table then holds other rows than were saved. Files go back to their bucket after
    that; `lost` of the manifest has the addresses of those that are nowhere.
    """
    manifest = read(path)
    if taken := tables():
        raise Refused(
            f"La base n’est pas vide ({len(taken)} tables)\u00a0: une sauvegarde se restaure dans une base neuve."
        )
    connection.close()
    run(
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(path / "database.dump"),
    )
    if wrong := differences(manifest):
        raise Refused(f"La base restaurée diffère de ce qui a été sauvegardé\u00a0: {', '.join(wrong[:20])}.")
    return manifest | {"lost": objects.put_back(path, manifest["objects"])}


def read(path: Path) -> dict[str, Any]:
    """The manifest of a backup whose files are as they were written. Refused otherwise."""
    try:
        manifest = json.loads((path / "manifest.json").read_text())
        files = {name: (each["bytes"], each["sha256"]) for name, each in manifest["files"].items()}
        format = manifest["format"]
        kept = manifest.setdefault("objects", [])
    except PermissionError as error:
        raise Refused(
            f"{path} ne se lit pas avec le compte qui restaure\u00a0: donnez-le-lui («\u202fchown --recursive\u202f»)."
        ) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Refused(f"{path} n’est pas une sauvegarde\u00a0: son manifeste manque ou ne se lit pas.") from error
    if format not in range(1, FORMAT + 1):
        raise Refused(f"Cette sauvegarde est d’un format que cette version ne connaît pas ({format}).")
    if set(files) != {"database.dump"}:
        raise Refused(f"{path} n’est pas une sauvegarde\u00a0: son manifeste nomme d’autres fichiers.")
    for name, (size, sha256) in files.items():
        file = path / name
        if not file.is_file() or file.stat().st_size != size or digest(file) != sha256:
            raise Refused(f"{name} a été altéré ou manque\u00a0: ce n’est pas ce qui a été sauvegardé.")
    if wrong := objects.altered(path, kept):
        raise Refused(f"{len(wrong)} fichiers ont été altérés ou manquent\u00a0: {', '.join(wrong[:5])}.")
    return manifest


def differences(manifest: dict[str, Any]) -> list[str]:
    """The tables that do not hold what the manifest says, both ways."""
    with transaction.atomic():
        now = sums()
    said = {name: Sum(**each) for name, each in manifest["tables"].items()}
    return sorted(name for name in now.keys() | said.keys() if now.get(name) != said.get(name))
