"""Names of places brought to one comparable form, since PostgreSQL has no `unaccent` here."""

import re
import unicodedata

ABBREVIATIONS = {"st": "saint", "ste": "sainte"}
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})  # Unicode does not decompose them


def fold(text: str) -> str:
    """The text in lower case without accents; whatever is not a letter or a digit becomes one space.

    "L'Abergement-Clémenciat" gives "l abergement clemenciat". The result holds only a-z, 0-9 and single spaces, so
    that it is safe in a search query; a text in another script gives "". Folding twice changes nothing.
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def spellings(text: str) -> list[str]:
    """The folded text, its abbreviations written out, then as it was typed where that differs.

    Both are needed: "st" is Saint-Étienne as much as the beginning of Strasbourg.
    """
    typed = fold(text)
    written_out = " ".join(ABBREVIATIONS.get(word, word) for word in typed.split())
    return [written_out] if written_out == typed else [written_out, typed]
