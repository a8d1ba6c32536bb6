"""Participation figures: who took part, from where, when, and how much.

Distinct people cannot be added up: who posts under two questions is one author of the consultation. So figures
are never merged. Those of a theme or of the whole consultation are computed again by the same function from the
rows of all its contributions, which may be light `Row`s without their bodies, read one at a time; only the
number of voices, which is counted question by question, is added up from the questions' parts.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.rollup.texts import Text

BREAKDOWNS = ("nature", "kind", "region", "department", "stakeholder", "origin", "week")
_REACTIONS = ("agree", "disagree", "unclear", "more_info")


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution without its text, for the figures of many of them: fields as in `Text`."""

    id: int
    nature: str
    kind: str | None
    region: str | None
    department: str | None
    stakeholder: str | None
    origin: str
    posted_on: datetime.date
    agree: int = 0
    disagree: int = 0
    unclear: int = 0
    more_info: int = 0
    arguments: int = 0
    author: int | None = None


def figures(texts: Iterable[Text | Row], *, voices: int | None = None) -> dict:
    """Totals and breakdowns, one pass, memory in the number of authors and not of texts.

    `totals`: contributions, voices (near-identical texts counted once), arguments, reactions (and each of the
    four), authors (distinct people), unsigned (contributions whose author is not known). `voices`: their number
    where it is known already (the sum over the questions' parts); by default they are looked for, which needs
    whole `Text`s. Each of BREAKDOWNS lists {"value", "contributions", "authors"}, its last row, of value None,
    for « not stated »: its contributions add up to the total. A week is the date of its Monday (ISO 8601).
    """
    if voices is None:
        texts = list(texts)
        voices = _count_voices(texts)
    totals: Counter[str] = Counter()
    tables: dict[str, dict] = {name: defaultdict(_Cell) for name in BREAKDOWNS}
    people = set()
    for text in texts:
        people.add(text.author)
        totals.update(_amounts(text))
        for name, table in tables.items():
            table[_value(text, name)].add(text)
    counted = {name: totals[name] for name in ("contributions", "arguments", "reactions", *_REACTIONS, "unsigned")}
    everybody = {"voices": voices, "authors": len(people - {None})}
    return {"totals": counted | everybody, "by": {name: _rows(table) for name, table in tables.items()}}


def tally(texts: Sequence[Text], name: str) -> list[dict]:
    """How many texts, and of how many known people, for each value of one field: the commonest first, « not stated »
    (None) last if there is any.
    """
    cells: dict[str | None, _Cell] = defaultdict(_Cell)
    for text in texts:
        cells[_value(text, name)].add(text)
    order = sorted(cells, key=lambda value: (value is None, -cells[value].contributions, value or ""))
    return [{"value": v, "count": cells[v].contributions, "authors": len(cells[v].authors)} for v in order]


class _Cell:
    """One row of a breakdown while it is counted."""

    def __init__(self) -> None:
        self.contributions = 0
        self.authors: set[int] = set()

    def add(self, text: Text | Row) -> None:
        self.contributions += 1
        if text.author is not None:
            self.authors.add(text.author)


def _count_voices(texts: Sequence[Any]) -> int:
    from synthesis.rollup.voices import find_voices

    return len(find_voices(texts))


def _amounts(text: Text | Row) -> dict[str, int]:
    each = {name: getattr(text, name) for name in _REACTIONS}
    return each | {
        "contributions": 1,
        "arguments": text.arguments,
        "reactions": sum(each.values()),
        "unsigned": int(text.author is None),
    }


def _value(text: Text | Row, name: str) -> str | None:
    """The value a text counts under; what is empty was not stated."""
    if name == "week":
        return (text.posted_on - datetime.timedelta(days=text.posted_on.weekday())).isoformat()
    return getattr(text, name) or None


def _rows(table: dict[str | None, _Cell]) -> list[dict]:
    values = [*sorted(value for value in table if value is not None), None]
    cells = ((value, table.get(value) or _Cell()) for value in values)
    return [
        {"value": value, "contributions": cell.contributions, "authors": len(cell.authors)} for value, cell in cells
    ]
