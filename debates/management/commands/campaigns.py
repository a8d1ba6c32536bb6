from consultation.commands import PlatformCommand
from debates.actions import campaigns


class Command(PlatformCommand):
    help = (
        "Compare les contributions que personne n’a encore comparées (reprises, démonstration) et réunit celles qui "
        "disent presque la même chose. La tâche de fond le fait pour les reprises. N’arrête pas le site, peut être "
        "interrompue et reprise. --after commence après la contribution de ce numéro."
    )

    def add_arguments(self, parser):
        parser.add_argument("--after", type=int, default=0, metavar="N", help="commencer après la contribution N")

    def handle(self, *, after: int, **options):
        done, last = 0, after
        for done, last in enumerate(campaigns.gather(after), 1):
            if done % 1_000 == 0:
                self.stdout.write(f"Campagnes : fait jusqu’à la contribution {last}")
        self.stdout.write(f"Campagnes : {done} contributions comparées, jusqu’à la contribution {last}")
