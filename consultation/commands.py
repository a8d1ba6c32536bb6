"""What the platform's own commands begin with: a database that is ready, or a clear word."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consultation.models import Consultation
from consultation.territories.load import load_territories
from consultation.territories.models import Commune


class PlatformCommand(BaseCommand):
    """A command that reads and writes consultations.

    In the embedded mode a database that is new, or older than the code, is made ready first; elsewhere that is the
    operator's decision, and the command says so.
    """

    requires_system_checks = ()  # they load every page: these commands read and write rows only

    def execute(self, *args, **options):
        if is_behind():
            self._make_ready()
        return super().execute(*args, **options)

    def _make_ready(self) -> None:
        if not settings.EMBEDDED:
            raise CommandError("La base de données n’est pas à jour\u00a0: lancez d’abord manage.py migrate.")
        self.stderr.write("Base de données\u00a0: préparation")
        call_command("migrate", verbosity=0)
        if not Commune.objects.exists():
            load_territories()

    def consultation_named(self, slug: str) -> Consultation:
        """The consultation of this address; CommandError, with those there are, when there is none."""
        found = Consultation.objects.filter(slug=slug).first()
        if found is None:
            known = ", ".join(Consultation.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "aucune"
            raise CommandError(
                f"Pas de consultation à l’adresse «\u202f{slug}\u202f». Celles qu’il y a\u00a0: {known}."
            )
        return found


def is_behind() -> bool:
    """Whether a migration is not applied yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
