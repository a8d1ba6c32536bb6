"""`manage.py check_quotes`: compare every passage that was kept with the version it was taken from."""

from consultation.commands import PlatformCommand
from synthesis import verbatim


class Command(PlatformCommand):
    help = "Compare chaque passage gardé à la version d’où il vient ; répond 1 si l’un d’eux n’est plus mot pour mot."

    def handle(self, *args, **options):
        swept = verbatim.sweep()
        self.stdout.write(verbatim.told(swept))
        if swept.altered:
            raise SystemExit(1)
