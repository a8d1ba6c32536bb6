"""Words, their stems, and the features by which texts are compared.

Stems are Snowball's French ones. simplemma's lemmas were measured against them on 693 comments of a real French
consultation, asked to find the 29 questions they answer (`bench/rollup_texts.py --compare`; k-means, normalised
mutual information, mean of ten seeds): 0.513 with stems, 0.502 with lemmas, 0.484 with the words as they are, and
the same order with more dimensions. Both take under a second for all of them.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from synthesis.rollup.smallwords import linking_words, small_words

_WORD = re.compile(r"[^\W_]+")
_REACH = 3  # small words that an expression may hold between its two words: « baisse de la TVA »


class Word(NamedTuple):
    """A run of letters and digits: text[start:end] as typed, `form` composed and in lower case."""

    form: str
    start: int
    end: int


class Feature(NamedTuple):
    """A stem, or two stems side by side, with the offsets of the words that carry it."""

    key: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words in reading order: « l'État » gives two, « tiers-lieux » two, an emoji none."""
    for match in _WORD.finditer(text):
        yield Word(_folded(match.group()), match.start(), match.end())


def skeleton(text: str) -> str:
    """The words alone, without accents: what two copies of one text share whatever their layout."""
    return " ".join(word.form for word in words(unaccented(text)))


def unaccented(text: str) -> str:
    """The text without its accents, compatibility characters in their plain form."""
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


def features(text: str) -> Iterator[Feature]:
    """Stems of the full words of a text, and pairs of neighbouring ones inside one clause.

    A pair may hold up to three small words: « baisse de la TVA » and « la TVA, il faut la baisser » do not meet,
    « baisser la TVA » and « baisse de la TVA » do.
    """
    before, gap = None, 0
    for word in words(text):
        if is_small(word.form):
            gap += 1
            continue
        feature = Feature(stem(word.form), word.start, word.end)
        yield feature
        if before and gap <= _REACH and _is_joined(text, before.end, word.start):
            yield Feature(f"{before.key} {feature.key}", before.start, word.end)
        before, gap = feature, 0


def is_expression(text: str) -> bool:
    """Whether a passage reads as one: between its first and last word nothing but articles and the like."""
    inner = list(words(text))[1:-1]
    return all(word.form in linking_words() for word in inner)


def is_small(form: str) -> bool:
    """Whether a word says too little by itself to compare texts by: a stop word, a letter, a number."""
    return len(form) < 2 or form.isnumeric() or form in small_words()


@lru_cache(maxsize=200_000)
def stem(form: str) -> str:
    """The French stem of a word in lower case, its accents removed: people type « économie » and « economie ».

    Snowball leaves plurals in x as they are: they are made singular first, for « tiers-lieux » and « tiers-lieu ».
    """
    return unaccented(_stemmer().stemWord(_singular(form))) or form


def _singular(form: str) -> str:
    if form.endswith(("eaux", "lieux", "enjeux")):
        return form[:-1]
    return f"{form[:-3]}al" if form.endswith("aux") and len(form) > 5 else form


@cache
def _stemmer():
    import snowballstemmer

    return snowballstemmer.stemmer("french")


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).lower()


def _is_joined(text: str, start: int, end: int) -> bool:
    """Whether only words, blanks, apostrophes and hyphens stand between two offsets of one line."""
    between = text[start:end]
    return "\n" not in between and all(char.isalnum() or char in " \t\u00a0\u202f'’ʼ-‐‑" for char in between)
