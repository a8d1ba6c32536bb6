from contextlib import suppress

import psutil
from django.conf import settings
from django.core.management import call_command, load_command_class
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from consultation.commands import is_behind
from consultation.models import Consultation
from consultation.territories.load import get_ready, load_territories
from consultation.territories.models import Commune

LOCK = 20180412  # of PostgreSQL: two setups at once wait for each other


class Command(BaseCommand):
    requires_system_checks = ()  # `migrate` has just done them, or `--after` does
    help = (
        "Met en place les données de départ : les communes et, sur une base vide, la consultation de démonstration "
        "(en mode embarqué, ou avec --demonstration). Recommencer ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("--demonstration", action="store_true", help="même hors du mode embarqué")
        parser.add_argument("--after", type=int, metavar="PID", help="se prépare pendant que ce migrate travaille")

    def handle(self, *args, demonstration: bool, after: int | None = None, **options) -> None:
        if after:
            self._get_ready(after)
        self._set_up(demonstration)

    def _get_ready(self, migrating: int) -> None:
        """Do what needs no table while another process makes them: the checks that it leaves to us, and libraries."""
        self.check()
        if is_behind():  # else the data is there too
            get_ready()
            load_command_class("demo", "demo").get_ready()
        with suppress(psutil.NoSuchProcess):
            psutil.Process(migrating).wait()
        if is_behind():
            raise CommandError("La base de données n’est pas à jour\u00a0: migrate n’a pas abouti.")

    @transaction.atomic
    def _set_up(self, demonstration: bool) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        self._communes()
        if settings.EMBEDDED or demonstration:
            self._demonstration()  # style sheets and scripts need no step there: they are served from their sources

    def _communes(self) -> None:
        if Commune.objects.exists():
            self.stdout.write(f"Communes\u00a0: déjà là ({Commune.objects.count()})")
            return
        self.stdout.write("Communes\u00a0: chargement")
        self.stdout.write(f"Communes\u00a0: {load_territories().communes}")

    def _demonstration(self) -> None:
        if Consultation.objects.exists():
            self.stdout.write("Démonstration\u00a0: la base a déjà une consultation, rien à charger")
            return
        call_command("demo", stdout=self.stdout)
