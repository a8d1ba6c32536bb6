"""What comes in through `debates.intake`: plain records, whatever export they were read from."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Source:
    """Where a record stands in its file, and the record itself as it was read."""

    file: str
    line: int  # of the file, from 1, where the record begins
    row: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """Somebody in the export: `key` tells people apart inside it, `name` is what pages may show."""

    key: str
    name: str


@dataclass(frozen=True)
class Place:
    """A question under a theme, by their names. An empty theme is looked up by the question alone."""

    theme: str
    question: str
    context: str = ""  # Markdown
    origin: str = ""  # by which it is known again when it was renamed; made of the names when empty


@dataclass(frozen=True)
class NewNature:
    """A nature the consultation must have to take the texts in."""

    key: str
    name: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Text:
    """A contribution (no `parent`; `kind` is the key of a nature) or an argument (`kind` is a stance).

    `key` and `parent` are identifiers inside the export; replies may come before what they answer.
    """

    source: Source
    key: str
    kind: str
    body: str  # Markdown
    parent: str = ""
    parent_name: str = ""  # of what is answered, for the message when it is absent: "la proposition 345"
    place: Place | None = None  # an argument needs none: it stands where its thread stands
    title: str = ""
    author: Person | None = None
    at: datetime | None = None
    stakeholder: str = ""
    commune: str = ""  # INSEE code of a known commune
    channel: str = "import"
    supports: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Reaction:
    """What somebody thinks of a text; of several, the latest (then the lowest in the file) stands."""

    source: Source
    text: str  # key of the text
    author: Person
    kind: str
    at: datetime | None = None


@dataclass(frozen=True)
class Aside:
    """A record that its reader could not make sense of. `key` and `parent` as far as they could be read."""

    source: Source
    reason: str
    key: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Export:
    """All that one export holds; texts and reactions are read as they are asked for, once, in this order."""

    name: str  # of the kind of export, first part of the origin of its people
    texts: Iterator[Text | Aside]
    reactions: Iterator[Reaction | Aside]
    places: Iterable[Place] = ()  # questions to open even if nobody wrote there, in this order
    natures: Iterable[NewNature] = ()


@dataclass(frozen=True)
class SetAside:
    """A record that was not taken in, and why."""

    source: Source
    reason: str


@dataclass(frozen=True)
class Tally:
    """What became of the records of one kind: `read` is the sum of the others."""

    read: int = 0
    taken: int = 0
    there: int = 0  # already there, from an earlier import
    replaced: int = 0  # reactions a later one of the same person replaces
    aside: int = 0


@dataclass(frozen=True)
class Outcome:
    contributions: Tally
    arguments: Tally
    reactions: Tally
    themes: int  # opened by this import, as the questions and the people
    questions: int
    people: int

    @property
    def aside(self) -> int:
        return self.contributions.aside + self.arguments.aside + self.reactions.aside

    @property
    def changed(self) -> bool:
        """Whether the database is not what it was."""
        taken = self.contributions.taken + self.arguments.taken + self.reactions.taken
        return bool(taken + self.themes + self.questions + self.people)
