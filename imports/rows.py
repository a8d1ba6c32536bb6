"""What the readers share: a record is a text, a reaction, or set aside with the first reason met."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from consultation import text
from debates.incoming import Source
from imports import dates, texts
from imports.tables import Crooked, Record

TITLE_MAX = 240  # characters a version's title can hold


class Refusal(Exception):
    """The record cannot be read; the message is the reason."""


class Notes(Counter):
    """What was changed or left out of records that were taken in, by sentence: told at the end, never silent."""


def straight(record: Record | Crooked) -> Record:
    if isinstance(record, Crooked):
        facts = {"count": len(record.source.row), "expected": record.expected}
        raise Refusal(_("%(count)s colonnes au lieu de %(expected)s") % facts)
    return record


def present(record: Record, column: str) -> str:
    value = record[column].strip()
    if not value:
        raise Refusal(_("%s manque") % column)
    return value


def moment(record: Record) -> datetime | None:
    try:
        return dates.moment(record["created_at"])
    except ValueError:
        raise Refusal(_("date illisible : %s") % record["created_at"]) from None


def whole(record: Record, column: str) -> int:
    """An integer, 0 when the cell is empty."""
    try:
        return int(record[column].strip() or 0)
    except ValueError:
        raise Refusal(
            _("%(column)s n’est pas un nombre : %(value)s") % {"column": column, "value": record[column]}
        ) from None


def titled(title: str, body: str) -> tuple[str, str]:
    """A title too long for its column becomes the first paragraph of the text: no word is lost."""
    line = text.clean_line(title)
    if len(line) <= TITLE_MAX:
        return line, body
    return "", f"{texts.from_plain(line)}\n\n{body}"


def checked_body(body: str) -> str:
    body = text.clean_body(body)
    if text.is_blank(body):
        raise Refusal(_("le texte est vide"))
    if len(body) > settings.BODY_MAX:
        raise Refusal(_("le texte dépasse %s caractères") % settings.BODY_MAX)
    return body


def note_nul(source: Source, notes: Notes) -> None:
    if any("\x00" in value for value in source.row):
        notes[_("caractères nuls retirés (la base ne peut pas les garder)")] += 1
