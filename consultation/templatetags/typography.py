"""French typography for the texts of the consultation itself (questions, introductions), not for citizens' words."""

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_SPACES = "[ \u00a0\u202f]"
# What must come out as it went in: addresses of pages and of people, and in HTML its tags and entities.
_ADDRESS = r"(?:https?://|www\.)[^\s»<]*[^\s».,;:!?)<]|[^\s@<>]+@[^\s@<>]+\.\w+"
_KEPT = re.compile(_ADDRESS)
_KEPT_IN_HTML = re.compile(rf"<[^>]*>|&#?\w+;|{_ADDRESS}")
_HELD = "\ue000"  # stands for each of them meanwhile; private, in no text
_AFTER = rf"(?=[\s»)\]\"”…{_HELD}]|$)"
_HIGH = re.compile(rf"(?<=[^\s(\[«]){_SPACES}+([;!?][!?]*){_AFTER}")
_HIGH_CLOSE = re.compile(rf"(?<=[\w»)\]%€°’”])([;!?][!?]*){_AFTER}")
_COLON = re.compile(rf"(?<=[^\s(\[«]){_SPACES}+:{_AFTER}")
_COLON_CLOSE = re.compile(rf"(?<=[\w»)\]%€°’”]):{_AFTER}")
_UNIT = re.compile(rf"(?<=\d){_SPACES}(?=(?:[%€]|\d{{3}}(?!\d)))")


def _spaced(text: str, add_missing: bool) -> str:
    text = re.sub(rf"«{_SPACES}*", f"«{NARROW}", text)
    text = re.sub(rf"{_SPACES}*»", f"{NARROW}»", text)
    text = _COLON.sub(f"{NO_BREAK}:", _HIGH.sub(rf"{NARROW}\1", text))
    if add_missing:
        text = _COLON_CLOSE.sub(f"{NO_BREAK}:", _HIGH_CLOSE.sub(rf"{NARROW}\1", text))
    text = _UNIT.sub(NARROW, text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def typeset(text: str, *, html: bool = False, add_missing: bool = True) -> str:
    """The text with French spaces: U+202F before ; ! ? » and after «, U+00A0 before a colon; idempotent.

    Addresses, times (10:30) and, with `html`, tags and entities come out unchanged. Without `add_missing` only
    spaces already there are made unbreakable, so that English keeps its own ways. Nothing but spaces and straight
    apostrophes changes.
    """
    if _HELD in text:
        return text
    pattern = _KEPT_IN_HTML if html else _KEPT
    kept = iter(pattern.findall(text))
    spaced = _spaced(pattern.sub(_HELD, text), add_missing)
    return re.sub(_HELD, lambda _: next(kept), spaced)
