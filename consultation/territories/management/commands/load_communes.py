from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultation.territories.load import load_territories


class Command(BaseCommand):
    help = gettext_lazy("Charge les communes, les départements et les régions ; recommencer ne change rien.")

    def handle(self, *args, **options) -> None:
        counts = load_territories()
        line = _(
            "%(communes)d communes, %(departments)d départements, %(regions)d régions, "
            "%(overseas_territories)d collectivités ou territoires d’outre-mer."
        )
        self.stdout.write(line % vars(counts))
