"""`manage.py export SLUG --format pdf --out PATH`: write a file of the last published synthesis, or of the draft."""

import os
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from consultation.commands import PlatformCommand
from consultation.models import Consultation
from synthesis import actions
from synthesis.models import Export, JobState, Synthesis
from synthesis.waiting import until_done


class Command(PlatformCommand):
    help = "Écrit la synthèse dans un fichier : la dernière version publiée, sinon le brouillon, marqué comme tel."

    def add_arguments(self, parser):
        parser.add_argument("slug", help="adresse de la consultation, par exemple mission-coworking")
        parser.add_argument("--format", default="", help=", ".join(Export.READY))
        parser.add_argument("--out", default="", help="fichier à écrire ; celui qui s’y trouve est remplacé")

    def handle(self, *args, slug: str, format: str, out: str, **options):
        consultation = self.consultation_named(slug)
        _check_format(format)
        path = _writable(out)
        export = actions.request_export(_synthesis(consultation), format=format, by=None)
        with tqdm(total=100, unit="%", file=self.stderr, leave=True) as bar:
            export = until_done(export, tell=lambda row: _show(bar, row), say=lambda line: bar.write(line, self.stderr))
        if export.state != JobState.DONE:
            raise CommandError(_("L’export a échoué : %s") % export.error)
        _write(export, path)
        self.stdout.write(f"{path} ({export.size} {_('octets')}, SHA-256 {export.sha256})")


def _check_format(format: str) -> None:
    if format not in Export.READY:
        words = {"format": format, "known": ", ".join(Export.READY)}
        raise CommandError(_("Format « %(format)s » inconnu. Choisissez : %(known)s.") % words)


def _writable(out: str) -> Path:
    """Where to write, tried before anything is done."""
    if not out:
        raise CommandError(_("Dites où écrire le fichier : --out CHEMIN."))
    path = Path(out)
    if path.is_dir():
        raise CommandError(_("%s est un dossier : donnez le nom d’un fichier.") % path)
    part = _part(path)
    try:
        part.touch()
        part.unlink()
    except OSError as error:
        raise _refusal(path, error) from None
    return path


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _synthesis(consultation: Consultation) -> Synthesis:
    return consultation.syntheses.published().first() or actions.draft(consultation, by=None)


def _show(bar: tqdm, export: Export) -> None:
    bar.n = export.progress
    bar.refresh()


def _write(export: Export, path: Path) -> None:
    """Write the rows of the file beside its place, then put it there in one go."""
    part = _part(path)
    try:
        with part.open("wb") as file:
            for data in export.data():
                file.write(data)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _refusal(path, error) from None


def _refusal(path: Path, error: OSError) -> CommandError:
    return CommandError(_("Impossible d’écrire %(path)s : %(why)s.") % {"path": path, "why": error.strerror})
