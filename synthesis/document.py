"""The one document: what is read on the web, in PDF, in Word and in the tables is this, and nothing else.

Plain frozen data. `to_dict` gives the JSON kept on a published synthesis, `from_dict` the document back; the digest is
that of the canonical JSON, so that two people who hold the same document find the same figure.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

SCHEMA = 1


@dataclass(frozen=True)
class Quote:
    """A verbatim passage as cited: `text` is `version text[start:end]`."""

    mark: int  # number of the citation in the document, from 1; the same extract keeps its mark everywhere
    extract: int
    contribution: int
    version: int
    version_number: int
    version_sha256: str
    start: int
    end: int
    text: str
    nature: str  # as shown
    author: str  # as shown: name, or a word for an erased or unknown person
    stakeholder: str  # as shown, "" if not stated
    place: str  # "Felletin (23)", "" if not stated
    territory: str  # "rural", ... as shown, "" if not stated
    posted_on: str  # ISO date
    channel: str  # "online" or the origin of an import
    url: str  # absolute address of the passage
    source_url: str = ""  # the page that the cited version rests on, as its author gave it
    lang: str = ""  # tag of BCP 47 of the language of `text`, where it is certain (`consultation.languages`)


@dataclass(frozen=True)
class StatementBlock:
    text: str
    marks: tuple[int, ...]
    source: str  # idea, snapshot or editor: where the sentence comes from
    figure: str = ""  # key of a chart or table that stands here (`synthesis.catalogue`), `text` being its caption
    origin: str = ""  # UUID: the same statement has it in every version made from another


@dataclass(frozen=True)
class SectionBlock:
    key: str  # finding, model, barrier, practice, proposal, disagreement, minority, question, plan
    title: str
    statements: tuple[StatementBlock, ...]


@dataclass(frozen=True)
class QuestionBlock:
    """A question in figures: its part of the snapshot (see synthesis.rollup.question)."""

    id: int
    title: str
    url: str
    contributions: int
    part: dict[str, Any]


@dataclass(frozen=True)
class ThemeBlock:
    id: int
    slug: str
    name: str
    colour: str
    sections: tuple[SectionBlock, ...]
    questions: tuple[QuestionBlock, ...]


@dataclass(frozen=True)
class Coverage:
    """Every contribution is in exactly one of these; they add up to `contributions`.

    Documents made before the last two existed counted those online alone.
    """

    contributions: int
    unread: int
    read_nothing_kept: int
    kept: int  # an extract was kept, none is cited here
    cited: int
    duplicate: int = 0  # of another contribution, as whoever read it says
    set_aside: int = 0  # not online: hidden, withdrawn, waiting, merged...

    @property
    def online(self) -> int:
        """Those that everybody can read."""
        return self.contributions - self.set_aside


@dataclass(frozen=True)
class Document:
    consultation: str
    consultation_slug: str
    consultation_url: str
    number: int
    kind: str  # as shown: "Synthèse intermédiaire"
    title: str
    introduction: str  # Markdown
    language: str
    is_draft: bool
    made_at: str  # ISO date and time: publication, or the moment the draft was read
    cut_off: str  # ISO date and time of the snapshot, "" without one
    snapshot_sha256: str
    figures: dict[str, Any]  # participation figures of the snapshot (see synthesis.rollup.figures)
    coverage: Coverage
    themes: tuple[ThemeBlock, ...]
    quotes: tuple[Quote, ...]  # ordered by mark
    schema: int = field(default=SCHEMA)


def to_dict(document: Document) -> dict[str, Any]:
    """JSON values only. What came into being later is left out where it is empty: older documents keep their digest."""
    return _without_empty(json.loads(json.dumps(asdict(document), ensure_ascii=False)))


_LATER = ("source_url", "lang", "figure", "origin", "duplicate", "set_aside")


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_empty(item) for key, item in value.items() if item or key not in _LATER}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def canonical(document: Document) -> bytes:
    """The document as the only JSON it has: sorted keys, no spaces, UTF-8; a code that is no character is a "?"."""
    text = json.dumps(to_dict(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def digest(document: Document) -> str:
    """SHA-256 (hex) of the canonical JSON."""
    return hashlib.sha256(canonical(document)).hexdigest()


def from_dict(data: dict[str, Any]) -> Document:
    """The document that `to_dict` gave. KeyError or TypeError when `data` is not one."""
    return Document(
        **{
            **data,
            "coverage": Coverage(**data["coverage"]),
            "themes": tuple(_theme(t) for t in data["themes"]),
            "quotes": tuple(Quote(**q) for q in data["quotes"]),
        }
    )


def _theme(data: dict[str, Any]) -> ThemeBlock:
    sections = tuple(_section(s) for s in data["sections"])
    questions = tuple(QuestionBlock(**q) for q in data["questions"])
    return ThemeBlock(**{**data, "sections": sections, "questions": questions})


def _section(data: dict[str, Any]) -> SectionBlock:
    statements = tuple(StatementBlock(**{**s, "marks": tuple(s["marks"])}) for s in data["statements"])
    return SectionBlock(**{**data, "statements": statements})
