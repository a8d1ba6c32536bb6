"""The words of a text, of a question asked of the search, and where they stand: one way for both.

Everything is done here, in Python, so that a text, a query and the marks in an excerpt can never disagree:
accents and case are folded away (« œ » is « oe »), an apostrophe parts words (« l’atelier » is l, atelier), a hyphen
too, but the joined form is kept beside (« co-working » is co, working and coworking). Stems are Snowball's French ones.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import local

_UNSEEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # soft hyphen, joiners, marks of direction
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[\u0300-\u036f{_UNSEEN}])*")
_HYPHENS = frozenset("-‐‑")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d"})
KEPT = 30_000  # words whose forms are remembered: fifteen megabytes, and most of what is written is made of fewer
LONGEST = 60  # characters of a word that are looked at
FURTHEST = 16_000  # words of a text that are kept: PostgreSQL numbers no more than 16,383 places
_IRREGULAR = {"travaux": "travail", "baux": "bail"}
_JOINED = 4  # parts of a compound at most: « va-et-vient »

_STOP = """
au aux avec ce ces cet cette dans de des du elle elles en et eux il ils je la le les leur leurs lui ma mais me meme
mes moi mon ne nos notre nous on ou par pas pour qu que qui quoi dont donc or ni car sa se ses si son sur ta te tes
toi ton tu un une vos votre vous ete etee etees etes etant etante etants etantes suis es est sommes etes sont serai
seras sera serons serez seront serais serait serions seriez seraient etais etait etions etiez etaient fus fut fumes
futes furent sois soit soyons soyez soient ayant ayante ayants eu eue eues eus ai as avons avez ont aurai auras aura
aurons aurez auront aurais aurait aurions auriez auraient avais avait avions aviez avaient eut aie aies ait ayons
ayez aient cela ceci ca comme plus tres
"""
STOP_WORDS = frozenset(_STOP.split())


@dataclass(frozen=True)
class Word:
    """A word where it stands: text[start:end] as typed, `form` folded, `joined` when a hyphen ties it to the next."""

    form: str
    start: int
    end: int
    joined: bool = False


def words(text: str) -> Iterator[Word]:
    """The words in reading order; none is longer than LONGEST."""
    found = list(_WORD.finditer(text))
    for place, match in enumerate(found):
        form = fold(match.group())[:LONGEST]
        follows = found[place + 1].start() if place + 1 < len(found) else -1
        if form:
            joined = follows == match.end() + 1 and text[match.end()] in _HYPHENS
            yield Word(form, match.start(), match.end(), joined)


@lru_cache(maxsize=KEPT)
def fold(word: str) -> str:
    """A word in lower case without accents, ligatures and invisible signs: letters and digits alone."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_LIGATURES))
    return "".join(character for character in plain if character.isalnum())


def is_stop(form: str) -> bool:
    """Whether a folded word says nothing to search by: an article, a letter alone."""
    return form in STOP_WORDS or (len(form) == 1 and not form.isdigit())


@lru_cache(maxsize=KEPT)
def stems(typed: str) -> tuple[str, ...]:
    """The stems of a word: one or two, for accents help to tell an ending (« rénovée ») and may not be typed.

    Two words meet when they share one.
    """
    plain = fold(typed)[:LONGEST]
    accented = fold(_stemmer().stemWord(_singular(unicodedata.normalize("NFC", typed.casefold())[:LONGEST])))
    return tuple(dict.fromkeys(form for form in (_stemmer().stemWord(_singular(plain)), accented) if form))


def _singular(form: str) -> str:
    """Snowball leaves plurals in x as they are: « tiers-lieux » would not find « tiers-lieu »."""
    if form in _IRREGULAR:
        return _IRREGULAR[form]
    if form.endswith(("eaux", "lieux", "jeux", "voeux")):
        return form[:-1]
    return f"{form[:-3]}al" if form.endswith("aux") and len(form) > 5 else form


_own = local()  # a stemmer holds the word it works on: two threads that share one would mix theirs


def _stemmer():
    import snowballstemmer

    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("french")
    return _own.stemmer


def compounds(found: list[Word]) -> Iterator[tuple[int, str]]:
    """Where each compound begins in `found`, and its form in one piece: « co-working » gives (0, "coworking")."""
    for place, word in enumerate(found):
        if word.joined and not (place and found[place - 1].joined):
            parts = found[place : place + size(found, place)]
            if len(parts) <= _JOINED:
                yield place, "".join(part.form for part in parts)[:LONGEST]


def size(found: list[Word], place: int) -> int:
    """The number of words from a place on that hyphens tie together, 1 for a simple one."""
    last = place
    while last < len(found) - 1 and found[last].joined:
        last += 1
    return last - place + 1


def vector(title: str, text: str, facets: Iterable[str] = ()) -> str:
    """The words of a text as PostgreSQL reads a tsvector: stems with their places, those of the title marked A.

    Words as they are and `facets` are kept beside, without a place: the first for searches by the beginning of a word,
    the second to sort out by; facets hold an "=", which no word does.
    """
    places: dict[str, list[str]] = {}
    begin = _place(title, 0, "A", places)
    _place(text, begin + 10, "", places)  # no phrase runs from the title into the text
    written = [f"'{form}':{','.join(where[:250])}" if where else f"'{form}'" for form, where in places.items()]
    return " ".join([*written, *(f"'{facet}'" for facet in facets)])


def _place(text: str, begin: int, weight: str, places: dict[str, list[str]]) -> int:
    """Note where each stem stands, and each word; the place after the last one."""
    found = list(words(text))[: FURTHEST - begin]
    for place, word in enumerate(found, begin + 1):
        if not is_stop(word.form):
            _note(text[word.start : word.end], f"{place}{weight}", places)
            places.setdefault(word.form, [])
    for place, form in compounds(found):
        _note(form, f"{begin + 1 + place}{weight}", places)
    return begin + len(found)


def _note(typed: str, place: str, places: dict[str, list[str]]) -> None:
    for form in stems(typed):
        places.setdefault(form, []).append(place)
