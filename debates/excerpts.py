"""Where a text answers what was asked: a passage of its plain text, the words that were found between <mark>.

Everything is escaped here, and what is shown is what was written, accents included.
"""

from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from debates import words
from debates.query import One, Query, Term

LENGTH = 280  # characters of an excerpt, about
_LOOKED_AT = 40_000  # characters of a text in which a passage is looked for
_BEFORE = 60  # characters shown before the first word that was found

Span = tuple[int, int, int]  # start, end, and which term it answers


def passage(query: Query, text: str, length: int = LENGTH) -> SafeString:
    """The passage that holds the most of what was asked, its words marked; the beginning where nothing is found."""
    text = " ".join(text[:_LOOKED_AT].split())
    found = list(spans(query, text))
    start, end = _window(text, found, length)
    shown = _marked(text, [span for span in found if start <= span[0] and span[1] <= end], start, end)
    return mark_safe(f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}")  # noqa: S308 (escaped above)


def whole(query: Query, text: str) -> SafeString:
    """A title, the words that were found marked."""
    return mark_safe(_marked(text, list(spans(query, text)), 0, len(text)))  # noqa: S308


def spans(query: Query, text: str) -> Iterator[Span]:
    """Where the terms of a query stand in a text, in reading order, without overlap."""
    found = list(words.words(text))
    typed = [text[word.start : word.end] for word in found]
    compounds = dict(words.compounds(found))
    place = 0
    while place < len(found):
        number, size = _here(query, found, typed, compounds, place)
        if size:
            yield found[place].start, found[place + size - 1].end, number
        place += size or 1


def _here(query: Query, found, typed: list[str], compounds: dict[int, str], place: int) -> tuple[int, int]:
    """The first term that stands at a place, and how many words it takes there; size 0 for none."""
    for number, term in enumerate(query.terms):
        if term.joined and place in compounds and term.joined.meets(compounds[place]):
            return number, words.size(found, place)
        if size := _size(term, typed, place):
            return number, size
        if len(term.places) == 1 and place in compounds and term.places[0][1].meets(compounds[place]):
            return number, words.size(found, place)
    if any(word.meets(typed[place]) for word in _joined(query)):
        return -1, 1
    return -1, 0


def _joined(query: Query) -> Iterator[One]:
    return (term.joined for term in query.terms if term.joined)


def _size(term: Term, typed: list[str], place: int) -> int:
    """How many words a term takes from a place on, 0 where it does not stand there."""
    last = place + term.places[-1][0]
    if last >= len(typed):
        return 0
    return last - place + 1 if all(word.meets(typed[place + step]) for step, word in term.places) else 0


def _window(text: str, found: list[Span], length: int) -> tuple[int, int]:
    """Where the passage begins and ends, between words: it holds as many different terms as it can."""
    best, most = 0, 0
    for start, _end, _number in found:
        terms = len({n for s, e, n in found if start <= s and e <= start + length - _BEFORE})
        if terms > most:
            best, most = start, terms
    start = 0 if best < length - _BEFORE and _all_near(found, length) else max(0, best - _BEFORE)
    if start:
        start = text.find(" ", start, best) + 1 or best
    end = len(text) if len(text) - start <= length else text.rfind(" ", start, start + length)
    return start, end if end > start else min(len(text), start + length)


def _all_near(found: list[Span], length: int) -> bool:
    """Whether the beginning of the text shows every term that is in it."""
    return {n for _s, _e, n in found} == {n for _s, e, n in found if e <= length}


def _marked(text: str, found: list[Span], start: int, end: int) -> str:
    pieces, last = [], start
    for begin, stop, _number in found:
        pieces += [escape(text[last:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        last = stop
    return "".join([*pieces, escape(text[last:end])])
