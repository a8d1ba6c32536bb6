"""What a text is compared with near-identical ones by: its words alone, and their MinHash signature."""

from collections.abc import Sequence
from functools import cache
from hashlib import sha1
from typing import Any

from synthesis.rollup.normalise import skeleton

SHORT = 8  # words; under this the title counts too, and one changed word changes what is said
PERMUTATIONS = 64
_SEED = 1
_HIGHEST = 2**32 - 1
_AT_ONCE = 4096  # shingles: bounds the memory of a very long text


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
    The bytes are those of datasketch 2 (scheme « affine32 », seed 1), whose formulas these are: it is not called since
    loading it takes longer than signing a thousand texts.
    """
    import numpy as np

    runs = (run.encode("utf-8", "surrogatepass") for run in shingles(words))
    hashes = b"".join(sha1(run, usedforsecurity=False).digest()[:4] for run in runs)
    mixed = _mixed(np.frombuffer(hashes, dtype="<u4").astype(np.uint32))
    factors, shifts = _permutations()
    least = np.full(PERMUTATIONS, _HIGHEST, dtype=np.uint32)
    for start in range(0, len(mixed), _AT_ONCE):
        values = np.multiply.outer(mixed[start : start + _AT_ONCE], factors) + shifts  # modulo 2^32
        least = np.minimum(least, values.min(axis=0))
    return least.astype("<u4").tobytes()


def _mixed(hashes: Any) -> Any:
    """The finalizer of MurmurHash3 (A. Appleby), a bijection of 32 bits."""
    import numpy as np

    hashes = (hashes ^ (hashes >> np.uint32(16))) * np.uint32(0x85EBCA6B)
    hashes = (hashes ^ (hashes >> np.uint32(13))) * np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


@cache
def _permutations() -> tuple[Any, Any]:
    """Odd factors and shifts of as many bijections h -> a h + b of 32 bits."""
    import numpy as np

    chance = np.random.RandomState(_SEED)
    factors = chance.randint(0, 1 << 31, PERMUTATIONS, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    return factors, chance.randint(0, 1 << 32, PERMUTATIONS, dtype=np.uint32)
