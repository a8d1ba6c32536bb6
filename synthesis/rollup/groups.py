"""Groups of contributions that speak of the same thing, each with the words and the passages that show it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from synthesis.rollup import communities, labels, neighbours, quotes, stability, vectors
from synthesis.rollup.features import Features, reckon_texts
from synthesis.rollup.figures import tally
from synthesis.rollup.normalise import chain
from synthesis.rollup.texts import Text, in_order

FEWEST = 6  # voices; under this all are one group: reading them takes less time than reading about them


@dataclass(frozen=True, slots=True)
class _Crowd:
    """The voices of a question, each by its first text (its head): their lemmas, and where they stand."""

    heads: list[Text]
    lemmas: list[str]
    words: vectors.Words | None
    rows: Any
    seed: int


@dataclass(frozen=True, slots=True)
class _Found:
    """A group before it is described: places among the heads; `steady` None where nothing was parted."""

    places: list[int]
    apart: bool = False
    steady: float | None = None


def group_texts(
    texts: Sequence[Text],
    voices: Sequence[tuple[int, ...]] | None = None,
    features: Mapping[int, Features] | None = None,
    *,
    seed: int = 0,
    encoder: bool = True,
    semantic: float = vectors.SEMANTIC,
) -> list[dict]:
    """The groups of a question, the largest first: every contribution in exactly one.

    `voices` (of `find_voices`; by default each text is one) weigh once each, by their first text, and stay whole.
    `features`: by id of version; what is not in it is reckoned here, with or without the `encoder`. `semantic`: the
    share of the encoder's vectors in what is alike, from 0 to 1. Texts of different stances are never in one group:
    neither words nor vectors tell for from against. Texts that say nothing, or are like no other, make a last group,
    `"apart": true`. `stability` is None, and `is_stable`, where there was nothing to part.
    """
    from threadpoolctl import threadpool_limits

    known = {text.id: text for text in in_order(texts)}
    voices = _of_one_stance(voices if voices is not None else [(key,) for key in known], known)
    with threadpool_limits(limits=1):  # one thread: sums are made in one order, so two runs agree to the last bit
        crowd = _crowd([known[voice[0]] for voice in voices], features or {}, encoder, semantic, seed)
        found = [group for places in _by_stance(crowd.heads) for group in _parted(crowd, places)]
        telling = labels.telling(crowd.words, [group.places for group in found])
        made = [
            _described(crowd, group, scores, [known[key] for place in group.places for key in voices[place]])
            for group, scores in zip(found, telling, strict=True)
        ]
    made.sort(key=lambda group: (group["apart"], -group["count"], group["members"][0]))
    return [{"number": number} | group for number, group in enumerate(made, start=1)]


def _of_one_stance(voices: Sequence[tuple[int, ...]], known: Mapping[int, Text]) -> list[tuple[int, ...]]:
    """The voices by first id, parted further where one holds texts of several stances."""
    parts = []
    for voice in voices:
        by_stance = defaultdict(list)
        for key in sorted(voice):
            by_stance[known[key].stance or ""].append(key)
        parts += map(tuple, by_stance.values())
    return sorted(parts)


def _crowd(heads: list[Text], features: Mapping[int, Features], encoder: bool, semantic: float, seed: int) -> _Crowd:
    missing = [head for head in heads if head.version_id not in features]
    reckoned = reckon_texts(missing, encoder=encoder)
    mine = [reckoned.get(head.version_id) or features[head.version_id] for head in heads]
    lemmas = [found.lemmas for found in mine]
    words = vectors.weigh(lemmas) if heads else None
    rows = vectors.space(words, [found.vector for found in mine], seed=seed, semantic=semantic)
    return _Crowd(heads, lemmas, words, rows, seed)


def _by_stance(heads: Sequence[Text]) -> list[list[int]]:
    found = defaultdict(list)
    for place, head in enumerate(heads):
        found[head.stance or ""].append(place)
    return [found[stance] for stance in sorted(found)]


def _parted(crowd: _Crowd, places: Sequence[int]) -> list[_Found]:
    """The groups of the voices of one stance. Texts of the very same lemmas are one in the graph, and go together."""
    same, says = defaultdict(list), _say_something(crowd, places)
    for place, is_said in zip(places, says.tolist(), strict=True):
        same[crowd.lemmas[place] if is_said else ""].append(place)
    apart = same.pop("", [])
    together = list(same.values())
    groups, steady = _numbers(crowd, together)
    members = defaultdict(list)
    for group, some in zip(groups, together, strict=True):
        members[int(group)] += some
    apart += members.pop(communities.APART, [])
    found = [_Found(sorted(members[number]), steady=steady[number]) for number in sorted(members)]
    return found + ([_Found(sorted(apart), apart=True)] if apart else [])


def _say_something(crowd: _Crowd, places: Sequence[int]) -> Any:
    """Which texts may be compared (n). Among very few, the encoder's vectors less their mean mean nothing."""
    import numpy as np

    says = np.zeros(len(places), dtype=bool)
    if crowd.words is not None:
        says |= np.diff(crowd.words.matrix.indptr)[places] > 0
    if len(places) >= FEWEST:
        says |= crowd.rows[places].any(axis=1)
    return says & np.array([bool(crowd.lemmas[place]) for place in places])


