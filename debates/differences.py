"""What changed between two versions of a text, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_PAIRS = 300_000  # pairs of equal pieces that are compared; a text made to be slow is compared by lines, or whole


@dataclass(frozen=True)
class Piece:
    """A passage of the older text (`deleted`), of the newer one (`inserted`), or of both (`same`)."""

    kind: str
    text: str


def between(before: str, after: str) -> list[Piece]:
    """The pieces in order: without the inserted ones they give `before`, without the deleted ones `after`.

    By words; by lines, then as a whole, where words repeat so much that comparing them would take too long: two texts
    of 20,000 characters take some tenths of a second at most.
    """
    for cut in (_words, _lines):
        old, new = cut(before), cut(after)
        if _pairs(old, new) <= MOST_PAIRS:
            return list(_pieces(old, new))
    return [Piece(kind, text) for kind, text in (("deleted", before), ("inserted", after)) if text]


def changed(pieces: Sequence[Piece]) -> bool:
    return any(piece.kind != "same" for piece in pieces)


def _words(text: str) -> list[str]:
    """Words, each with the spaces before it, so that the last one stays the same when a text goes on."""
    return re.findall(r"\s*\S+|\s+", text)


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    counts = Counter(new)
    return sum(number * counts[word] for word, number in Counter(old).items())


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for act, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            yield Piece("same", "".join(old[i:j]))
            continue
        if j > i:
            yield Piece("deleted", "".join(old[i:j]))
        if n > k:
            yield Piece("inserted", "".join(new[k:n]))
