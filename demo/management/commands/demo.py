from django.core.management.base import CommandError

from consultation.commands import PlatformCommand
from demo import loading, scale
from demo.people import MissingCommune


class Command(PlatformCommand):
    help = (
        "Charge la consultation de démonstration « Territoires, Travail, Numérique » (une seule fois). "
        "Avec --scale N, ajoute N contributions synthétiques pour éprouver la charge."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--seed", type=int, default=loading.SEED, help="la même graine donne les mêmes textes (%(default)s)"
        )
        parser.add_argument(
            "--scale", type=_number, default=0, metavar="N", help="contributions synthétiques à ajouter"
        )

    def get_ready(self) -> None:
        """What takes time and needs no table, for `setup`, which begins before the tables are there."""
        loading.get_ready()

    def handle(self, *, seed: int, scale: int, **options):
        try:
            consultation = self._loaded(seed)
        except MissingCommune as error:
            raise CommandError(str(error)) from None
        if scale:
            self._scaled(consultation, seed, scale)

    def _loaded(self, seed: int):
        consultation = loading.demonstration()
        if consultation:
            self.stdout.write(f"La consultation de démonstration est déjà là\u00a0: /{consultation.slug}/")
            return consultation
        self.stdout.write("Consultation de démonstration\u00a0: chargement")
        consultation = loading.load(seed, self._say)
        self.stdout.write(f"Consultation de démonstration prête\u00a0: /{consultation.slug}/")
        return consultation

    def _scaled(self, consultation, seed: int, number: int) -> None:
        self.stdout.write(f"Contributions synthétiques à ajouter\u00a0: {number}")
        written = scale.add(consultation, number, seed, self._say)
        self.stdout.write(
            f"Ajouté en {written.seconds:.1f}\u00a0s\u00a0: {written.contributions} contributions "
            f"({written.contributions / written.seconds:.0f} par seconde), {written.arguments} arguments, "
            f"{written.reactions} réactions"
        )

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")


def _number(value: str) -> int:
    number = int(value)
    if number < 0:
        raise ValueError
    return number
