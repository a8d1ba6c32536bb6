"""Participation figures: who took part, from where, when, and how much.

Distinct people cannot be added up: who posts under two questions is one author of the consultation. So figures
are never merged. Those of a theme or of the whole consultation are computed again by the same function from the
rows of all its contributions, which may be light `Row`s without their bodies. Everything is counted twice over, by
contributions and by voices: near-identical texts are one voice, so both readings stand side by side.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synthesis.rollup.texts import Text

BREAKDOWNS = ("nature", "kind", "region", "department", "stakeholder", "origin", "week")
_REACTIONS = ("agree", "disagree", "unclear", "more_info")


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution without its text, for the figures of many of them: fields as in `Text`.

    `voice`: the first contribution of its voice, itself where nothing else says the same.
    """

    id: int
    nature: str
    origin: str
    posted_on: datetime.date
    kind: str | None = None
    region: str | None = None
    department: str | None = None
    stakeholder: str | None = None
    agree: int = 0
    disagree: int = 0
    unclear: int = 0
    more_info: int = 0
    arguments: int = 0
    author: int | None = None
    voice: int | None = None
    pros: int = 0  # these three for whoever recomputes the rankings
    cons: int = 0
    read: bool = False


def figures(texts: Iterable[Text | Row], *, voices: Iterable[tuple[int, ...]] | None = None) -> dict:
    """Totals and breakdowns, by contributions and by voices, one pass.

    `totals`: contributions, voices (near-identical texts counted once), arguments, reactions (and each of the
    four), authors (distinct people), unsigned (contributions whose author is not known). `voices`: those of
    `find_voices` where they are known already; by default they are what the `Row`s say, or looked for in whole
    `Text`s. Each of BREAKDOWNS lists {"value", "contributions", "voices", "authors"}, its last row, of value None, for
    « not stated »: its contributions add up to the total. A voice counts once under each value that one of its texts
    has, so voices of a breakdown may add up to more than there are. A week is the date of its Monday (ISO 8601).
    """
    texts = list(texts)
    voice_of = _voices_by_text(texts, voices)
    totals: Counter[str] = Counter()
    tables: dict[str, dict] = {name: defaultdict(_Cell) for name in BREAKDOWNS}
    people = set()
    for text in texts:
        people.add(text.author)
        totals.update(_amounts(text))
        for name, table in tables.items():
            table[_value(text, name)].add(text, voice_of[text.id])
    counted = {name: totals[name] for name in ("contributions", "arguments", "reactions", *_REACTIONS, "unsigned")}
    everybody = {"voices": len(set(voice_of.values())), "authors": len(people - {None})}
    return {"totals": counted | everybody, "by": {name: _rows(table) for name, table in tables.items()}}


def tally(texts: Sequence[Text], name: str) -> list[dict]:
    """How many texts, and of how many known people, for each value of one field: the commonest first, « not stated »
    (None) last if there is any.
    """
    cells: dict[str | None, _Cell] = defaultdict(_Cell)
    for text in texts:
        cells[_value(text, name)].add(text, text.id)
    order = sorted(cells, key=lambda value: (value is None, -cells[value].contributions, value or ""))
    return [{"value": v, "count": cells[v].contributions, "authors": len(cells[v].authors)} for v in order]


class _Cell:
    """One row of a breakdown while it is counted."""

    def __init__(self) -> None:
        self.contributions = 0
        self.voices: set[int] = set()
        self.authors: set[int] = set()

    def add(self, text: Text | Row, voice: int) -> None:
        self.contributions += 1
        self.voices.add(voice)
        if text.author is not None:
            self.authors.add(text.author)


def _voices_by_text(texts: Sequence[Text | Row], voices: Iterable[tuple[int, ...]] | None) -> Mapping[int, int]:
    """The first contribution of the voice of each."""
    from synthesis.rollup.voices import find_voices

    if voices is None and all(isinstance(text, Row) for text in texts):
        return {row.id: row.id if row.voice is None else row.voice for row in texts}
    voices = find_voices(texts) if voices is None else voices
    return {member: min(voice) for voice in voices for member in voice}


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
    return [_row(value, table.get(value) or _Cell()) for value in values]


def _row(value: str | None, cell: _Cell) -> dict:
    counts = {"contributions": cell.contributions, "voices": len(cell.voices), "authors": len(cell.authors)}
    return {"value": value} | counts
