"""manage.py restore: a backup into an empty database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from consultation import backups


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base vide, puis compare chaque table à ce qui avait été sauvegardé."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("path", type=Path, help="le dossier écrit par manage.py backup")

    def handle(self, *args, path: Path, **options):
        try:
            manifest = backups.restore(path)
        except backups.Refused as error:
            raise CommandError(str(error)) from error
        rows = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(
            f"Restauré\u00a0: {len(manifest['tables'])} tables, {rows} lignes, les mêmes que le {manifest['made_at']}."
        )
        if lost := manifest["lost"]:
            self.stderr.write(
                f"{len(lost)} fichiers sur {len(manifest['objects'])} ne sont ni dans leur dépôt ni dans la sauvegarde."
                " «\u202fmanage.py files check --again\u202f» les fait refaire."
            )
