"""In which language a text is written, said only when it is certain, and in which direction it reads.

For screen readers, which change their voice, for spelling checkers and for line breaks: a wrong language is worse than
none, so a text that is too short, or of two languages, has none.
"""

import re
import unicodedata
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_CERTAIN = 0.9  # probability of a language from which it is said
_OTHERWISE = 0.5  # of another one in a sentence of the text, from which nothing is said of the whole
_SHARE = 0.8  # of the letters that must be of one writing
_LEAST = 12  # bytes of letters in UTF-8: three or four ideographs, twelve Latin letters
_READ = 2_000  # characters of each of the three pieces that are read of a long text
_SENTENCES = re.compile(r"(?<=[.!?…;:؟۔।])\s+|[\n。！？]+")
# What the model tells apart and voices do not, or names by another code than BCP 47; "zxx" is what is no language.
_NAMES = {"ary": "ar", "arz": "ar", "hbo": "he", "grc": "el", "wuu": "zh", "yue": "zh", "kik": "ki", "zxx": ""}
_WRITINGS = {"HIRAGANA": "CJK", "KATAKANA": "CJK"}


def spoken(text: str) -> str:
    """The language of a text as a tag of BCP 47 ("fr", "ar", "zh"); "" where it is not certain.

    The first call of a process loads a model: under a second, 75 MB. Web processes ask another (`consultation.beside`).
    """
    text = _pieces(text)
    letters = _letters(text)
    (_writing, most), *_others = letters.most_common(1) or [("", 0)]
    if most < max(_SHARE * letters.total(), 1) or sum(len(c.encode()) for c in text if c.isalpha()) < _LEAST:
        return ""
    language, probability = _likely(text)
    if probability < _CERTAIN:
        return ""
    said = (_likely(sentence) for sentence in _SENTENCES.split(text) if sentence)
    return "" if any(other != language and sure >= _OTHERWISE for other, sure in said) else language


def of_passage(passage: str, whole: str) -> str:
    """The language of a passage: its own where that is certain, else that of the text it is taken from."""
    if found := spoken(passage):
        return found
    writings = _letters(passage).keys()
    return spoken(whole) if writings and writings == _letters(whole).keys() else ""


def direction(text: str) -> str:
    """ "rtl" for a text most letters of which read from right to left, else "ltr"."""
    found = Counter(map(unicodedata.bidirectional, text))
    return "rtl" if found["R"] + found["AL"] > found["L"] else "ltr"


def _pieces(text: str) -> str:
    """The beginning, the middle and the end of a text too long to be read whole."""
    if len(text) <= 3 * _READ:
        return text
    middle = len(text) // 2
    return "\n".join((text[:_READ], text[middle : middle + _READ], text[-_READ:]))


def _letters(text: str) -> Counter[str]:
    """How many letters of each writing: LATIN, ARABIC, CJK..."""
    found: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if character.isalpha():
            writing = unicodedata.name(character, "").partition(" ")[0]
            found[_WRITINGS.get(writing, writing)] += count
    return found


def _likely(text: str) -> tuple[str, float]:
    """The likeliest language and its probability; languages that share a name share their probability."""
    found: Counter[str] = Counter()
    for language, probability in _model().rank(text):
        found[_NAMES.get(language, language)] += probability
    return found.most_common(1)[0]


@cache
def _model() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
