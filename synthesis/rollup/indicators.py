"""What people answered, by where they live and speak from; who wrote, beside who lives there: plain counts.

People are never listed: what comes in are cells (how many of them agree and disagree), what goes out are the same
cells with shares. Small cells go later, with those of all other tables (`synthesis.small_cells`).
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from synthesis.rollup.ranking import LISTED, wilson_lower

SEGMENTS = ("kind", "stakeholder")
MOST_MULTIPLIED = 5  # groups; beyond, their geometric mean
LEAST, MOST = 0.5, 2.0  # times the share of the population: outside, a kind of territory is said to be far from it


class Answers(NamedTuple):
    """Reactions of one camp or the other, of `people` different persons."""

    agree: int = 0
    disagree: int = 0
    people: int = 0


class Consensus(NamedTuple):
    """How far every group agrees with a contribution, 0 to 1; `groups` of them answered enough to count."""

    contribution: int
    score: float
    groups: int


def agreement(answers: Answers) -> float | None:
    """The share that agrees among those who agree or disagree; None where nobody did."""
    given = answers.agree + answers.disagree
    return answers.agree / given if given else None


def division(answers: Answers) -> float:
    """Twice Wilson's lower bound of the smaller camp's share: as `ranking.division`, of a whole table cell."""
    return 2 * wilson_lower(min(answers.agree, answers.disagree), answers.agree + answers.disagree)


def row(answers: Answers, **columns) -> dict:
    """A row of a table: agree, disagree, people, agreement, division, and the given columns."""
    return {**columns, **answers._asdict(), "agreement": agreement(answers), "division": division(answers)}


def table(total: Answers, by: Mapping[str, Mapping[str | None, Answers]]) -> dict:
    """{"total": row, "by": {segment: rows}}; the values in alphabetical order, « not stated » (None) last."""
    ordered = {name: sorted(cells, key=lambda value: (value is None, value or "")) for name, cells in by.items()}
    rows = {name: [row(by[name][value], value=value) for value in values] for name, values in ordered.items()}
    return {"total": row(total), "by": rows}


def informed_consensus(groups: Collection[Answers]) -> float:
    """Group-informed consensus: the product over the groups of the probability that one of the group agrees.

    With Laplace's smoothing that probability is (1 + agreements) / (2 + answers), so that a group that did not
    answer counts 1/2. C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill, « Polis: Scaling deliberation by
    mapping high dimensional opinion spaces », Recerca 26(2), 2021. Beyond MOST_MULTIPLIED groups the product is
    brought to the power 1 / groups (their geometric mean), since it would shrink with each group that is declared.
    1 where there is no group.
    """
    chances = [(1 + group.agree) / (2 + group.agree + group.disagree) for group in groups]
    product = math.prod(chances)
    return product ** (1 / len(chances)) if len(chances) > MOST_MULTIPLIED else product


def consensus(
    answers: Iterable[tuple[int, Mapping[str | None, Answers]]],
    groups: Collection[str],
    hidden: Callable[[Mapping[str | None, Answers]], Collection[str | None]],
    *,
    limit: int = LISTED,
) -> list[Consensus]:
    """The contributions that every one of the declared groups agrees with, by `informed_consensus`, then by id.

    `answers`: (contribution, its answers by group). `hidden` says which of its cells are too small to be told: they
    count as groups that did not answer, so a score says nothing of them and all scores are of as many groups. A
    contribution is listed from two groups on that can be told, when in all of these more agree than not.
    """
    found = []
    for contribution, by in answers:
        told = {group: by[group] for group in groups if group in by}
        kept = {group: told[group] for group in told.keys() - set(hidden(by))} if len(told) > 1 else {}
        if len(kept) > 1 and all(each.agree > each.disagree for each in kept.values()):
            score = informed_consensus([kept.get(group, Answers()) for group in groups])
            found.append(Consensus(contribution, score, len(kept)))
    return sorted(found, key=lambda each: (-round(each.score, 9), each.contribution))[:limit]


def representation(
    contributions: Mapping[str, int | None], population: Mapping[str, int], citations: Mapping[str, int] | None = None
) -> list[dict]:
    """Each kind of territory: its share of the contributions, of the citations (None until some are known) and of
    the inhabitants, side by side; a row a kind of `population`, in its order.

    Shares are of what is stated and told: a count of None is a small cell, and has no share. `ratio` is the share of
    contributions over that of inhabitants, `cited_ratio` that of citations; `far` says that one of them is under
    LEAST or over MOST.
    """
    written, cited, lived = _shares(contributions), _shares(citations or {}), _shares(population)
    rows = []
    for kind in population:
        ratios = [_ratio(shares.get(kind), lived.get(kind)) for shares in (written, cited)]
        rows.append(
            {
                "value": kind,
                "contributions": contributions.get(kind, 0),
                "contributions_share": written.get(kind),
                "citations": None if citations is None else citations.get(kind, 0),
                "citations_share": cited.get(kind),
                "population": population[kind],
                "population_share": lived.get(kind),
                "ratio": ratios[0],
                "cited_ratio": ratios[1],
                "far": any(ratio is not None and not LEAST <= ratio <= MOST for ratio in ratios),
            }
        )
    return rows


def _shares(counts: Mapping[str, int | None]) -> dict[str, float]:
    total = sum(count or 0 for count in counts.values())
    return {value: count / total for value, count in counts.items() if count is not None and total}


def _ratio(share: float | None, other: float | None) -> float | None:
    return share / other if share is not None and other else None
