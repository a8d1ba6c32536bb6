"""Backups: everything that PostgreSQL holds, and what proves that it came back whole.

A backup is a folder: `database.dump` (pg_dump's custom format) and `manifest.json`, which has the SHA-256 of the dump
and, of each table, the number of rows and a sum over all of them, read in the very snapshot that was dumped. Files that
lie in a bucket are copied to `objects/`, by their SHA-256, and the manifest says of each where it was.
"""

from consultation.backups.restoring import restore
from consultation.backups.saving import Refused, back_up

__all__ = ["Refused", "back_up", "restore"]
