"""Names that look the same: brought to one form, so that nobody can pass for somebody else.

Not the whole of Unicode's list of confusables (UTS 39), which would take many names that differ for one: the letters of
other alphabets that are drawn as Latin ones, the digits and strokes that are taken for letters, compatibility letters
(full width, mathematical, ligatures: NFKC), and everything that draws nothing.
"""

import re
import unicodedata

LONGEST = 240  # characters of a look
_TURNS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # Unicode's Bidi_Control
_UNSEEN = re.compile(  # Unicode's Default_Ignorable_Code_Point, and a Braille sign without dots
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = re.compile("[\u2018\u2019\u201b\u02bc\u02b9\u00b4`]")


def _letters(pairs: str) -> dict[int, str]:
    """Code point in hexadecimal, then the letter it is taken for."""
    return {int(pair[:4], 16): pair[4:] for pair in pairs.split()}


_CAPITALS = _letters("0397h 039dn 03a5y 039cm")  # Greek letters whose capital is drawn as another one than the small
_SMALL = (
    _letters("0430a 0432b 0435e 0451ë 043ak 043cm 043dh 043eo 0440p 0441c 0442t 0443y 0445x 0455s 0456i 0457ï")
    | _letters("0458j 04bbh 0501d 051bq 051dw 04cfi 04afy")  # Cyrillic
    | _letters("03b1a 03b2b 03b3y 03b5e 03b6z 03b7n 03b9i 03bak 03bcu 03bdv 03bfo 03c1p 03c4t 03c5u 03c7x 03f2c 03f3j")
    | _letters("0585o 057du 0570h 0578n 0581g 0566q 0575j")  # Armenian
    | _letters("0131i 0269i 0251a 0261g")  # Latin's own
)
_TAKEN_FOR = str.maketrans({"l": "i", "1": "i", "|": "i", "0": "o"})  # Ilan, llan, 1lan


def look(name: str) -> str:
    """What a name looks like: two names with the same look are told apart by no reader. "" for one that shows nothing.

    Case, spaces and invisible characters make no difference; accents do, because they are seen.
    """
    seen = _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).translate(_CAPITALS)
    parts = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", seen.casefold())).translate(_SMALL)
    plain = _QUOTES.sub("'", _DASHES.sub("-", parts)).translate(_TAKEN_FOR).replace("i\u0307", "i")
    drawn = unicodedata.normalize("NFC", plain.replace("rn", "m").replace("vv", "w"))
    return " ".join(drawn.split())[:LONGEST]


def turns_around(name: str) -> bool:
    """Whether a name holds signs that change the direction of reading: it would be shown as another one."""
    return bool(_TURNS.search(name))


def free(name: str, taken: set[str], *, longest: int) -> str:
    """The first of "name 2", "name 3"… whose look is not in `taken`, within `longest` characters."""
    number = 2
    while True:
        end = f" {number}"
        candidate = name[: longest - len(end)].rstrip() + end
        if look(candidate) not in taken:
            return candidate
        number += 1
