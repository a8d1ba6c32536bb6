"""The texts of the demonstration, read from `content/*.yaml` into plain records. No database here."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "content"
CITIZEN = "citoyen"  # key of the participant account among the authors


@dataclass(frozen=True)
class Passage:
    """A passage to harvest: `quote` stands word for word in one paragraph of the text."""

    quote: str
    nature: str
    ideas: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A reader's report of the text online: the rule of the charter, a line for the moderators."""

    by: str
    day: int
    reason: str
    line: str = ""


@dataclass(frozen=True)
class Kept:
    """A moderator left the text online in spite of its reports."""

    day: int
    note: str = ""


@dataclass(frozen=True)
class Contest:
    """The author's appeal against the last decision on his text, and the answer of the other moderator, if any."""

    day: int
    text: str
    state: str = "open"
    answer: str = ""
    answered: int = 0  # that day


@dataclass(frozen=True)
class Said:
    """A contribution (`stance` empty) or an argument, with what answers it; `day` counts from today, below zero."""

    key: str
    author: str
    body: str
    day: int
    state: str = "published"
    reason: str = ""
    reason_note: str = ""
    edited: str = ""  # the second version, published
    revised: str = ""  # a version that awaits a moderator, `revised_on` that day
    revised_on: int = 0
    question: str = ""
    nature: str = ""
    title: str = ""
    stance: str = ""
    leaning: float = 0.7  # share of agreement among the reactions to draw
    attention: int = 1  # 0 to 5: how many reactions to draw
    extracts: tuple[Passage, ...] = ()
    reports: tuple[Told, ...] = ()  # of the text online; right if it is then taken off, open if nothing was decided
    kept: Kept | None = None
    by_colleague: bool = False  # taken off by the second moderator, whom nobody signs in as
    suspended: int = 0  # days during which the author may not write, from the decision that hid it
    appeal: Contest | None = None
    replies: tuple["Said", ...] = ()

    @property
    def was_online(self) -> bool:
        """Whether it was published, whatever became of it: an advertisement was seen by the moderator alone."""
        return self.state not in ("hidden", "to_amend") or bool(self.replies or self.reports)

    def thread(self) -> Iterator["Said"]:
        """This text and all below it, parents before their answers."""
        yield self
        for reply in self.replies:
            yield from reply.thread()


@dataclass(frozen=True)
class Where:
    """Where what a contribution describes is: a commune (INSEE code) and, if its author wished, a point in degrees."""

    commune: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Chapter:
    """What one file says of a theme."""

    theme: str
    ideas: list[dict]  # {"key", "title", "children"}
    contributions: tuple[Said, ...]
    statements: list[
        dict
    ]  # {"section", "text", "cites": ["ter-001#1", ...]}, see `content/consultation.yaml`, corrected


@dataclass(frozen=True)
class Moved:
    """A text put together with another (`into`), or made several of (`parts`: titles, natures, places of blocks)."""

    text: str
    day: int
    note: str
    into: str = ""
    parts: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Gathered:
    """A text that somebody of the mission entered on the day `said.day`, said or written elsewhere on `said_on`."""

    said: Said  # without an author
    way: str
    place: str
    said_on: int
    collected_by: str
    consent: str
    quality: str
    commune: str
    duplicate_of: str = ""  # the key of the text that it repeats


@dataclass(frozen=True)
class Content:
    consultation: dict[str, Any]
    participants: list[dict[str, str]]
    chapters: tuple[Chapter, ...]
    pages: list[dict[str, Any]]  # of the mission
    rearranged: tuple[Moved, ...]  # once the synthesis was published
    gathered: tuple[Gathered, ...]  # off the site

    def contributions(self) -> Iterator[Said]:
        for chapter in self.chapters:
            yield from chapter.contributions


