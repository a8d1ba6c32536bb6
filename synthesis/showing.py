"""From the one document, or from a snapshot, to what a page shows of it. What was taken offline since is withheld."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from synthesis import document as documents
from synthesis import representing
from synthesis.models import Section, Statement


def in_the_readers_language(frozen: str) -> str:
    """A label frozen in the language of the consultation, in that of the page: French labels are what is translated.
    Words of people are never given to this.
    """
    return _(frozen) if frozen else ""


_BESIDE = ("representation", "qualities")
CODED = frozenset(["nature", "kind", "stakeholder", "origin"])  # breakdowns whose labels are the platform's own words


def figures_of(document: documents.Document) -> dict[str, Any]:
    """The participation figures with the platform's own labels in the language of the page; {} without figures."""
    if not document.figures:
        return {}
    by = {
        name: [_relabelled(row) for row in rows] if name in CODED else rows
        for name, rows in document.figures.get("by", {}).items()
    }
    beside = {name: [_relabelled(row) for row in document.figures.get(name, ())] for name in _BESIDE}
    return {**document.figures, "by": by} | {name: rows for name, rows in beside.items() if rows}


def _relabelled(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "label": in_the_readers_language(row["label"])} if row.get("label") else row


@dataclass(frozen=True)
class Cited:
    """A quotation under a statement. `text` is "" when its contribution is no longer online."""

    quote: documents.Quote
    anchor: str  # of this place; the first place of an extract also has `extract_anchor`
    extract_anchor: str
    withheld: bool

    @property
    def path(self) -> str:
        """The address of the passage on this site, wherever the document was made."""
        parts = urlsplit(self.quote.url)
        return f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path

    @property
    def stakeholder(self) -> str:
        return in_the_readers_language(self.quote.stakeholder)

    @property
    def territory(self) -> str:
        return in_the_readers_language(self.quote.territory)

    @property
    def posted_on(self) -> date:
        return date.fromisoformat(self.quote.posted_on)


@dataclass(frozen=True)
class Said:
    """A statement with its quotations; `withheld` when its words are those of a text taken offline."""

    number: int
    text: str
    cited: tuple[Cited, ...]
    source: str
    withheld: bool
    figure: str = ""  # key of the chart or table that stands here


@dataclass(frozen=True)
class Part:
    """A section of a theme."""

    key: str
    title: str
    statements: tuple[Said, ...]

    @property
    def is_disagreement(self) -> bool:
        return self.key == Section.DISAGREEMENT


@dataclass(frozen=True)
class Chapter:
    """A theme and its sections."""

    theme: documents.ThemeBlock
    parts: tuple[Part, ...]


@dataclass
class Shown:
    """A document as a page shows it. `online`: the extracts whose contributions everybody may still read."""

    document: documents.Document
    online: Set[int]

    @cached_property
    def chapters(self) -> list[Chapter]:
        """The themes in order; statements are numbered through the document."""
        numbers, placed = iter(range(1, 10**9)), set()
        return [self._chapter(theme, numbers, placed) for theme in self.document.themes]

    @cached_property
    def withheld(self) -> int:
        """How many of its quotations are no longer online."""
        return sum(quote.extract not in self.online for quote in self.document.quotes)

    @cached_property
    def _quotes(self) -> dict[int, documents.Quote]:
        return {quote.mark: quote for quote in self.document.quotes}

    def _chapter(self, theme: documents.ThemeBlock, numbers: Iterator[int], placed: set[int]) -> Chapter:
        return Chapter(theme, tuple(self._part(section, numbers, placed) for section in theme.sections))

    def _part(self, section: documents.SectionBlock, numbers: Iterator[int], placed: set[int]) -> Part:
        statements = tuple(self._said(block, next(numbers), placed) for block in section.statements)
        return Part(section.key, in_the_readers_language(section.title), statements)

    def _said(self, block: documents.StatementBlock, number: int, placed: set[int]) -> Said:
        cited = tuple(self._cited(mark, number, placed) for mark in block.marks if mark in self._quotes)
        borrowed = block.source == Statement.Source.SNAPSHOT  # its words are the title of what it cites
        return Said(number, block.text, cited, block.source, borrowed and any(c.withheld for c in cited), block.figure)

    def _cited(self, mark: int, number: int, placed: set[int]) -> Cited:
        quote, is_first = self._quotes[mark], mark not in placed
        placed.add(mark)
        return Cited(
            quote=quote,
            anchor=f"q{mark}" if is_first else f"q{mark}-{number}",
            extract_anchor=f"extrait-{quote.extract}" if is_first else "",
            withheld=quote.extract not in self.online,
        )


