"""manage.py backup: everything that PostgreSQL holds, in a folder."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from consultation import backups, signs


class Command(BaseCommand):
    help = "Sauvegarde la base dans un dossier\u00a0: pg_dump, et un manifeste avec empreintes et sommes de contrôle."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="le dossier à écrire, qui ne doit pas exister")

    def handle(self, *args, path: Path, **options):
        try:
            manifest = backups.back_up(path)
        except backups.Refused as error:
            raise CommandError(str(error)) from error
        signs.give(signs.BACKUP, str(path))
        rows = sum(table["rows"] for table in manifest["tables"].values())
        size = manifest["files"]["database.dump"]["bytes"]
        self.stdout.write(f"{path}\u00a0: {len(manifest['tables'])} tables, {rows} lignes, {size} octets.")
        if objects := manifest["objects"]:
            copied = sum(each["is_copied"] for each in objects)
            self.stdout.write(f"Fichiers rangés hors de PostgreSQL\u00a0: {copied} copiés sur {len(objects)}.")
