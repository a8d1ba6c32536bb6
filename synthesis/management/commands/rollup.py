"""`manage.py rollup SLUG --snapshot PATH`: gather what was published into a frozen snapshot, and write it as JSON."""

import time

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from consultation import placing
from consultation.commands import PlatformCommand
from synthesis import actions, laying_out
from synthesis.models import JobState, RollUp
from synthesis.waiting import until_done


class Command(PlatformCommand):
    help = "Consolide ce qui est publié : chiffres, groupes de contributions proches, accords et désaccords."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="adresse de la consultation, par exemple mission-coworking")
        parser.add_argument("--snapshot", default="", help="fichier JSON à écrire ; celui qui s’y trouve est remplacé")

    def handle(self, *args, slug: str, snapshot: str, **options):
        started = time.monotonic()
        consultation = self.consultation_named(slug)
        path = placing.writable(snapshot) if snapshot else None
        rollup = actions.request_roll_up(consultation, by=None)
        with tqdm(total=None, unit=" question", file=self.stderr, leave=True) as bar:
            rollup = until_done(rollup, tell=lambda row: _show(bar, row), say=lambda line: bar.write(line, self.stderr))
        if rollup.state != JobState.DONE:
            raise CommandError(_("La consolidation a échoué : %s") % rollup.error)
        rollup = RollUp.objects.get(pk=rollup.pk)
        self.stdout.write(_summary(rollup, time.monotonic() - started))
        if path:
            size = placing.place(path, laying_out.pieces(rollup))
            self.stdout.write(f"{path} ({size} {_('octets')})")


def _show(bar: tqdm, rollup: RollUp) -> None:
    if rollup.parts_total:
        bar.total = rollup.parts_total
    bar.n = rollup.parts_done
    if rollup.texts_total:
        bar.set_postfix_str(f"{rollup.texts_read}/{rollup.texts_total} {_('textes lus')}", refresh=False)
    bar.refresh()


def _summary(rollup: RollUp, seconds: float) -> str:
    parts = [question["part"] for question in rollup.snapshot["questions"]]
    lines = [
        (_("Questions"), len(parts)),
        (_("Contributions"), rollup.snapshot["figures"]["totals"]["contributions"]),
        (_("Voix"), rollup.snapshot["figures"]["totals"]["voices"]),
        (_("Groupes"), sum(len(part["groups"]) for part in parts)),
        (_("Empreinte SHA-256"), rollup.sha256),
        (_("Durée"), f"{seconds:.1f} s"),
    ]
    return "\n".join(f"{words}\u00a0: {value}" for words, value in lines)
