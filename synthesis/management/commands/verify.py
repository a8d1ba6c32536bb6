"""`manage.py verify PATH`: verify an open-data archive; the same as `python synthesis/verify.py PATH`."""

from django.core.management.base import BaseCommand
from django.utils import translation

from synthesis import verify


class Command(BaseCommand):
    help = (
        "Recalcule les chiffres d’une archive ouverte et compare ses citations, sans base de données. "
        "Répond 0 si tout concorde, 1 si quelque chose diffère, 2 si elle ne se lit pas."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("archive", metavar="PATH", help="l’archive (ZIP)")
        parser.add_argument("--document", default="", help="document JSON de la synthèse publiée")
        parser.add_argument("--lang", choices=["fr", "en"], default="", help="langue de la réponse")

    def handle(self, *args, archive: str, document: str, lang: str, **options):
        language = lang or ("en" if translation.get_language() == "en" else "fr")
        arguments = [archive, "--lang", language, *(["--document", document] if document else [])]
        raise SystemExit(verify.main(arguments, self.stdout))
