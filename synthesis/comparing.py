"""What changed from one published version of a synthesis to another: statements, and the passages they rest on."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from synthesis.document import Document, Quote, StatementBlock, ThemeBlock

ADDED, REMOVED, CHANGED, SAME = "added", "removed", "changed", "same"


@dataclass(frozen=True)
class Placed:
    """A statement where it stands."""

    theme: int
    section: str
    section_title: str
    said: StatementBlock
    extracts: tuple[int, ...]  # it cites these, in order


@dataclass(frozen=True)
class Change:
    """What became of one statement; `before` is None for an added one, `after` for a removed one."""

    before: Placed | None
    after: Placed | None
    gained: tuple[Quote, ...] = ()
    lost: tuple[Quote, ...] = ()

    @property
    def kind(self) -> str:
        if self.before is None or self.after is None:
            return ADDED if self.before is None else REMOVED
        is_other = self.before.said.text != self.after.said.text or self.before.said.figure != self.after.said.figure
        return CHANGED if is_other or self.has_moved or self.gained or self.lost else SAME

    @property
    def has_moved(self) -> bool:
        """It stands in another part or under another theme."""
        if self.before is None or self.after is None:
            return False
        return (self.before.theme, self.before.section) != (self.after.theme, self.after.section)

    @property
    def where(self) -> Placed:
        return self.after or self.before


@dataclass
class ThemeChanges:
    """The statements of a theme that are not the same, in the order of the newer version, removed ones last."""

    theme: ThemeBlock
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Two documents side by side."""

    older: Document
    newer: Document
    changes: tuple[Change, ...]  # of every statement of either, the same ones too

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    @property
    def counts(self) -> dict[str, int]:
        """Statements added, removed, changed and the same; citations gained and lost, by those that stay too."""
        by_kind = {kind: self.count(kind) for kind in (ADDED, REMOVED, CHANGED, SAME)}
        gained = sum(len(change.gained) for change in self.changes)
        return by_kind | {"gained": gained, "lost": sum(len(change.lost) for change in self.changes)}

    @property
    def themes(self) -> list[ThemeChanges]:
        themes = {theme.id: ThemeChanges(theme) for theme in (*self.newer.themes, *self.older.themes)}
        for change in self.changes:
            if change.kind != SAME:
                themes[change.where.theme].changes.append(change)
        return [found for found in themes.values() if found.changes]


def compare(older: Document, newer: Document) -> Comparison:
    """Every statement of both, each once. One is known again by its origin, else by the very same words in its theme.

    `gained` and `lost` are the passages that a statement cites in one version and not in the other; all of them for one
    that was added or removed.
    """
    before, after = _placed(older), _placed(newer)
    pairs = _pairs(before, after)
    quotes = {quote.extract: quote for quote in (*older.quotes, *newer.quotes)}
    changes = [_change(pairs.get(number), placed, quotes) for number, placed in enumerate(after)]
    known = {id(placed) for placed in pairs.values()}
    changes += [_change(placed, None, quotes) for placed in before if id(placed) not in known]
    return Comparison(older, newer, tuple(changes))


def _placed(document: Document) -> list[Placed]:
    extracts = {quote.mark: quote.extract for quote in document.quotes}
    return [
        Placed(theme.id, section.key, section.title, said, tuple(extracts[m] for m in said.marks if m in extracts))
        for theme in document.themes
        for section in theme.sections
        for said in section.statements
    ]


def _pairs(before: Iterable[Placed], after: Iterable[Placed]) -> dict[int, Placed]:
    """Place in the newer version -> the same statement in the older one."""
    after, found = list(after), {}
    left = list(before)
    for key in (_by_origin, _by_words):
        waiting: dict[object, list[Placed]] = {}
        for placed in left:
            if (name := key(placed)) is not None:
                waiting.setdefault(name, []).append(placed)
        for number, placed in enumerate(after):
            same = waiting.get(key(placed)) if number not in found else None
            if same:
                found[number] = same.pop(0)
        taken = {id(placed) for placed in found.values()}
        left = [placed for placed in left if id(placed) not in taken]
    return found


def _by_origin(placed: Placed) -> object:
    return placed.said.origin or None


def _by_words(placed: Placed) -> object:
    return placed.theme, placed.said.text, placed.said.figure


def _change(before: Placed | None, after: Placed | None, quotes: dict[int, Quote]) -> Change:
    old, new = (placed.extracts if placed else () for placed in (before, after))
    gained = tuple(quotes[extract] for extract in new if extract not in old)
    return Change(before, after, gained, tuple(quotes[extract] for extract in old if extract not in new))
