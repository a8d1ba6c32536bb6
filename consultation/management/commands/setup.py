from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction

from consultation.models import Consultation
from consultation.territories.load import load_territories
from consultation.territories.models import Commune

LOCK = 20180412  # of PostgreSQL: two setups at once wait for each other


class Command(BaseCommand):
    requires_system_checks = ()  # `migrate` has just done them
    help = (
        "Met en place les données de départ : les communes et, sur une base vide, la consultation de démonstration "
        "(en mode embarqué, ou avec --demonstration). Recommencer ne change rien."
    )

    def add_arguments(self, parser):
        parser.add_argument("--demonstration", action="store_true", help="même hors du mode embarqué")

    @transaction.atomic
    def handle(self, *args, demonstration: bool, **options) -> None:
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
