"""What somebody asks of the search: words, phrases between quotes, beginnings of words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from debates import words

LONGEST = 200  # characters of a query
MOST = 12  # words that are searched for
SHORTEST = 4  # letters from which a word stands for those that it begins
SHORTEST_STARRED = 2

_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]")


@dataclass(frozen=True)
class One:
    """A word asked for: it is found by its stems, or where a word begins with `prefix` ("" for none)."""

    stems: tuple[str, ...]
    prefix: str = ""

    @property
    def forms(self) -> list[str]:
        exact = [f"'{stem}'" for stem in self.stems if stem != self.prefix]
        return [*exact, f"'{self.prefix}':*"] if self.prefix else exact

    def meets(self, typed: str) -> bool:
        found = words.stems(typed)
        return bool(set(self.stems) & set(found)) or bool(
            self.prefix and any(form.startswith(self.prefix) for form in (*found, words.fold(typed)))
        )


@dataclass(frozen=True)
class Term:
    """Words that follow one another at the distances given, the first at 0; most often a single word.

    `joined` is the same in one piece, for a compound.
    """

    places: tuple[tuple[int, One], ...]
    joined: One | None = None

    def __str__(self):
        """As PostgreSQL reads a tsquery."""
        chain, before = "", 0
        for place, word in self.places:
            link = f" <{place - before}> " if chain else ""
            chain, before = f"{chain}{link}{_any(word.forms)}", place
        return f"({chain} | {_any(self.joined.forms)})" if self.joined else chain


def _any(forms: list[str]) -> str:
    return forms[0] if len(forms) == 1 else f"({' | '.join(forms)})"


@dataclass(frozen=True)
class Query:
    """A text must hold all the terms. `is_cut`: there were more words than are searched for."""

    terms: tuple[Term, ...]
    is_cut: bool = False

    def __bool__(self):
        return bool(self.terms)

    def __str__(self):
        return " & ".join(map(str, self.terms))

    def exact(self) -> str:
        """The same for ranking: any of the words as they are, without those they begin."""
        stems = {stem: None for term in self.terms for _place, word in term.places for stem in word.stems}
        return " | ".join(f"'{stem}'" for stem in stems)


def read(asked: str) -> Query:
    """Understand what was typed; nothing in it is an operator but quotes and a star after a word.

    An empty Query when there is no word to search for: nothing typed, signs alone, stop words alone.
    """
    terms = tuple(term for term in _terms(asked[:LONGEST]))
    kept, count = [], 0
    for term in dict.fromkeys(terms):
        count += len(term.places)
        if count > MOST:
            return Query(tuple(kept), is_cut=True)
        kept.append(term)
    return Query(tuple(kept))


def _terms(asked: str) -> Iterator[Term]:
    last = 0
    for match in _QUOTED.finditer(asked):
        yield from _loose(asked[last : match.start()])
        yield from _phrase(match.group(1))
        last = match.end()
    yield from _loose(asked[last:])


def _phrase(text: str) -> Iterator[Term]:
    found = list(words.words(text))
    kept = [(place, word) for place, word in enumerate(found) if not words.is_stop(word.form)][:MOST]
    if kept:
        first = kept[0][0]
        yield Term(tuple((place - first, One(words.stems(text[word.start : word.end]))) for place, word in kept))


def _loose(text: str) -> Iterator[Term]:
    """Words without quotes, each a term; a compound is one term, in pieces that follow or in one piece."""
    found = list(words.words(text))
    compounds = dict(words.compounds(found))
    place = 0
    while place < len(found):
        size = words.size(found, place) if place in compounds else 1
        if size > 1:
            [*pieces] = _phrase(text[found[place].start : found[place + size - 1].end])
            yield from (Term(piece.places, One(words.stems(compounds[place]))) for piece in pieces)
        elif not words.is_stop(found[place].form):
            yield Term(((0, _one(text, found[place])),))
        place += size


def _one(text: str, word: words.Word) -> One:
    starred = text[word.end : word.end + 1] == "*"
    long_enough = len(word.form) >= (SHORTEST_STARRED if starred else SHORTEST)
    return One(words.stems(text[word.start : word.end]), word.form if long_enough else "")
