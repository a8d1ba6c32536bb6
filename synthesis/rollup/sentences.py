"""A body cut into passages, by exact offsets: a passage is always body[start:end], never a rewritten sentence.

French as people type it: abbreviations, initials, lists with and without a space after the dash, sentences
glued after a full stop, ellipses, guillemets with their no-break spaces, emoji, addresses of web pages.
"""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

LONGEST = 60  # words; a longer passage is cut again at weaker stops

_ABBREVIATIONS = """
m mm mme mmes mlle mlles me mgr dr drs pr prof st ste art al av bd boul cf chap coll dép env ex éd fig hab ibid
id inf max min no nos n° p pp par parag resp réf rd sq sté sup suiv tél tom v vol vs
"""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+", re.IGNORECASE)
# « -5 % » and « - d'impôts » are not items of a list: without the dash they would say the opposite.
_MARKER = re.compile(
    r"(?:[-–—−*•·‣▪◦●➢➔→>✓✔]+(?!\s*\d|\s*d(?:e|es|u)?\b)\s*|\d{1,2}\s?[.)°/-]+\s+|[a-zA-Z]\)\s+|#+\s+)"
)
_STOP = re.compile(r"[.!?…‽⁇⁈⁉]+(?:[\"'’”)\]]|\s?»)*")
_WEAK_STOP = re.compile(r"(?:[.!?…;:]+|,(?=\s))(?=\s)")
_LAST_WORD = re.compile(r"[^\s(«\"'’]+\Z")
_LONE_LETTER = re.compile(r"(?:\A|[\s'’(«.-])(\w)\Z")
_WORD = re.compile(r"\w+")
_BLANK = re.compile(r"(?<!\s)\s*\n\s*")  # the look-behind keeps long runs of blanks linear


class Span(NamedTuple):
    """Offsets in a body: body[start:end] is the passage."""

    start: int
    end: int


def passages(body: str) -> list[Span]:
    """The passages of a body in reading order: none empty, none overlapping, no blank at their ends.

    List markers are left out. What holds no letter and no digit is not a passage.
    """
    spans = []
    for line in _lines(body):
        for sentence in _sentences(body, line):
            spans.extend(_shortened(body, sentence))
    return [span for span in spans if _WORD.search(body, *span)]


def word_count(body: str, span: Span) -> int:
    """How many runs of letters and digits the passage holds: « l'État » counts two."""
    return sum(1 for _ in _WORD.finditer(body, *span))


def clip(body: str, span: Span, words: int = LONGEST) -> Span:
    """The passage, ended after its `words`-th word where it is longer: still verbatim."""
    for place, match in enumerate(_WORD.finditer(body, *span), start=1):
        if place == words and match.end() < span.end:
            rest = body[match.end() : span.end]
            return span if not _WORD.search(rest) else Span(span.start, match.end())
    return span


def _lines(body: str) -> Iterator[Span]:
    """Lines without their list marker; a line wrapped by a mail program goes on in the next one."""
    start = 0
    for match in _BLANK.finditer(body):
        if match.end() < len(body) and _is_wrapped(body, start, match):
            continue
        yield _trimmed(body, Span(start, match.start()))
        start = match.end()
    yield _trimmed(body, Span(start, len(body)))


def _is_wrapped(body: str, start: int, gap: re.Match) -> bool:
    """A single line break between a line as long as a mail's (55 to 85 characters) and one in lower case."""
    line_start = max(start, body.rfind("\n", 0, gap.start()) + 1)
    return (
        gap.group().count("\n") == 1
        and 55 <= gap.start() - line_start <= 85
        and body[gap.start() - 1] not in ".!?…;:"
        and body[gap.end()].islower()
    )


def _trimmed(body: str, span: Span) -> Span:
    start, end = span
    while end > start and body[end - 1].isspace():
        end -= 1
    while start < end and body[start].isspace():
        start += 1
    marker = _MARKER.match(body, start, end)
    return Span(marker.end(), end) if marker and marker.end() < end else Span(start, end)


def _sentences(body: str, line: Span) -> Iterator[Span]:
    addresses = [match.span() for match in _ADDRESS.finditer(body, *line)]
    start = line.start
    for stop in _STOP.finditer(body, *line):
        if stop.end() < line.end and _ends_sentence(body, start, stop, addresses):
            yield _trimmed(body, Span(start, stop.end()))
            start = stop.end()
    yield _trimmed(body, Span(start, line.end))


def _ends_sentence(body: str, start: int, stop: re.Match, addresses: list[tuple[int, int]]) -> bool:
    if _is_inside(stop.start(), addresses):
        return False
    if not body[stop.end()].isspace():
        return _is_glued(body, stop)
    following = body[stop.end() : stop.end() + 4].lstrip()[:1]
    if following.islower() or following in {":", ",", ";", "»"}:
        return False
    return not (stop.group() == "." and _is_abbreviation(body[max(start, stop.start() - 40) : stop.start()]))


def _is_inside(place: int, addresses: list[tuple[int, int]]) -> bool:
    """Whether the place is in an address; its last character may well end the sentence."""
    before = bisect_right(addresses, (place, sys.maxsize)) - 1
    return before >= 0 and place < addresses[before][1] - 1


def _is_glued(body: str, stop: re.Match) -> bool:
    """« des régions.Mais supprimer »: two lower-case letters, a stop, then a capital and a lower-case letter."""
    before, after = body[max(0, stop.start() - 2) : stop.start()], body[stop.end() : stop.end() + 2]
    return len(before) == len(after) == 2 and before.islower() and before.isalpha() and after.istitle()


@cache
def _known_abbreviations() -> frozenset[str]:
    return frozenset(_ABBREVIATIONS.split())


def _is_abbreviation(before: str) -> bool:
    """Whether a full stop after this text belongs to its last word: M., art., J.-P., the 2 of « 2. Financer »."""
    word = _LAST_WORD.search(before)
    if word is None:
        return True
    alone = word.group() == before.strip() and word.group().isdecimal()
    letter = _LONE_LETTER.search(before)
    is_initial = letter is not None and letter.group(1).isupper()
    return alone or is_initial or word.group().lower() in _known_abbreviations()


def _shortened(body: str, span: Span) -> Iterator[Span]:
    """A passage of more than LONGEST words, cut at its weaker stops into parts as long as allowed."""
    if word_count(body, span) <= LONGEST:
        yield span
        return
    start = cut = span.start
    for stop in _WEAK_STOP.finditer(body, *span):
        if word_count(body, Span(start, stop.end())) > LONGEST and cut > start:
            yield _trimmed(body, Span(start, cut))
            start = cut
        cut = stop.end()
    if cut > start and word_count(body, Span(start, span.end)) > LONGEST:
        yield _trimmed(body, Span(start, cut))
        start = cut
    yield _trimmed(body, Span(start, span.end))
