"""`manage.py import decidim|csv PATH --consultation SLUG`"""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from tqdm import tqdm

from consultation.commands import PlatformCommand
from debates.incoming import Outcome
from debates.intake import take_in
from imports import csv_folder, decidim, opening
from imports.aside import AsideFile
from imports.rows import Notes
from imports.tables import Unreadable

READERS = {"decidim": decidim.read, "csv": csv_folder.read}
TOLD = 100  # records set aside that are told one by one; the file has them all


class Command(PlatformCommand):
    help = gettext_lazy(
        "Reprend l’export d’une autre plateforme, en entier ou pas du tout ; recommencer ne change rien."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "format", choices=READERS, help=_("decidim, ou csv pour le format décrit dans docs/imports.md")
        )
        parser.add_argument("path", type=Path, help=_("dossier de l’export"))
        parser.add_argument(
            "--consultation", required=True, help=_("adresse de la consultation, créée si elle n’existe pas")
        )
        parser.add_argument("--aside", type=Path, help=_("fichier où vont les lignes qui n’ont pas pu être reprises"))

    def handle(self, *args, **options) -> None:
        folder, slug = options["path"], options["consultation"]
        if not folder.is_dir():
            raise CommandError(_("%s n’est pas un dossier.") % folder)
        aside, notes = AsideFile(options["aside"] or _default_aside(slug)), Notes()
        try:
            outcome = self._import(READERS[options["format"]], folder, slug, aside, notes)
            aside.keep()
        except ValidationError as error:
            raise CommandError(f"--consultation {slug} : {opening.problem(error)}") from error
        except (Unreadable, OSError) as error:
            raise CommandError(_("%s Rien n’a été repris.") % error) from error
        finally:
            aside.drop()
        self._report(outcome, aside, notes)

    @transaction.atomic
    def _import(self, read, folder: Path, slug: str, aside: AsideFile, notes: Notes) -> Outcome:
        consultation, is_new = opening.consultation_for(slug)
        size = sum(file.stat().st_size for file in folder.glob("*.csv"))
        with tqdm(total=size, desc=_("lecture"), unit="o", unit_scale=True, disable=None, leave=False) as bar:
            export = read(folder, consultation, notes, bar.update)
            outcome = take_in(consultation, export, tell=lambda records: aside.write(records, self._tell), watch=_watch)
        if is_new:
            opening.date_debate(consultation)
        return outcome

    def _tell(self, line: str) -> None:
        self.told = getattr(self, "told", 0) + 1
        if self.told <= TOLD:
            self.stdout.write(line)

    def _report(self, outcome: Outcome, aside: AsideFile, notes: Notes) -> None:
        if aside.count > TOLD:
            self.stdout.write(_("… et %s autres, dans le fichier.") % (aside.count - TOLD))
        self.stdout.write(_table(outcome))
        opened = {"themes": outcome.themes, "questions": outcome.questions, "people": outcome.people}
        self.stdout.write(_("Créés : %(themes)s thèmes, %(questions)s questions, %(people)s personnes.") % opened)
        for note, count in notes.items():
            self.stdout.write(f"{count} {note}.")
        if n := aside.count:
            facts = {"count": aside.count, "path": aside.path}
            said = ngettext(
                "%(count)s ligne mise de côté dans %(path)s", "%(count)s lignes mises de côté dans %(path)s", n
            )
            self.stdout.write(said % facts)


def _default_aside(slug: str) -> Path:
    name = "".join(sign if sign.isalnum() or sign in "-_" else "-" for sign in slug)
    return Path(settings.VAR) / "imports" / f"{name}-{timezone.localtime():%Y%m%d-%H%M%S}-aside.csv"


def _watch(work, name: str, total: int):
    return tqdm(work, desc=name, total=total, disable=None, leave=False)


def _table(outcome: Outcome) -> str:
    heads = [_("lus"), _("repris"), _("déjà là"), _("remplacés"), _("mis de côté")]
    lines = [
        (_("Contributions"), outcome.contributions),
        (_("Arguments"), outcome.arguments),
        (_("Réactions"), outcome.reactions),
    ]
    width = max(len(head) for head in heads) + 2
    rows = ["".ljust(14) + "".join(head.rjust(width) for head in heads)]
    for name, tally in lines:
        figures = (tally.read, tally.taken, tally.there, tally.replaced, tally.aside)
        rows.append(name.ljust(14) + "".join(str(figure).rjust(width) for figure in figures))
    return "\n".join(rows)
