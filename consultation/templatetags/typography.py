"""French typography for the texts of the consultation itself (questions, introductions), not for citizens' words."""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACES = "[ \u00a0\u202f]"
# What must come out as it went in: addresses of pages and of people.
_LEFT_ALONE = re.compile(r"(?:https?://|www\.)[^\s»]*[^\s».,;:!?)]|[^\s@]+@[^\s@]+\.\w+")
_MARKUP = re.compile(r"<[^>]*>|&#?\w+;")
_HIGH = re.compile(rf"(?<=[^\s(\[«]){_SPACES}+([;!?][!?]*)(?=[\s»)\]\"”…]|$)")
_HIGH_CLOSE = re.compile(r"(?<=[\w»)\]%€°’”])([;!?][!?]*)(?=[\s»)\]\"”…]|$)")
_COLON = re.compile(rf"(?<=[^\s(\[«]){_SPACES}+:(?=\s|$)")
_COLON_CLOSE = re.compile(r"(?<=[\w»)\]%€°’”]):(?=\s|$)")
_UNIT = re.compile(rf"(?<=\d){_SPACES}(?=(?:[%€]|\d{{3}}(?!\d)))")


def _spaced(text: str, add_missing: bool) -> str:
    text = re.sub(rf"«{_SPACES}*", f"«{NARROW}", text)
    text = re.sub(rf"{_SPACES}*»", f"{NARROW}»", text)
    text = _COLON.sub(f"{NO_BREAK}:", _HIGH.sub(rf"{NARROW}\1", text))
    if add_missing:
        text = _COLON_CLOSE.sub(f"{NO_BREAK}:", _HIGH_CLOSE.sub(rf"{NARROW}\1", text))
    text = _UNIT.sub(NARROW, text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def _outside(pattern: re.Pattern[str], text: str, change) -> str:
    """Apply `change` to what `pattern` does not match, and keep what it matches."""
    out, at = [], 0
    for found in pattern.finditer(text):
        out += [change(text[at : found.start()]), found.group()]
        at = found.end()
    return "".join([*out, change(text[at:])])


def typeset(text: str, *, html: bool = False, add_missing: bool = True) -> str:
    """The text with French spaces: U+202F before ; ! ? » and after «, U+00A0 before a colon; idempotent.

    Addresses, times (10:30) and, with `html`, tags and entities come out unchanged. Without `add_missing` only
    spaces already there are made unbreakable, so that English keeps its own ways. Nothing but spaces and straight
    apostrophes changes.
    """

    def words(part: str) -> str:
        return _outside(_LEFT_ALONE, part, lambda plain: _spaced(plain, add_missing))

    return _outside(_MARKUP, text, words) if html else words(text)
