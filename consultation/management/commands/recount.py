"""manage.py recount: the counters of lists against what they count."""

from django.core.management.base import CommandError

from consultation.commands import PlatformCommand
from debates import recounting
from synthesis.models import Extract

SHOWN = 50  # differences that are written out


class Command(PlatformCommand):
    help = "Recompte ce que les listes affichent (réactions, arguments, textes, extraits) et dit ce qui différait."

    def add_arguments(self, parser):
        parser.add_argument("--consultation", metavar="ADRESSE", help="le nom de la consultation dans les adresses")
        parser.add_argument("--check", action="store_true", help="dit les écarts sans rien changer")

    def handle(self, *args, consultation: str | None, check: bool, **options):
        of = self.consultation_named(consultation) if consultation else None
        kept = {"extracts_count": Extract._meta.db_table}
        found = recounting.recount(of, repairs=not check, kept_of_texts=kept)
        for difference in found[:SHOWN]:
            self.stdout.write(
                f"{difference.what} {difference.pk} {difference.counter} : {difference.kept} → {difference.counted}"
            )
        if len(found) > SHOWN:
            self.stdout.write(f"… et {len(found) - SHOWN} autres")
        if found and check:
            raise CommandError(f"{len(found)} compteurs diffèrent de ce qu’ils comptent.")
        self.stdout.write(f"{len(found)} compteurs remis à leur place." if found else "Tous les compteurs sont justes.")
