"""Insults and threats, by a list of French words (`insults.txt`) read whole: « connaissance » is not « con ».

A word is found with accents or none, in letters spaced out or dotted, with figures and signs for letters ("c0nn@rd"),
letters repeated, a vowel starred. Words that have an honest use too are found after a mark of insult alone.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from debates.filters.finding import Finding, folded

SHOWN = 6
_LIST = Path(__file__).with_name("insults.txt")
_MARKS = (
    *("espece de", "especes de", "espece d", "especes d", "bande de", "bande d", "tas de", "tas d", "ramassis de"),
    *("ramassis d", "sale", "sales"),
)
_CHUNK = re.compile(r"\S+")
_HYPHENS = ("-", "‐", "‑")
_PART = re.compile(r"[a-z0-9@$€*!|+]+")
_SIGNS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_SIGNS |= {"@": "a", "$": "s", "€": "e", "!": "i", "|": "il", "+": "t", "*": "aeiou"}
_LONGEST = 30  # signs of a word that are read every way
_READINGS = 64  # ways to read a word of signs that are looked at
_REPEATED = re.compile(r"([a-z])\1{2,}")
_LETTERS = 4  # single letters in a row that may be a word spelt out


@dataclass(frozen=True)
class Lexicon:
    """Words by their first one, folded: {"fils": {("fils", "de", "pute")}}."""

    by_first: dict[str, frozenset[tuple[str, ...]]]
    in_one_piece: frozenset[str]  # single words, for letters spelt out

    @classmethod
    def of(cls, lines: list[str]) -> "Lexicon":
        entries = {tuple(_plain_words(line)) for line in lines} - {()}
        firsts = {entry[0] for entry in entries}
        grouped = {first: frozenset(entry for entry in entries if entry[0] == first) for first in firsts}
        return cls(grouped, frozenset(entry[0] for entry in entries if len(entry) == 1 and len(entry[0]) >= _LETTERS))


def find_insults(text: str, own_words: str = "") -> list[Finding]:
    """One finding of what the list holds, one of the consultation's own words (`own_words`, a word or more a line)."""
    tokens = list(_tokens(folded(text)))
    found = [("insult", _listed()), *([("own_word", _own(own_words))] if own_words.strip() else [])]
    findings = [(sort, tuple(dict.fromkeys(_found(tokens, lexicon)))) for sort, lexicon in found]
    return [Finding("insult", sort, words[:SHOWN]) for sort, words in findings if words]


@lru_cache(maxsize=1)
def _listed() -> Lexicon:
    """The project's list; the words of the second part stand after a mark alone."""
    parts: dict[str, list[str]] = {}
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = parts.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    marked = [f"{mark} {word}" for mark in _MARKS for word in parts["après"]]
    return Lexicon.of([*parts["seuls"], *parts["expressions"], *marked])


@lru_cache(maxsize=64)
def _own(lines: str) -> Lexicon:
    return Lexicon.of(lines.splitlines())


def _plain_words(line: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", folded(line))


# --- Words of a text


@dataclass(frozen=True, slots=True)
class _Token:
    typed: str
    readings: tuple[str, ...]  # in letters
    is_cut: bool = False  # a hyphen ties it to what follows: « un con-seil » says no « un con »


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a folded text; those that signs part, in one piece too; letters spelt out, in one piece."""
    spelt: list[str] = []
    joined: list[_Token] = []
    for chunk in _CHUNK.findall(text):
        found = list(_PART.finditer(chunk))
        parts = [match.group() for match in found]
        if parts and all(len(part) == 1 for part in parts):
            spelt += parts
            continue
        yield from _spelt(spelt)
        spelt = []
        yield from (_token(match.group(), is_cut=chunk[match.end() : match.end() + 1] in _HYPHENS) for match in found)
        if len(parts) > 1:
            joined.append(_token("".join(parts), typed=chunk))
    yield from _spelt(spelt)
    yield _Token("", ())  # so that no expression runs on into what follows
    yield from joined


def _spelt(letters: list[str]) -> Iterator[_Token]:
    """Single letters in a row: each by itself, and every word of the list among them as one."""
    yield from (_token(letter) for letter in letters)
    if len(letters) < _LETTERS:
        return
    for reading in _readings("".join(letters)):
        for word in _listed().in_one_piece:
            if word in reading:
                yield _Token(" ".join(letters)[:60], (word,))


def _token(part: str, typed: str = "", is_cut: bool = False) -> _Token:
    return _Token(typed or part, tuple(_readings(part.strip("!|*+") or part)), is_cut)


def _readings(part: str) -> list[str]:
    """The words a part may be: itself where it is plain letters, else each sign by the letters it stands for."""
    if part.isalpha() and not _REPEATED.search(part):
        return [part]
    if not re.search("[a-z]", part):
        return [part]
    letters = [_SIGNS.get(sign, sign) for sign in part]
    read = ["".join(reading) for reading in islice(product(*letters[:_LONGEST]), _READINGS)]
    read.append("".join(letter[0] for letter in letters))
    once, twice = ([_REPEATED.sub(by, word) for word in read] for by in (r"\1", r"\1\1"))
    return list(dict.fromkeys([part, *read, *once, *twice]))


def _found(tokens: list[_Token], lexicon: Lexicon) -> Iterator[str]:
    for place, token in enumerate(tokens):
        for reading in token.readings:
            for form in _singulars(reading):
                for entry in lexicon.by_first.get(form, ()):
                    if _follows(tokens, place, entry):
                        yield " ".join(each.typed for each in tokens[place : place + len(entry)])


def _follows(tokens: list[_Token], place: int, entry: tuple[str, ...]) -> bool:
    said = tokens[place + 1 : place + len(entry)]
    if len(said) < len(entry) - 1 or (said and said[-1].is_cut):
        return False
    return all(word in forms for word, forms in zip(entry[1:], map(_forms, said), strict=True))


def _forms(token: _Token) -> set[str]:
    return {form for reading in token.readings for form in _singulars(reading)}


def _singulars(word: str) -> tuple[str, ...]:
    """The word, and without the mark of its plural."""
    return (word, word[:-1]) if len(word) > 2 and word[-1] in "sx" else (word,)