def readable(document: documents.Document, extracts: Set[int], contributions: Set[int]) -> documents.Document:
    """The document with only the words of what is online: these extracts, and these contributions of its snapshot."""
    gone = {quote.mark for quote in document.quotes if quote.extract not in extracts}
    quotes = tuple(_emptied(quote) if quote.mark in gone else quote for quote in document.quotes)
    themes = tuple(_readable_theme(theme, gone, contributions) for theme in document.themes)
    return representing.readable(replace(document, quotes=quotes, themes=themes))


def _emptied(quote: documents.Quote) -> documents.Quote:
    words = _("[passage retiré : ce texte n’est plus en ligne]")
    return replace(quote, text=words, author="", stakeholder="", place="", territory="", source_url="", lang="")


def _readable_theme(theme: documents.ThemeBlock, gone: Set[int], online: Set[int]) -> documents.ThemeBlock:
    sections = tuple(
        replace(section, statements=tuple(_readable_statement(said, gone) for said in section.statements))
        for section in theme.sections
    )
    questions = tuple(replace(question, part=part_without(question.part, online)) for question in theme.questions)
    return replace(theme, sections=sections, questions=questions)


def _readable_statement(said: documents.StatementBlock, gone: Set[int]) -> documents.StatementBlock:
    """A statement whose words are the title of a text goes with it."""
    if said.source != Statement.Source.SNAPSHOT or gone.isdisjoint(said.marks):
        return said
    return replace(said, text=_("[énoncé retiré : il reprenait les mots d’un texte qui n’est plus en ligne]"))


def extracts_of(document: documents.Document) -> list[int]:
    return [quote.extract for quote in document.quotes]


def contributions_of(part: dict) -> set[int]:
    """Every contribution whose title or words a question's part of a snapshot holds."""
    entries = [*part["most_agreed"], *part["most_divided"], *part["most_argued"], *part["not_read"]["first"]]
    passages = [passage for group in part["groups"] for passage in group["passages"]]
    agreed = [entry for kept in _consensus(part).values() for entry in kept]
    return {entry["contribution"] for entry in [*entries, *passages, *part["voices"], *agreed]}


def _consensus(part: dict) -> dict[str, list[dict]]:
    """What every declared group agrees with, by kind of group; parts frozen before say nothing of it."""
    return (part.get("indicators") or {}).get("consensus", {})


def part_without(part: dict, online: Set[int]) -> dict:
    """A question's part of a snapshot without what is no longer online; its counts stay those of its date."""
    kept = {name: _kept(part[name], online) for name in ("most_agreed", "most_divided", "most_argued", "voices")}
    groups = [group | {"passages": _kept(group["passages"], online)} for group in part["groups"]]
    not_read = part["not_read"] | {"first": _kept(part["not_read"]["first"], online)}
    if _consensus(part):
        agreed = {name: _kept(entries, online) for name, entries in _consensus(part).items()}
        kept["indicators"] = part["indicators"] | {"consensus": agreed}
    return part | kept | {"groups": groups, "not_read": not_read}


def _kept(entries: Iterable[dict], online: Set[int]) -> list[dict]:
    return [entry for entry in entries if entry["contribution"] in online]
