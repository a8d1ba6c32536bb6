"""What a reader of the synthesis asks first: what is agreed on, what divides, what is argued over, what is unread."""

import math
from collections.abc import Iterable

from synthesis.rollup.texts import Text

LISTED = 10
_Z = 1.959964  # the normal quantile of a two-sided 95 % interval


def wilson_lower(successes: int, trials: int) -> float:
    """Lower bound of the 95 % score interval of a proportion, from 0 (also without any trial) to 1.

    (p + z²/2n - z sqrt(p(1 - p)/n + z²/4n²)) / (1 + z²/n), with p = successes / trials, n = trials, z = 1.96:
    E. B. Wilson, « Probable inference, the law of succession, and statistical inference », JASA 22, 1927.
    """
    if not trials:
        return 0.0
    share, square = successes / trials, _Z * _Z / trials
    margin = _Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials))
    return max(0.0, (share + square / 2 - margin) / (1 + square))


def agreement(text: Text) -> float:
    """Wilson's lower bound of agree / (agree + disagree): 9 of 9 (0.70) comes before 1 of 1 (0.21)."""
    return wilson_lower(text.agree, text.agree + text.disagree)


def division(text: Text) -> float:
    """Twice Wilson's lower bound of the smaller camp's share: 0 when nobody differs, towards 1 for many and even.

    The same measure as for agreement, asked of the minority: « at the least, this share of those who answered
    is of the other opinion ». Without that bound, 1 against 1 would divide more than 40 against 60; with it the
    first makes 0.19 and the second 0.62. An even split of n answers grows with n: 0.47 for 10, 0.81 for 100.
    """
    return 2 * wilson_lower(min(text.agree, text.disagree), text.agree + text.disagree)


def most_agreed(texts: Iterable[Text], *, limit: int = LISTED) -> list[dict]:
    """The contributions that more people agree with than not, by `agreement`, then by number, then by id."""
    found = [text for text in texts if text.agree > text.disagree]
    found.sort(key=lambda text: (-round(agreement(text), 9), -text.agree, text.id))
    return [_entry(text) | {"score": agreement(text)} for text in found[:limit]]


def most_divided(texts: Iterable[Text], *, limit: int = LISTED) -> list[dict]:
    """The contributions with at least one answer of each camp, by `division`, then by number, then by id."""
    found = [text for text in texts if text.agree and text.disagree]
    found.sort(key=lambda text: (-round(division(text), 9), -text.agree - text.disagree, text.id))
    return [_entry(text) | {"score": division(text)} for text in found[:limit]]


def most_argued(texts: Iterable[Text], *, limit: int = LISTED) -> list[dict]:
    """The contributions with the most replies, then the most replies of the smaller camp, then by id."""
    found = [text for text in texts if text.arguments]
    found.sort(key=lambda text: (-text.arguments, -min(text.pros, text.cons), text.id))
    return [
        _entry(text) | {"arguments": text.arguments, "pros": text.pros, "cons": text.cons} for text in found[:limit]
    ]


def not_read(texts: Iterable[Text], *, limit: int = LISTED) -> dict:
    """How many contributions staff has not read yet, and the `first` to read: the oldest."""
    waiting = sorted((text for text in texts if not text.read), key=lambda text: (text.posted_on, text.id))
    first = [_entry(text) | {"posted_on": text.posted_on.isoformat()} for text in waiting[:limit]]
    return {"count": len(waiting), "first": first}


def _entry(text: Text) -> dict:
    return {
        "contribution": text.id,
        "version": text.version_id,
        "title": text.title,
        "agree": text.agree,
        "disagree": text.disagree,
    }
