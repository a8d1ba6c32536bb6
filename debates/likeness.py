"""Texts that say nearly the same: found among a million by a few numbers each, then compared word for word.

Two texts are near-identical when the Jaccard similarity of their sets of three-word shingles, |A n B| / |A u B|,
reaches THRESHOLD; so are two short ones of the same words. The roll-up counts voices by the same measure, so
that pages and roll-up speak of the same campaigns.

Candidates come from a MinHash (Broder, "On the resemblance and containment of documents", 1997): of each of
ROWS * BANDS hash functions the smallest value over the shingles, which two texts share with a probability equal to
their similarity s. ROWS values make a band; two texts share one of the BANDS with probability 1 - (1 - s^ROWS)^BANDS
(Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4): 0.89 at 0.6, 0.99 at 0.7, 0.9998 at 0.8, 0.12 at 0.3.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b, shake_128
from struct import pack, unpack

from django.db import connection

from debates import words
from debates.models import OVER

THRESHOLD = 0.6
SHORT = 8  # words; under this, one changed word changes what is said: only the same words are near-identical
BANDS, ROWS = 16, 4
READ = 1_000  # words of a text that are looked at, so that a post costs the same however long it is
COMPARED = 20  # candidates that are compared word for word


@dataclass(frozen=True)
class Sketch:
    """What a text is compared by."""

    shingles: frozenset[str]
    bands: list[int]  # 64 bits each, with their sign


@dataclass(frozen=True)
class Alike:
    """A text near-identical to one that was asked about; `accepted`: a moderator let its campaign in."""

    contribution: int
    question: int
    campaign: int | None
    accepted: bool
    similarity: float


def sketch(title: str, text: str) -> Sketch:
    """Of the words of a text, with those of its title where it is short; no case, accent, sign or layout counts.

    About a millisecond for two hundred words.
    """
    said = _words(text)
    if len(said) < SHORT:
        said = [*_words(title), *said]
    shingles = frozenset(_threes(said) if len(said) >= SHORT else [" ".join(said) or "".join(text.split())])
    return Sketch(shingles, _bands(shingles))


def _words(text: str) -> list[str]:
    return [word.form for word in words.words(text)][:READ]


def _threes(said: Sequence[str]) -> list[str]:
    return [" ".join(said[place : place + 3]) for place in range(len(said) - 2)]


def _bands(shingles: frozenset[str]) -> list[int]:
    """SHAKE-128 of a shingle gives as many hashes of 32 bits as asked for: one for each function."""
    hashes = ROWS * BANDS
    values = [unpack(f"{hashes}I", shake_128(shingle.encode()).digest(4 * hashes)) for shingle in shingles]
    least = [min(column) for column in zip(*values, strict=True)]
    return [_band(place, least[place * ROWS : (place + 1) * ROWS]) for place in range(BANDS)]


def _band(place: int, least: Sequence[int]) -> int:
    digest = blake2b(pack(f"{1 + len(least)}I", place, *least), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def similarity(one: Sketch, other: Sketch) -> float:
    """Jaccard's: 0 for nothing shared, 1 for the same shingles."""
    shared = len(one.shingles & other.shingles)
    return shared / (len(one.shingles) + len(other.shingles) - shared)


def alike(asked: Sketch, consultation: int, exclude: int = 0) -> list[Alike]:
    """The contributions of a consultation that are near-identical to a text, the most alike first. One query.

    `exclude` is the text itself. Texts that nobody looks at any more (withdrawn, merged, split) are not among them;
    those that wait or are hidden are.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [asked.bands, asked.bands, consultation, exclude, list(OVER), COMPARED])
        rows = cursor.fetchall()
    found = [Alike(*row[:4], similarity(asked, sketch(*row[4:]))) for row in rows]
    near = [each for each in found if each.similarity >= THRESHOLD]
    return sorted(near, key=lambda each: (-each.similarity, each.contribution))


_CANDIDATES = """
SELECT c.id, c.question_id, c.campaign_id, g.accepted_at IS NOT NULL, v.title, v.text FROM (
    SELECT l.contribution_id, l.version_id,
           (SELECT count(*) FROM unnest(l.bands) AS band WHERE band = ANY(%s)) AS shared
    FROM debates_likeness l WHERE l.bands && %s::bigint[]
) near
JOIN debates_contribution c ON c.id = near.contribution_id
JOIN debates_version v ON v.id = near.version_id
JOIN debates_question q ON q.id = c.question_id
JOIN debates_theme t ON t.id = q.theme_id
LEFT JOIN debates_campaign g ON g.id = c.campaign_id
WHERE t.consultation_id = %s AND c.id <> %s AND c.state <> ALL(%s)
ORDER BY near.shared DESC, c.id LIMIT %s
"""
