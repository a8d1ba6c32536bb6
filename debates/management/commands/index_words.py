from consultation.commands import PlatformCommand
from debates import indexing


class Command(PlatformCommand):
    help = (
        "Refait l’index des mots que la recherche lit, texte par texte, sans arrêter le site. "
        "Utile après une reprise de données faite hors des commandes de la plateforme, ou après un changement de la "
        "façon dont les mots sont lus. --after reprend là où l’on s’est arrêté."
    )

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, metavar="N", help="commencer après le texte numéro N")

    def handle(self, *, after: int, **options):
        last = after
        for place, last in enumerate(indexing.rebuild(after), 1):
            if place % 20 == 0:
                self.stdout.write(f"Index des mots\u00a0: fait jusqu’au texte {last}")
        self.stdout.write(f"Index des mots\u00a0: à jour jusqu’au texte {last}")
