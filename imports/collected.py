"""A table of texts collected off the site (visits, letters, meetings), entered all together or not at all.

Columns: way, place, date, collected_by, consent, question, nature, title, text and, if there, source, quality, commune;
their French names are understood too. A text entered before, from the same line or another, is known again.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consultation.models import Consultation, User
from consultation.territories import lookup
from consultation.territories.names import fold
from debates import actions
from debates.models import Collected, Nature, Question, Way
from imports import dates, rows, words
from imports.rows import Refusal
from imports.tables import Crooked, Record, Table

LINES = 2_000  # texts of one table at most: they are entered while somebody waits
COLUMNS = {  # as they are written -> as they are read
    "comment": "way",
    "lieu": "place",
    "date": "date",
    "recueilli par": "collected_by",
    "accord": "consent",
    "question": "question",
    "nature": "nature",
    "titre": "title",
    "texte": "text",
    "source": "source",
    "qualite": "quality",
    "commune": "commune",
}
REQUIRED = ("way", "place", "date", "collected_by", "consent", "question", "nature", "title", "text")
_FRENCH_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_WAYS = {
    "visite": Way.VISIT,
    "lettre": Way.LETTER,
    "courriel": Way.LETTER,
    "entretien": Way.TALK,
    "permanence": Way.TALK,
}
_CONSENTS = {"ecrit": Collected.Consent.WRITTEN, "oral": Collected.Consent.SPOKEN}


@dataclass
class Outcome:
    """What became of a table: texts entered and already there, or why nothing was, line by line."""

    entered: int = 0
    there: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)  # line of the file, why


def enter(path: Path, consultation: Consultation, *, by: User) -> Outcome:
    """Enter every text of the table; nothing at all when one line cannot be. Raises `imports.tables.Unreadable`."""
    reader, outcome = _Reader(consultation), Outcome()
    with transaction.atomic():
        for line, read in _lines(Table(path)):
            try:
                is_new = _entered(reader, read(), by)
            except Refusal as refusal:
                outcome.refused.append((line, str(refusal)))
            except ValidationError as error:
                outcome.refused.append((line, " ".join(error.messages)))
            else:
                outcome.entered, outcome.there = outcome.entered + is_new, outcome.there + (not is_new)
        if outcome.refused:
            transaction.set_rollback(True)
            outcome.entered = outcome.there = 0
    return outcome


def _lines(table: Table) -> Iterator[tuple[int, Callable[[], Record]]]:
    _translate(table)
    for number, record in enumerate(table, 1):
        if number > LINES:
            yield record.source.line, _too_many
            return
        yield record.source.line, lambda record=record: rows.straight(record)


def _too_many() -> Record | Crooked:
    raise Refusal(_("un tableau porte %s textes au plus : partagez-le") % LINES)


def _translate(table: Table) -> None:
    table.columns = [COLUMNS.get(fold(name).replace("_", " "), name) for name in table.columns]
    table.check(REQUIRED)


def _entered(reader: "_Reader", record: Record, by: User) -> bool:
    """Whether the text was not there before."""
    question, written = reader.read(record)
    began = timezone.now()
    return actions.collect(question, by=by, **written).created_at >= began


class _Reader:
    """Records read with the words of one consultation."""

    def __init__(self, consultation: Consultation):
        self.natures = {nature.key: nature for nature in consultation.natures.all()}
        self.nature_words, self.qualities = words.natures(consultation), words.stakeholders()
        questions = Question.objects.filter(theme__consultation=consultation).select_related("theme__consultation")
        self.questions = {fold(question.title): question for question in questions}

    def read(self, record: Record) -> tuple[Question, dict]:
        """The question, and what `debates.actions.collect` is given. Raises Refusal."""
        provenance = actions.Provenance(
            way=_one_of(record, "way", _WAYS | {fold(str(way.label)): way for way in Way} | {w.value: w for w in Way}),
            place=rows.present(record, "place"),
            on=_day(record),
            collected_by=rows.present(record, "collected_by"),
            consent=_one_of(record, "consent", _consents()),
        )
        title, body = rows.present(record, "title"), rows.checked_body(record["text"])
        question = self._question(record)
        return question, {
            "provenance": provenance,
            "nature": self._nature(record),
            "title": title,
            "body": body,
            "source_url": record["source"].strip(),
            "stakeholder": self._quality(record),
            "commune": _commune(record),
            "key": "\n".join([question.title, provenance.way, provenance.place, str(provenance.on), title, body]),
        }

    def _question(self, record: Record) -> Question:
        asked = rows.present(record, "question")
        if fold(asked) not in self.questions:
            raise Refusal(_("question inconnue : %s") % asked)
        return self.questions[fold(asked)]

    def _nature(self, record: Record) -> Nature:
        word = rows.present(record, "nature")
        if fold(word) not in self.nature_words:
            raise Refusal(_("nature inconnue : %s") % word)
        return self.natures[self.nature_words[fold(word)]]

    def _quality(self, record: Record) -> str:
        word = record["quality"].strip()
        if word and fold(word) not in self.qualities:
            raise Refusal(_("qualité inconnue : %s") % word)
        return self.qualities[fold(word)] if word else ""


def _consents() -> dict[str, str]:
    named = {fold(str(label)): value for value, label in Collected.Consent.choices}
    return _CONSENTS | named | {value: value for value in Collected.Consent.values}


def _one_of(record: Record, column: str, known: dict[str, str]) -> str:
    word = rows.present(record, column)
    if fold(word) not in known:
        raise Refusal(_("%(column)s : « %(word)s » n’est pas connu") % {"column": column, "word": word})
    return str(known[fold(word)])


def _day(record: Record) -> date:
    word = rows.present(record, "date")
    try:
        if french := _FRENCH_DAY.fullmatch(word):
            return date(*(int(part) for part in reversed(french.groups())))
        return timezone.localdate(dates.moment(word))
    except ValueError:
        raise Refusal(_("date illisible : %s") % word) from None


def _commune(record: Record):
    word = record["commune"].strip()
    found = lookup.by_label(word) if word else None
    if word and found is None:
        raise Refusal(_("commune inconnue ou nom partagé par plusieurs : %s") % word)
    return found
