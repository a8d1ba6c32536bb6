"""Too many links: what advertising is made of."""

import re

from debates.filters.finding import Finding, seen

MOST = 4  # links that a text may hold and not be looked at: a sourced argument has one to three
SHOWN = 6
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]{3,}", re.IGNORECASE)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def find_links(text: str, addresses: list[str]) -> list[Finding]:
    """One finding when a text leads to more than MOST different addresses, written out or behind words."""
    written = [link.rstrip(".,;:!?»\"'") for link in _LINK.findall(seen(text))]
    behind = [address for address in addresses if _WEB.match(address)]
    found = list(dict.fromkeys(_bare(link) for link in [*behind, *written]))
    return [Finding("links", "links", tuple(found[:SHOWN]))] if len(found) > MOST else []


def _bare(link: str) -> str:
    """An address without what two ways to write it differ by."""
    return _WEB.sub("", link).removeprefix("www.").rstrip("/").lower()
