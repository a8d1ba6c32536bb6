"""The frozen result of a roll-up: one value, one way to write it as bytes, one digest.

Light enough to be imported anywhere: only the standard library.
"""

import datetime
import hashlib
import json
import math
from collections.abc import Iterable
from typing import Any

FORMAT = "rollup/1"
_DECIMALS = 4


def freeze(parts: Iterable[tuple[dict, dict]], figures: dict, *, meta: dict) -> dict:
    """The snapshot: {"format", "meta", "figures", "questions"}, each question its info with its `part`.

    `parts`: (info, part of `read_question`), every info with its own "id", in any order: the snapshot lists them by
    that id. ValueError when an id is missing or comes twice, or when a number is not finite.
    """
    questions = sorted(({**info, "part": part} for info, part in parts), key=_question_id)
    ids = [question["id"] for question in questions]
    if len(set(ids)) < len(ids):
        raise ValueError("a question has two parts")
    return plain({"format": FORMAT, "meta": meta, "figures": figures, "questions": questions})


def plain(value: Any) -> Any:
    """The value as JSON gives it back: text keys, lists, ISO dates, floats of 4 decimals.

    TypeError on what JSON cannot hold, ValueError on a number that is not finite or two keys of one name.
    """
    if isinstance(value, dict):
        return _plain_dict(value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float):
        return _rounded(value)
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"a snapshot cannot hold {type(value).__name__}")


def canonical(snapshot: dict) -> bytes:
    """The one way to write a snapshot: sorted keys, no blanks, ASCII with escapes. It reads back as the same value."""
    return json.dumps(plain(snapshot), sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def digest(snapshot: dict) -> str:
    """SHA-256 of the canonical bytes, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(snapshot)).hexdigest()


def _question_id(question: dict) -> Any:
    if "id" not in question:
        raise ValueError("a question's info has no id")
    return question["id"]


def _plain_dict(value: dict) -> dict:
    result = {str(key): plain(item) for key, item in value.items()}
    if len(result) < len(value):
        raise ValueError("two keys of a snapshot have the same name")
    return result


def _rounded(value: float) -> float:
    """Four decimals, and no -0.0: runs and machines differ far below that."""
    if not math.isfinite(value):
        raise ValueError(f"a snapshot cannot hold {value}")
    return round(value, _DECIMALS) + 0.0
