"""Groups of contributions that speak of the same thing, each with the words and the passages that show it."""

from collections.abc import Sequence
from typing import Any

from synthesis.rollup import clusters, labels, quotes, vectors
from synthesis.rollup.figures import tally
from synthesis.rollup.texts import Text, in_order


def group_texts(texts: Sequence[Text], voices: Sequence[tuple[int, ...]] | None = None, *, seed: int = 0) -> list[dict]:
    """The groups of a question, the largest first: every contribution in exactly one.

    `voices` (of `find_voices`; by default each text is one) weigh once each, by their first text, and stay whole.
    Texts that share no word with any other make a last group, `"apart": true`. Memory grows with the words of
    the texts and not with their pairs: 0.6 GB for 50,000 of 500 characters (`bench/rollup_texts.py --many 50000`).
    """
    known = {text.id: text for text in in_order(texts)}
    voices = sorted(voices) if voices is not None else [(key,) for key in known]
    heads = [known[voice[0]] for voice in voices]
    space = vectors.vectorise([text.whole for text in heads]) if heads else None
    parts = _parts(space, len(heads), seed)
    made = [_group(places, apart, known, voices, heads, space) for places, apart in parts]
    made.sort(key=lambda group: (group["apart"], -group["count"], group["members"][0]))
    return [{"number": number} | group for number, group in enumerate(made, start=1)]


def _parts(space: vectors.Space | None, count: int, seed: int) -> list[tuple[list[int], bool]]:
    """Rows group by group, and whether the group holds those that share no word with others."""
    if space is None:
        return [(list(range(count)), True)] if count else []
    filled = space.matrix.indptr[1:] > space.matrix.indptr[:-1]
    rows = filled.nonzero()[0].tolist()
    parts: dict[int, list[int]] = {}
    for row, part in zip(rows, clusters.cluster(space.matrix[filled], seed=seed), strict=True):
        parts.setdefault(part, []).append(row)
    apart = (~filled).nonzero()[0].tolist()
    return [(part, False) for part in parts.values()] + ([(apart, True)] if apart else [])


def _group(
    places: list[int],
    apart: bool,
    known: dict[int, Text],
    voices: Sequence[tuple[int, ...]],
    heads: Sequence[Text],
    space: vectors.Space | None,
) -> dict:
    centre, nearness = _centre(space, places)
    nearest = [heads[place] for _, place in sorted(zip((-nearness).round(9), places, strict=True))]
    scores = [] if apart else _telling(space, places)
    terms = labels.label(scores, [text.whole for text in nearest])
    members = [known[key] for key in sorted(key for place in places for key in voices[place])]
    return {
        "apart": apart,
        "label": " · ".join(terms),
        "terms": terms,
        "voices": len(places),
        "cohesion": float(nearness.mean()),
        "passages": quotes.representative(nearest, centre, space),
        **_counts(members),
    }


def _counts(members: Sequence[Text]) -> dict:
    return {
        "count": len(members),
        "members": [text.id for text in members],
        "authors": len({text.author for text in members} - {None}),
        "agree": sum(text.agree for text in members),
        "disagree": sum(text.disagree for text in members),
        "natures": tally(members, "nature"),
        "kinds": tally(members, "kind"),
        "stakeholders": tally(members, "stakeholder"),
    }


def _centre(space: vectors.Space | None, places: list[int]) -> tuple[Any, Any]:
    """The mean row of the group brought to length 1 (m), and the cosine of each row with it (n)."""
    import numpy as np

    if space is None:
        return np.zeros(1), np.zeros(len(places))
    rows = space.matrix[places]
    centre = np.asarray(rows.mean(axis=0)).ravel()
    length = np.sqrt(centre @ centre)
    centre = centre / length if length else centre
    return centre, np.asarray(rows @ centre).ravel()


def _telling(space: vectors.Space, places: list[int]) -> list[tuple[str, float]]:
    """Features by their mean weight in the group less their mean weight outside it, the highest first."""
    import numpy as np

    inside = np.asarray(space.matrix[places].sum(axis=0)).ravel()
    outside = np.asarray(space.matrix.sum(axis=0)).ravel() - inside
    others = max(space.matrix.shape[0] - len(places), 1)
    scores = (inside / len(places) - outside / others).round(9)
    order = np.lexsort((np.arange(len(scores)), -scores))[:200]
    return [(str(space.keys[place]), float(scores[place])) for place in order if scores[place] > 0]
