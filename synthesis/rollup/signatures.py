"""What a text is compared with near-identical ones by: its words alone, and their MinHash signature."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from synthesis.rollup.normalise import skeleton

SHORT = 8  # words; under this the title counts too, and one changed word changes what is said
PERMUTATIONS = 64
_SEED = 1
_SCHEME = "affine32"  # datasketch's: values of 32 bits


def compared(title: str, body: str) -> list[str]:
    """The words that are compared: those of the body, with the title's before them where the body is SHORT."""
    words = skeleton(body).split()
    return words if len(words) >= SHORT else skeleton(f"{title}\n\n{body}").split()


def shingles(words: Sequence[str]) -> set[str]:
    """The runs of three words, as a set; of fewer than three words none."""
    return {" ".join(words[place : place + 3]) for place in range(len(words) - 2)}


def sign(words: Sequence[str]) -> bytes:
    """The MinHash of the shingles of words: PERMUTATIONS uint32, little-endian, 256 bytes.

    The share of equal values of two signatures estimates the Jaccard similarity of their sets of shingles (Broder,
    « On the resemblance and containment of documents », 1997). Fewer than three words: all values are the highest.
    """
    return _sketch(words).hashvalues.astype("<u4").tobytes()


def sketch_of(signature: bytes) -> Any:
    """The datasketch MinHash that `sign` wrote, for its LSH index. ValueError on bytes of another length."""
    import numpy as np
    from datasketch import MinHash

    if len(signature) != 4 * PERMUTATIONS:
        raise ValueError(f"a signature has {4 * PERMUTATIONS} bytes, not {len(signature)}")
    values = np.frombuffer(signature, dtype="<u4").astype(np.uint32)
    return MinHash(seed=_SEED, scheme=_SCHEME, hashvalues=values, permutations=_blank().permutations)


def _sketch(words: Sequence[str]) -> Any:
    sketch = _blank().copy()
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in shingles(words)])
    return sketch


@cache
def _blank() -> Any:
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS, seed=_SEED, scheme=_SCHEME)
