"""Words, their lemmas, and the features by which texts are compared.

Lemmas are simplemma's, of the language that the text seems written in, without accents: people type « économie »
and « economie ». What was measured against them: `bench/grouping.py`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from synthesis.rollup.languages import FRENCH, guess
from synthesis.rollup.smallwords import linking_words, small_words

# Kana and Han characters: no blanks between words.
_UNSPACED = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufa6d\ufa70-\ufad9"
_WORD = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_SPACED = re.compile(rf"[^{_UNSPACED}]")
_MAY_BE_UNSPACED = re.compile(f"[{_UNSPACED}]")
_JOINT = re.compile(r"(?:[^\W_]|[ \t\u00a0\u202f'’ʼ‐‑-])*")  # what may stand inside an expression
_LONGEST_WORD = 60  # characters of a word that are looked at: what is longer is no word
_REACH = 3  # small words that an expression may hold between its two words: « baisse de la TVA »


class Word(NamedTuple):
    """A run of letters and digits: text[start:end] as typed, `form` composed and in lower case."""

    form: str
    start: int
    end: int


class Feature(NamedTuple):
    """A lemma, or two lemmas side by side, with the offsets of the words that carry it."""

    key: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words in reading order: « l'État » gives two, « tiers-lieux » two, an emoji none.

    In Chinese and Japanese, written without blanks, each two neighbouring characters are a word.
    """
    for match in _WORD.finditer(text):
        start, end = match.span()
        if text[start] > "\u3040" and end - start > 2 and _is_unspaced(text[start]):
            for place in range(start, end - 1):
                yield Word(_folded(text[place : place + 2]), place, place + 2)
        else:
            yield Word(_form(match.group()), start, end)


def skeleton(text: str) -> str:
    """The words alone, without accents: what two copies of one text share whatever their layout."""
    text = unaccented(text)
    if _MAY_BE_UNSPACED.search(text):
        return " ".join([word.form for word in words(text)])
    found = _WORD.findall(text)
    plain = " ".join(found)
    return plain.lower() if plain.isascii() else " ".join([_folded(word) for word in found])


def unaccented(text: str) -> str:
    """The text without its accents, compatibility characters in their plain form."""
    return text if text.isascii() else unicodedata.normalize("NFKD", text).translate(_MARKS)


class _Marks(dict):
    """For `str.translate`: a combining mark goes, any other character stays. Filled as characters are met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_MARKS = _Marks()


# The full words of a text, each with whether it makes a pair with the one before (`chain`).
Chain = list[tuple[Feature, bool]]


def features(text: str) -> Iterator[Feature]:
    """Lemmas of the full words of a text, and pairs of neighbouring ones inside one clause.

    A pair may hold up to three small words: « baisse de la TVA » and « la TVA, il faut la baisser » do not meet,
    « baisser la TVA » and « baisse de la TVA » do.
    """
    return with_pairs(chain(text))


def with_pairs(chained: Chain) -> Iterator[Feature]:
    """The `features` of a text from its chain."""
    before = None
    for feature, goes_on in chained:
        yield feature
        if goes_on and before:
            yield Feature(f"{before.key} {feature.key}", before.start, feature.end)
        before = feature


def lemmas(text: str) -> str:
    """The lemmas of `features`, separated by blanks: a line break where two neighbours make no pair."""
    return lemmas_of(chain(text))


def lemmas_of(chained: Chain) -> str:
    """The `lemmas` of a text, or of a passage of it, from its chain."""
    parts = []
    for feature, goes_on in chained:
        parts += (" " if goes_on else "\n", feature.key)
    return "".join(parts[1:])


def keys_of(lemmas: str) -> list[str]:
    """The keys of the features of a text from its `lemmas`, repeated as often as they stand there."""
    keys = []
    for line in lemmas.split("\n"):
        single = line.split(" ") if line else []
        keys += single
        keys += map(" ".join, pairwise(single))
    return keys


def chain(text: str, known: str | None = None) -> Chain:
    """Each full word as a feature, and whether it makes a pair with the one before.

    `known`: the `lemmas` of this very text where they were kept: no dictionary is opened then, which for one sentence
    of German would take more time than all the rest.
    """
    found = list(words(text))
    language = guess([form for form, _, _ in found])
    keys = _keys(found, language, known)
    chained, end, gap = [], None, 0
    for (_, start, stop), key in zip(found, keys, strict=True):
        if key is None:
            gap += 1
            continue
        goes_on = end is not None and gap <= _REACH and _is_joined(text, end, start)
        chained.append((Feature(key, start, stop), goes_on))
        end, gap = stop, 0
    return chained


def _keys(found: list[Word], language: str, known: str | None) -> list[str | None]:
    """The lemma of each word, None for a small one; what is `known` does not count where it is of another length."""
    if known is not None:
        full, keys = [not is_small(form, language) for form, _, _ in found], known.split()
        if sum(full) == len(keys):
            following = iter(keys)
            return [next(following) if is_full else None for is_full in full]
    return [_key(word.form, language) for word in found]


def is_expression(text: str) -> bool:
    """Whether a passage reads as one: between its first and last word nothing but articles and the like."""
    inner = list(words(text))[1:-1]
    return all(word.form in linking_words() for word in inner)


@lru_cache(maxsize=200_000)
def is_small(form: str, language: str = FRENCH) -> bool:
    """Whether a word says too little by itself to compare texts by: a stop word, a letter, a number."""
    return len(form) < 2 or form.isnumeric() or form in small_words(language)


@lru_cache(maxsize=200_000)
def lemma(form: str, language: str = FRENCH) -> str:
    """The word of the dictionary for a form in lower case, without accents; the form itself where it is not known."""
    import simplemma

    found = simplemma.lemmatize(form[:_LONGEST_WORD], lang=language).lower()
    return "".join(unaccented(found).split()) or "".join(form.split())[:_LONGEST_WORD]


@lru_cache(maxsize=200_000)
def _key(form: str, language: str) -> str | None:
    """The lemma of a full word; None for a small one."""
    return None if is_small(form, language) else lemma(form, language)


def _folded(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).lower()


_form = lru_cache(maxsize=200_000)(_folded)  # of words, which come again and again


def _is_joined(text: str, start: int, end: int) -> bool:
    """Whether only words, blanks, apostrophes and hyphens stand between two offsets of one line, or they overlap."""
    return start >= end or text[start:end] == " " or _JOINT.fullmatch(text, start, end) is not None


def _is_unspaced(char: str) -> bool:
    return not _SPACED.match(char)