def _numbers(crowd: _Crowd, together: Sequence[list[int]]) -> tuple[Sequence[int], Sequence[float | None]]:
    """The group of each node, and the stability of each group."""
    if sum(map(len, together)) < FEWEST or len(together) < 2:
        return [0] * len(together), [None]
    rows = crowd.rows[[some[0] for some in together]]
    graph = neighbours.graph(rows)
    groups = communities.part(graph, rows, seed=crowd.seed)
    return groups, stability.stability(groups, graph, rows, seed=crowd.seed)


def _described(crowd: _Crowd, group: _Found, scores: Sequence[tuple[str, float]], members: Sequence[Text]) -> dict:
    nearness = _nearness(crowd.rows[group.places])
    order = [place for _, place in sorted(zip((-nearness).round(6), group.places, strict=True))]
    nearest = [crowd.heads[place] for place in order]
    read = list(zip(nearest, order, strict=True))[: max(labels.READ, quotes.READ)]
    chains = [chain(text.whole, crowd.lemmas[place]) for text, place in read]
    wholes = [text.whole for text in nearest]
    terms = labels.label([] if group.apart else scores, wholes, chains[: labels.READ])
    return {
        "apart": group.apart,
        "label": " · ".join(terms),
        "terms": terms,
        "stance": nearest[0].stance or "",
        "voices": len(group.places),
        "cohesion": float(nearness.mean()),
        "stability": group.steady,
        "is_stable": None if group.steady is None else stability.is_stable(group.steady),
        "passages": quotes.representative(nearest, crowd.words, order, chains),
        **_counts(sorted(members, key=lambda text: text.id)),
    }


def _counts(members: Sequence[Text]) -> dict:
    return {
        "count": len(members),
        "members": [text.id for text in members],
        "contributions": [_named(text) for text in members],
        "authors": len({text.author for text in members} - {None}),
        "agree": sum(text.agree for text in members),
        "disagree": sum(text.disagree for text in members),
        "natures": tally(members, "nature"),
        "kinds": tally(members, "kind"),
        "stakeholders": tally(members, "stakeholder"),
    }


def _named(text: Text) -> dict:
    """How a contribution is known here, and in the export it came from if it came from one."""
    return {"id": text.id} | ({"imported_id": text.imported_id} if text.imported_id else {})


def _nearness(rows: Any) -> Any:
    """The cosine of each row with their mean (n); 0 for a row of length 0."""
    import numpy as np

    centre = rows.astype(np.float64).mean(axis=0)
    return rows @ (centre / max(float(np.linalg.norm(centre)), 1e-9))
