"""The English catalogue: the French sentences of the sources, and what is translated of them, compiled."""

import subprocess
from contextlib import chdir
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

IGNORED = [".venv", "var", "tests", "bench", "static-root", "node_modules"]


class Extraction(makemessages.Command):
    """Django's extraction without its guesses: a sentence is translated by somebody or not at all."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


def extract() -> Path:
    """Read the sentences of the sources below the current folder into the first of LOCALE_PATHS; its catalogue.

    What is translated stays; what no source says any more goes. Wants GNU gettext (xgettext, msgmerge).
    """
    call_command(
        Extraction(), locale=["en"], no_obsolete=True, add_location="file", ignore_patterns=IGNORED, verbosity=0
    )
    return Path(settings.LOCALE_PATHS[0]) / "en/LC_MESSAGES/django.po"


class Command(BaseCommand):
    help = "Relève les phrases à traduire, compile le catalogue anglais et montre celles qui manquent (GNU gettext)."
    requires_system_checks = ()  # they load every page

    def handle(self, *args, **options):
        with chdir(settings.ROOT):
            catalogue = extract()
            call_command("compilemessages", locale=["en"], ignore_patterns=IGNORED, verbosity=0)
        left = subprocess.run(  # noqa: S603 (a constant and our own file)
            ["msgattrib", "--untranslated", "--no-obsolete", str(catalogue)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        self.stdout.write(left or f"{catalogue.relative_to(settings.ROOT)}\u00a0: tout est traduit.")
