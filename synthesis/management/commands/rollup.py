"""`manage.py rollup SLUG`: gather what was published into a frozen snapshot."""

import time

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from consultation.commands import PlatformCommand
from synthesis import actions
from synthesis.models import JobState, RollUp
from synthesis.waiting import until_done


class Command(PlatformCommand):
    help = "Consolide ce qui est publié : chiffres, groupes de contributions proches, accords et désaccords."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="adresse de la consultation, par exemple mission-coworking")

    def handle(self, *args, slug: str, **options):
        started = time.monotonic()
        rollup = actions.request_roll_up(self.consultation_named(slug), by=None)
        with tqdm(total=None, unit=" question", file=self.stderr, leave=True) as bar:
            rollup = until_done(rollup, tell=lambda row: _show(bar, row), say=lambda line: bar.write(line, self.stderr))
        if rollup.state != JobState.DONE:
            raise CommandError(_("La consolidation a échoué : %s") % rollup.error)
        self.stdout.write(_summary(RollUp.objects.get(pk=rollup.pk), time.monotonic() - started))


def _show(bar: tqdm, rollup: RollUp) -> None:
    if rollup.parts_total:
        bar.total = rollup.parts_total
    bar.n = rollup.parts_done
    bar.refresh()


def _summary(rollup: RollUp, seconds: float) -> str:
    parts = [question["part"] for question in rollup.snapshot["questions"]]
    lines = [
        (_("Questions"), len(parts)),
        (_("Contributions"), rollup.snapshot["figures"]["totals"]["contributions"]),
        (_("Groupes"), sum(len(part["groups"]) for part in parts)),
        (_("Empreinte SHA-256"), rollup.sha256),
        (_("Durée"), f"{seconds:.1f} s"),
    ]
    return "\n".join(f"{words}\u00a0: {value}" for words, value in lines)
