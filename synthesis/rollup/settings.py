"""The real settings of a roll-up, as its snapshot keeps them and its method page shows them."""

from synthesis.rollup import communities, groups, indicators, neighbours, quotes, signatures, stability, vectors, voices


def settings() -> dict[str, float | int]:
    """Every number that decides what is one voice, which texts are one group and what is shown of it. No time of day,
    no name: the same code gives the same settings.
    """
    return {
        "voice_short_words": signatures.SHORT,
        "voice_permutations": signatures.PERMUTATIONS,
        "voice_shingles": voices.THRESHOLD,
        "voice_kinship": voices.KINSHIP,
        "voice_likeness": voices.LIKENESS,
        "word_axes": vectors.WORD_AXES,
        "semantic_axes": vectors.SEMANTIC_AXES,
        "semantic_share": vectors.SEMANTIC,
        "neighbours": neighbours.NEIGHBOURS,
        "resolution": communities.RESOLUTION,
        "most_groups": communities.MOST_GROUPS,
        "fewest_voices": groups.FEWEST,
        "stable_from": stability.STABLE,
        "resampled_share": stability.SHARE,
        "passages": quotes.PASSAGES,
        "multiplied_groups": indicators.MOST_MULTIPLIED,
    }
