"""The English catalogue: the French sentences of the sources, and what is translated of them, compiled.

With it, `locale/fr`: the sentences that count, said by themselves. Without a catalogue, gettext counts as English does,
and "0 arguments" is not French (docs/decisions/french-msgids.md).
"""

import re
import subprocess
from contextlib import chdir
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.core.management.commands import makemessages

IGNORED = [".venv", "var", "tests", "bench", "static-root", "node_modules"]
COUNTS = re.compile(
    r"(?P<context>msgctxt .*?\n)?msgid (?P<one>.*?)\nmsgid_plural (?P<many>.*?)\nmsgstr\[0\]", re.DOTALL
)
FRENCH = r"""# Written by manage.py translations: French says its own sentences, and 0 and 1 are singular.
msgid ""
msgstr ""
"Language: fr\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""


class Extraction(makemessages.Command):
    """Django's extraction without its guesses: a sentence is translated by somebody or not at all."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


def extract() -> Path:
    """Read the sentences of the sources below the current folder into the first of LOCALE_PATHS; its English catalogue.

    What is translated stays; what no source says any more goes; the French catalogue follows. Wants GNU gettext
    (xgettext, msgmerge).
    """
    call_command(
        Extraction(), locale=["en"], no_obsolete=True, add_location="file", ignore_patterns=IGNORED, verbosity=0
    )
    english, french = (catalogue(language) for language in ("en", "fr"))
    french.parent.mkdir(parents=True, exist_ok=True)
    french.write_text(counted(english.read_text()))
    return english


def catalogue(language: str) -> Path:
    """Where the sentences of a language are written."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES/django.po"


def counted(english: str) -> str:
    """The French catalogue for an English one: each of its plural entries with itself as translation."""
    found = (COUNTS.search(entry) for entry in english.split("\n\n"))
    return FRENCH + "".join(_itself(**entry.groupdict()) for entry in found if entry)


def _itself(context: str | None, one: str, many: str) -> str:
    return f"\n{context or ''}msgid {one}\nmsgid_plural {many}\nmsgstr[0] {one}\nmsgstr[1] {many}\n"


class Command(BaseCommand):
    help = "Relève les phrases à traduire, compile les catalogues et montre celles qui manquent (GNU gettext)."
    requires_system_checks = ()  # they load every page

    def handle(self, *args, **options):
        with chdir(settings.ROOT):
            english = extract()
            call_command("compilemessages", locale=["en", "fr"], ignore_patterns=IGNORED, verbosity=0)
        left = subprocess.run(  # noqa: S603 (a constant and our own file)
            ["msgattrib", "--untranslated", "--no-obsolete", str(english)],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        self.stdout.write(left or f"{english.relative_to(settings.ROOT)}\u00a0: tout est traduit.")
