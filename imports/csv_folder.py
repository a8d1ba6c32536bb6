"""The generic format: a folder with `contributions.csv` and, if there, `reactions.csv`: see docs/imports.md."""

from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

from django.utils.translation import gettext as _

from consultation.models import Consultation
from consultation.territories.names import fold
from debates.incoming import Aside, Export, Place, Reaction, Text
from imports import rows, texts, words
from imports.rows import Notes, Refusal
from imports.tables import Progress, Record, Table, Unreadable

CONTRIBUTIONS, REACTIONS = "contributions.csv", "reactions.csv"
CHANNEL_MAX = 40


def read(folder: Path, consultation: Consultation, notes: Notes, progress: Progress = lambda size: None) -> Export:
    """The export in a folder; its headers are checked at once, its records read as they are asked for.

    Raises `imports.tables.Unreadable`.
    """
    contributions = Table(folder / CONTRIBUTIONS, ("id", "question", "kind"), progress)
    if not {"body", "body_html"} & set(contributions.columns):
        raise Unreadable(_("%s : il manque une colonne body ou body_html.") % CONTRIBUTIONS)
    reactions = []
    if (folder / REACTIONS).exists():
        reactions = Table(folder / REACTIONS, ("contribution", "author", "reaction"), progress)
    reader = _Reader(consultation, notes)
    return Export(name="csv", texts=reader.texts(contributions), reactions=reader.reactions(reactions))


class _Reader:
    """Records read with the words of one consultation."""

    def __init__(self, consultation: Consultation, notes: Notes):
        self.notes = notes
        self.natures, self.stances = words.natures(consultation), words.stances()
        self.qualities = words.stakeholders()
        self.kind_of = lru_cache(maxsize=64)(partial(words.reaction, words=words.reactions()))
        self.commune_of = lru_cache(maxsize=4096)(words.commune)

    def texts(self, table) -> Iterator[Text | Aside]:
        for record in table:
            try:
                rows.note_nul(record.source, self.notes)
                yield self._text(rows.straight(record))
            except Refusal as refusal:
                known = record if isinstance(record, Record) else {"id": "", "parent": ""}
                yield Aside(record.source, str(refusal), key=known["id"].strip(), parent=known["parent"].strip())

    def reactions(self, table) -> Iterator[Reaction | Aside]:
        for record in table:
            try:
                rows.note_nul(record.source, self.notes)
                yield self._reaction(rows.straight(record))
            except Refusal as refusal:
                yield Aside(record.source, str(refusal))

    def _text(self, record: Record) -> Text:
        parent = record["parent"].strip()
        title, body = rows.titled(record["title"], _body(record))
        facts: dict[str, str] = {}
        return Text(
            source=record.source,
            key=rows.present(record, "id"),
            kind=self._stance(record) if parent else self._nature(record),
            body=rows.checked_body(body),
            parent=parent,
            parent_name=_("le texte %s") % parent,
            place=None if parent else Place(record["theme"].strip(), rows.present(record, "question")),
            title=title,
            author=words.person(record["author"]),
            at=rows.moment(record),
            stakeholder=self._known(record, "quality", lambda value: self.qualities.get(fold(value), ""), facts),
            commune=self._known(record, "commune", self.commune_of, facts),
            channel=_channel(record, facts),
            facts=facts,
        )

    def _nature(self, record: Record) -> str:
        word = fold(rows.present(record, "kind"))
        if word in self.natures:
            return self.natures[word]
        if word in self.stances:
            raise Refusal(_("« %s » est une position : il manque le texte auquel celui-ci répond") % record["kind"])
        raise Refusal(_("nature inconnue : %s") % record["kind"])

    def _stance(self, record: Record) -> str:
        word = fold(rows.present(record, "kind"))
        if word not in self.stances:
            raise Refusal(_("position inconnue pour une réponse : %s") % record["kind"])
        return self.stances[word]

    def _known(self, record: Record, column: str, meaning, facts: dict[str, str]) -> str:
        """What a cell means to us; a word we do not know is kept with the text and counted."""
        value = record[column].strip()
        found = meaning(value) if value else ""
        if value and not found:
            facts[column] = value
            self.notes[_("valeurs inconnues de la colonne %s, gardées avec leur texte") % column] += 1
        return found

    def _reaction(self, record: Record) -> Reaction:
        kind = self.kind_of(rows.present(record, "reaction"))
        if not kind:
            raise Refusal(_("réaction inconnue : %s") % record["reaction"])
        text, author = rows.present(record, "contribution"), rows.present(record, "author")
        return Reaction(record.source, text, words.person(author), kind, rows.moment(record))


def _body(record: Record) -> str:
    """Markdown as it is, or HTML brought to Markdown where there is no other text."""
    return record["body"] if record["body"].strip() else texts.from_html(record["body_html"])


def _channel(record: Record, facts: dict[str, str]) -> str:
    """By what way the text came; a long name is cut, and kept whole with the text."""
    origin = " ".join(record["origin"].split())
    if len(origin) > CHANNEL_MAX:
        facts["origin"] = origin
        return origin[: CHANNEL_MAX - 1] + "…"
    return origin or "import"
