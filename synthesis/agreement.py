"""How far two people who read the same texts without knowing of each other agree: Krippendorff's alpha.

Plain functions on plain values; what a reader made of a text is a `Reading`.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations

RELIABLE, TENTATIVE = 0.80, 0.667

Unit = Sequence[Hashable | None]


@dataclass(frozen=True)
class Reading:
    """What one reader made of a text: its outcome, and the natures and ideas (ids) of the passages he keeps of it."""

    outcome: str
    natures: frozenset[int] = frozenset()
    ideas: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Agreement:
    """Of one question asked of both readers: how many texts it was asked of, how often they say the same, and alpha.

    `same` is a share from 0 to 1, None without units; `alpha` is None where it cannot be computed.
    """

    units: int
    same: float | None
    alpha: float | None

    @property
    def same_in_hundred(self) -> int | None:
        """`same`, in per cent, rounded down: 100 is always."""
        return None if self.same is None else int(self.same * 100 + 1e-9)

    @property
    def level(self) -> str:
        """`reliable` from 0.80 up, `tentative` from 0.667 up, `weak` below; "" where alpha cannot be computed.

        The thresholds are Krippendorff's: rely on variables with alpha of 0.800 or more, draw only tentative
        conclusions between 0.667 and 0.800 (Content Analysis, 4th ed., Sage, 2018, ch. 12; the same in "Reliability
        in Content Analysis: Some Common Misconceptions and Recommendations", Human Communication Research 30(3), 2004).
        """
        if self.alpha is None:
            return ""
        if self.alpha >= RELIABLE:
            return "reliable"
        return "tentative" if self.alpha >= TENTATIVE else "weak"


def alpha(units: Iterable[Unit]) -> float | None:
    """Krippendorff's alpha for nominal values, from 1 (always the same) over 0 (as by chance) to below 0.

    Each unit lists what every coder said of it, None where he said nothing; a unit with fewer than two values pairs
    nothing and is left out. With o[c, k] the coincidence matrix (in a unit of m values, each ordered pair of values of
    different coders counts 1 / (m - 1)), n[c] its row sums and n their sum:

        alpha = 1 - D_o / D_e = 1 - (n - 1) * sum of o[c, k] over c != k / sum of n[c] * n[k] over c != k

    None where nothing can be computed: no unit with two values, or no variation (all values are the same, so that no
    disagreement could be expected).

    Source: Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania, 2011
    (repository.upenn.edu/asc_papers/43), sections C and D; the same in Content Analysis, 4th ed., Sage, 2018, ch. 12.
    """
    coincidences: Counter[tuple[Hashable, Hashable]] = Counter()
    for unit in units:
        values = [value for value in unit if value is not None]
        for pair in permutations(values, 2):
            coincidences[pair] += 1 / (len(values) - 1)
    totals: Counter[Hashable] = Counter()
    for (value, _other), count in coincidences.items():
        totals[value] += count
    n = sum(totals.values())
    expected = n * n - sum(count * count for count in totals.values())
    if len(totals) < 2:
        return None
    observed = sum(count for (value, other), count in coincidences.items() if value != other)
    return 1 - (n - 1) * observed / expected


def agreement(pairs: Iterable[tuple[Hashable, Hashable]]) -> Agreement:
    """The agreement of two coders over the units both spoke of."""
    pairs = list(pairs)
    same = sum(first == second for first, second in pairs) / len(pairs) if pairs else None
    return Agreement(len(pairs), same, alpha(pairs))


def on(readings: Iterable[tuple[Reading, Reading]], question: Callable[[Reading], Hashable]) -> Agreement:
    """Whether both readers answer a question about each text alike."""
    return agreement((question(first), question(second)) for first, second in readings)


def keeps(reading: Reading) -> bool:
    """Whether a passage is kept, whatever the reason where none is."""
    return reading.outcome == "kept"


def outcome(reading: Reading) -> str:
    return reading.outcome


def has_nature(nature: int) -> Callable[[Reading], bool]:
    """The question: is a passage of this nature kept?"""
    return lambda reading: nature in reading.natures


def is_under(idea: int) -> Callable[[Reading], bool]:
    """The question: is a passage filed under this very idea? One of its children does not count."""
    return lambda reading: idea in reading.ideas


def differ(first: Reading, second: Reading) -> bool:
    """Whether there is something to settle: the outcome, a nature or an idea. Where passages begin and end is not."""
    return first != second