@cache
def read() -> Content:
    """All the content, the texts of the participant account given to it. Read once a process: do not change it."""
    consultation, citizen, moderation = _yaml("consultation"), _yaml(CITIZEN), _yaml("moderation")
    themes = [theme["slug"] for theme in consultation["themes"]]
    chapters = [_given_to_citizen(_chapter(_yaml(theme), moderation), citizen) for theme in themes]
    own = [_said(row | {"author": CITIZEN}, row["key"], moderation["cases"]) for row in citizen["contributions"]]
    own += [_said(row, row["key"], moderation["cases"]) for row in moderation["contributions"]]
    placed = [_with_own(chapter, own, consultation) for chapter in chapters]
    absent = citizen["instead_of"]
    still = {said.author for chapter in placed for root in chapter.contributions for said in root.thread()}
    participants = [person for person in _yaml("participants") if person["key"] != absent or absent in still]
    moved = tuple(Moved(**row | {"parts": tuple(row.get("parts", ()))}) for row in moderation["rearranged"])
    gathered = tuple(_gathered(row) for row in _yaml("recueil"))
    return Content(consultation, participants, tuple(placed), _yaml("pages"), moved, gathered)


@cache
def places() -> dict[str, Where]:
    """Where contributions are, by their key."""
    return {key: Where(**row) for key, row in _yaml("lieux").items()}


def _yaml(name: str) -> Any:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (it is safe)


def _chapter(data: dict, moderation: dict) -> Chapter:
    """What one file says, with the arguments that the moderation's file adds at the end of its threads."""
    for row in data["contributions"]:
        row["arguments"] = row.get("arguments", []) + moderation["arguments"].get(row["key"], [])
    said = tuple(_said(row, row["key"], moderation["cases"]) for row in data["contributions"])
    return Chapter(data["theme"], data["ideas"], said, data["statements"])


def _said(row: dict, key: str, cases: dict[str, dict]) -> Said:
    """A text of a file; an argument's key is its path in the thread: "ter-001.2.1"."""
    row = dict(row)
    answers = [*row.pop("arguments", []), *row.pop("replies", [])]
    replies = tuple(_said(answer, f"{key}.{place}", cases) for place, answer in enumerate(answers, start=1))
    extracts = tuple(Passage(x["quote"], x["nature"], tuple(x["ideas"])) for x in row.pop("extracts", []))
    texts = {name: row.pop(name).strip() for name in ("body", "edited") if row.get(name)}
    known = {"key": key, "extracts": extracts, "replies": replies} | _case(cases.get(key, {}))
    return Said(**(row | texts | known))


def _gathered(row: dict) -> Gathered:
    row = dict(row)
    how = {name: row.pop(name) for name in ("way", "place", "said_on", "collected_by", "consent", "quality", "commune")}
    repeats = row.pop("duplicate_of", "")
    return Gathered(_said(row | {"author": ""}, row["key"], {}), **how, duplicate_of=repeats)


def _case(row: dict) -> dict:
    """What was reported, kept and contested of one text."""
    made: dict[str, Any] = dict(row)
    made["reports"] = tuple(Told(**report) for report in row.get("reports", []))
    for name, kind in (("kept", Kept), ("appeal", Contest)):
        if name in row:
            made[name] = kind(**row[name])
    return made


def _given_to_citizen(chapter: Chapter, rules: dict) -> Chapter:
    """The chapter with the texts that the participant account takes over."""
    revisions = {row["key"]: row for row in rules["revises"]}

    def given(said: Said, taken: bool) -> Said:
        mine = (taken and said.author == rules["instead_of"]) or said.key in rules["also"]
        change: dict[str, Any] = {"author": CITIZEN} if mine else {}
        if revision := revisions.get(said.key):
            change |= {"revised": revision["body"].strip(), "revised_on": revision["day"]}
        return replace(said, replies=tuple(given(reply, taken) for reply in said.replies), **change)

    changed = tuple(given(root, root.key not in rules["but_not"]) for root in chapter.contributions)
    return replace(chapter, contributions=changed)


def _with_own(chapter: Chapter, own: list[Said], consultation: dict) -> Chapter:
    theme = next(theme for theme in consultation["themes"] if theme["slug"] == chapter.theme)
    questions = {question["slug"] for question in theme["questions"]}
    mine = tuple(said for said in own if said.question in questions)
    return replace(chapter, contributions=chapter.contributions + mine)
