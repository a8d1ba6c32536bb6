"""manage.py files: where the bytes of files are, and what to do about it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consultation.files import looking_after
from consultation.files.kept import Away

ACTS = ("where", "check", "move", "sweep")


class Command(BaseCommand):
    help = "Dit où sont les fichiers\u00a0; les compare (check), les range où FILES_URL le dit (move), nettoie (sweep)."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("act", nargs="?", choices=ACTS, default="where")
        parser.add_argument("--deep", action="store_true", help="check : relit chaque octet et refait l’empreinte")
        parser.add_argument("--again", action="store_true", help="check : fait refaire les fichiers perdus")

    def handle(self, *args, act: str, deep: bool, again: bool, **options):
        if act == "check":
            self._check(deep, again)
        elif act == "move":
            self._move()
        elif act == "sweep":
            self.stdout.write(f"{looking_after.sweep()} objets que rien ne nomme ont été effacés.")
        else:
            self._where()

    def _where(self) -> None:
        self.stdout.write(f"Les nouveaux fichiers vont dans {settings.FILES_PLACE or 'PostgreSQL'}.")
        for rows in looking_after.all_files():
            elsewhere = rows.elsewhere(settings.FILES_PLACE).count()
            self.stdout.write(f"{rows.model._meta.label}\u00a0: {rows.count()} fichiers, dont {elsewhere} ailleurs.")

    def _check(self, deep: bool, again: bool) -> None:
        count = 0
        for row, why in looking_after.lost(deep=deep):
            count += 1
            made = again and looking_after.make_again(row)
            self.stderr.write(f"{row._meta.label} {row.pk}\u00a0: {why}{', sera refait' if made else ''}")
        if count:
            raise CommandError(f"{count} fichiers ne sont pas ce que disent leurs lignes.")
        self.stdout.write("Tous les fichiers sont là.")

    def _move(self) -> None:
        moved = failed = 0
        for row in looking_after.to_move():
            try:
                moved += looking_after.move(row)
            except Away as error:
                failed += 1
                self.stderr.write(f"{row._meta.label} {row.pk}\u00a0: {error}")
        self.stdout.write(f"{moved} fichiers rangés dans {settings.FILES_PLACE or 'PostgreSQL'}.")
        if failed:
            raise CommandError(f"{failed} fichiers sont restés où ils étaient.")
