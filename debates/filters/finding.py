"""What a filter found, and the text as filters read it."""

import re
import unicodedata
from dataclasses import dataclass

_UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss"})
# Letters of other alphabets that look like ours, as they are typed to pass unseen.
_ALIKE = str.maketrans("асеорхуіјѕнктвмԁαοερντικυ", "aceopxyijshktbmdaoepvtiku")


@dataclass(frozen=True)
class Finding:
    """Something found in a text: its `kind` (that of a `Hold`), its `sort` within ("phone"), the `words` as typed."""

    kind: str
    sort: str
    words: tuple[str, ...]


def seen(text: str) -> str:
    """The text without signs that nobody sees, its compatibility forms made plain (full-width digits, spaces)."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def folded(text: str) -> str:
    """Lower case without accents or ligatures, look-alikes of other alphabets read as ours; other signs are kept."""
    plain = unicodedata.normalize("NFKD", seen(text).casefold().translate(_LETTERS).translate(_ALIKE))
    return "".join(character for character in plain if not unicodedata.combining(character))
