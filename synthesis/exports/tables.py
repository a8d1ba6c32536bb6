"""The document as tables: one list, the same in CSV and in XLSX.

Cells are texts or whole numbers. Every row says which edition it comes from, in its first column: a draft's rows are
marked one by one, so that a row copied elsewhere still says what it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from synthesis import catalogue
from synthesis.document import Document, QuestionBlock, Quote, ThemeBlock

from . import labels, questions, wording
from .report import manifest, numbered

Cell = str | int | float | None  # None is an empty cell
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """`key` is for file names (ASCII), `name` for readers. `rows()` starts again from the first."""

    key: str
    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]  # of the columns, in characters
    rows: Callable[[], Iterator[Row]]
    columns: tuple[str, ...] = ()  # the same columns for programs (ASCII); without them, the headings


@dataclass(frozen=True)
class About:
    """What a file of tables says of itself; `mark` is the words of a draft, "" for a published version."""

    title: str
    consultation: str
    status: str
    mark: str
    made_at: str  # ISO date and time


def about(document: Document) -> About:
    """In the active language."""
    return About(
        document.title,
        document.consultation,
        wording.status(document),
        wording.draft_mark(document),
        document.made_at,
    )


def tables(document: Document) -> list[Table]:
    """All tables, the citations first. A table of a draft without a row has one that carries the mark of the draft."""
    made = (citations(document), _statements(document), _placed(document), _figures(document), _coverage(document))
    made = (*made, *_represented(document))
    return [*made, _questions(document), _groups(document), _rankings(document), _manifest(document)]


def citations(document: Document) -> Table:
    """Statement by statement, each with the quotes it rests on: one row a statement and quote, all that finds it again.

    A statement without a quote has one row, whose columns of the quote are empty.
    """
    quotes = {quote.mark: quote for quote in document.quotes}
    columns = (
        (_("Thème"), 16),
        (_("Partie"), 16),
        (_("Numéro de l’énoncé"), 10),
        (_("Énoncé"), 60),
        (_("Citation"), 9),
        (_("Passage"), 60),
        (_("Contribution"), 12),
        (_("Identifiant de la version"), 12),
        (_("Version"), 9),
        (_("Empreinte SHA-256 de la version"), 20),
        (_("Début"), 8),
        (_("Fin"), 8),
        (_("Nature"), 14),
        (_("Auteur"), 20),
        (_("Qualité"), 24),
        (_("Lieu"), 20),
        (_("Territoire"), 16),
        (_("Date"), 12),
        (_("Origine"), 16),
        (_("Adresse"), 50),
        (_("Lien vers une source"), 50),
    )

    def rows() -> Iterator[Row]:
        for number, theme, section, place in numbered(document):
            statement = section.statements[place]
            start = (theme.name, section.title, number, statement.text)
            for quote in [quotes[mark] for mark in statement.marks] or [None]:
                yield start + _quote(quote)

    return _table(document, "citations", _("Citations"), columns, rows)


def _quote(quote: Quote | None) -> Row:
    if quote is None:
        return ("",) * 17
    return (
        quote.mark, quote.text, quote.contribution, quote.version, quote.version_number, quote.version_sha256,
        quote.start, quote.end, quote.nature, quote.author, quote.stakeholder, quote.place, quote.territory,
        quote.posted_on, quote.channel, quote.url, quote.source_url,
    )  # fmt: skip


def _statements(document: Document) -> Table:
    columns = (
        (_("Numéro"), 9),
        (_("Thème"), 16),
        (_("Partie"), 16),
        (_("Énoncé"), 80),
        (_("Nombre de citations"), 10),
        (_("Source"), 24),
    )

    def rows() -> Iterator[Row]:
        for number, theme, section, place in numbered(document):
            statement = section.statements[place]
            origin = labels.statement_source(statement.source)
            yield number, theme.name, section.title, statement.text, len(statement.marks), origin

    return _table(document, "enonces", _("Énoncés"), columns, rows)


def _placed(document: Document) -> Table:
    """The charts and tables put among the statements, number by number."""
    columns = (
        (_("Numéro de l’énoncé"), 10),
        (_("Légende"), 40),
        (_("Figure"), 40),
        (_("Libellé"), 40),
        (_("Colonne"), 20),
        (_("Valeur"), 12),
    )

    def rows() -> Iterator[Row]:
        for number, _theme, section, place in numbered(document):
            said = section.statements[place]
            figure = catalogue.figure_of(document, said.figure) if said.figure else None
            for label, *values in figure.rows if figure else ():
                for heading, value in zip(figure.headings[1:], values, strict=True):
                    if value != "":
                        yield number, said.text, figure.title, label, heading, value

    return _table(document, "figures", _("Figures"), columns, rows)


def _coverage(document: Document) -> Table:
    """In which state each contribution is: the rows add up to all of them."""
    columns = ((_("Code"), 20), (_("État"), 50), (_("Contributions"), 14))
    names = {
        "cited": _("Citées dans ce document"),
        "kept": _("Un passage est gardé, il n’est pas cité ici"),
        "duplicate": _("Doublons d’une autre contribution"),
        "read_nothing_kept": _("Lues, aucun passage n’est gardé"),
        "unread": _("Pas encore lues"),
        "set_aside": _("Pas en ligne"),
    }

    def rows() -> Iterator[Row]:
        for code, words in names.items():
            yield code, words, getattr(document.coverage, code)

    return _table(document, "couverture", _("Couverture"), columns, rows)


def _represented(document: Document) -> Iterator[Table]:
    """Who writes and who is cited, beside who lives there: the flag in words, in the last column."""
    names = {
        "representation:kind": ("representation-territoires", _("Représentation par territoire")),
        "representation:stakeholder": ("representation-qualites", _("Représentation par qualité")),
    }
    for picture, _note in catalogue.represented(document):
        widths = (40, *(14,) * (len(picture.headings) - 2), 60)
        columns = tuple(zip(picture.headings, widths, strict=True))
        yield _table(document, *names[picture.key], columns, partial(iter, picture.rows))


def _figures(document: Document) -> Table:
    columns = (
        (_("Répartition"), 36),
        (_("Code"), 20),
        (_("Libellé"), 40),
        (_("Contributions"), 14),
        (_("Participants"), 14),
    )
    totals, by = document.figures.get("totals") or {}, document.figures.get("by") or {}

    def rows() -> Iterator[Row]:
        for name, value in totals.items():
            yield _("Total"), name, labels.total(name), value, ""
        for name, lines in by.items():
            for line in lines:
                label = labels.of_row(name, line)
                numbers = (line["contributions"], line.get("authors", ""))
                shown = (labels.unpublished() if number is None else number for number in numbers)
                yield labels.breakdown(name), line["value"] or "", label, *shown

    return _table(document, "chiffres", _("Chiffres"), columns, rows)


def _questions(document: Document) -> Table:
    columns = (
        (_("Thème"), 16),
        (_("Question"), 60),
        (_("Contributions"), 14),
        (_("Voix"), 9),
        (_("Groupes"), 9),
        (_("Pas encore lues"), 10),
        (_("Adresse"), 50),
    )

    def rows() -> Iterator[Row]:
        for theme, question in _asked(document):
            part = question.part
            voices, unread = questions.voices(part), (part.get("not_read") or {}).get("count")
            counts = ("" if n is None else n for n in (voices, len(part.get("groups") or ()), unread))
            yield theme.name, question.title, question.contributions, *counts, question.url

    return _table(document, "questions", _("Questions"), columns, rows)


def _groups(document: Document) -> Table:
    columns = (
        (_("Thème"), 16),
        (_("Question"), 40),
        (_("Groupe"), 8),
        (_("Mots du groupe"), 40),
        (_("Contributions"), 14),
        (_("Voix"), 9),
        (_("Passage"), 60),
        (_("Contribution"), 12),
        (_("Identifiant de la version"), 12),
        (_("Début"), 8),
        (_("Fin"), 8),
    )

    def rows() -> Iterator[Row]:
        for theme, question in _asked(document):
            for place, group in enumerate(question.part.get("groups") or [], start=1):
                counts = (group.get("count", ""), group.get("voices", ""))
                start = (theme.name, question.title, group.get("number", place), questions.label(group), *counts)
                for passage in group.get("passages") or [{}]:
                    yield (*start, *(passage.get(k, "") for k in ("quote", "contribution", "version", "start", "end")))

    return _table(document, "groupes", _("Groupes"), columns, rows)


_RANKED = ("agree", "disagree", "arguments", "pros", "cons")


def _rankings(document: Document) -> Table:
    columns = (
        (_("Thème"), 16),
        (_("Question"), 40),
        (_("Classement"), 20),
        (_("Rang"), 7),
        (_("Contribution"), 12),
        (_("Titre"), 50),
        (_("D’accord"), 10),
        (_("Pas d’accord"), 10),
        (_("Arguments"), 10),
        (_("Pour"), 8),
        (_("Contre"), 8),
    )

    def rows() -> Iterator[Row]:
        for theme, question in _asked(document):
            for name, words in questions.rankings().items():
                for rank, entry in enumerate(question.part.get(name) or [], start=1):
                    counts = (entry.get(key, "") for key in _RANKED)
                    named = (entry["contribution"], entry.get("title", ""))
                    yield (theme.name, question.title, words, rank, *named, *counts)

    return _table(document, "classements", _("Classements"), columns, rows)


def _manifest(document: Document) -> Table:
    columns = ((_("Élément"), 44), (_("Valeur"), 80))
    return _table(document, "manifeste", _("Manifeste"), columns, lambda: iter(manifest(document)))


def _asked(document: Document) -> Iterator[tuple[ThemeBlock, QuestionBlock]]:
    return ((theme, question) for theme in document.themes for question in theme.questions)


def _table(document: Document, key: str, name: str, columns: Any, rows: Callable[[], Iterator[Row]]) -> Table:
    """The table with the column of the edition before the others."""
    status = wording.status(document)

    def marked() -> Iterator[Row]:
        count = 0
        for count, row in enumerate(rows(), start=1):  # noqa: B007 (read after the loop)
            yield (status, *row)
        if not count and document.is_draft:
            yield (status, *("" for _column in columns))

    headings, widths = zip(*columns, strict=True)
    return Table(key, name, (_("Édition"), *headings), (22, *widths), marked)
