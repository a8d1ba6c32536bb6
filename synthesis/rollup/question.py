"""Everything the roll-up says of one question: the part that a worker makes at once and writes once."""

from collections.abc import Mapping, Sequence

from synthesis.rollup import quotes, ranking
from synthesis.rollup.features import Features
from synthesis.rollup.figures import figures
from synthesis.rollup.groups import group_texts
from synthesis.rollup.snapshot import plain
from synthesis.rollup.texts import Text, in_order
from synthesis.rollup.voices import find_voices


def read_question(texts: Sequence[Text], features: Mapping[int, Features] | None = None, *, seed: int = 0) -> dict:
    """The part of a question, ready for JSON: the same for the same texts and seed, in whatever order they come.

    `count` contributions, `voice_count` voices, `voices` (only those of several texts, the largest first),
    `groups`, `figures`, `most_agreed`, `most_divided`, `most_argued` (ten each at most), `not_read`
    ({"count", "first"}). ValueError when a contribution is given twice.
    """
    texts = in_order(texts)
    voices = find_voices(texts, {version: each.signature for version, each in (features or {}).items()})
    return plain(
        {
            "count": len(texts),
            "voice_count": len(voices),
            "voices": _campaigns(texts, voices),
            "groups": group_texts(texts, voices, features, seed=seed),
            "figures": figures(texts, voices=voices),
            "most_agreed": ranking.most_agreed(texts),
            "most_divided": ranking.most_divided(texts),
            "most_argued": ranking.most_argued(texts),
            "not_read": ranking.not_read(texts),
        }
    )


def _campaigns(texts: Sequence[Text], voices: Sequence[tuple[int, ...]]) -> list[dict]:
    known = {text.id: text for text in texts}
    shared = [[known[key] for key in voice] for voice in voices if len(voice) > 1]
    return [_voice(members) for members in sorted(shared, key=lambda members: (-len(members), members[0].id))]


def _voice(members: Sequence[Text]) -> dict:
    """A text posted several times: `signatories` counts people, an unknown author as one for each text."""
    return {
        "contribution": members[0].id,
        "version": members[0].version_id,
        "members": [text.id for text in members],
        "count": len(members),
        "signatories": len({text.voter for text in members}),
        "passage": quotes.opening(members[0]),
        "agree": sum(text.agree for text in members),
        "disagree": sum(text.disagree for text in members),
    }
