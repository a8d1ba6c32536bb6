"""Functions that take much memory, called beside a web process rather than in it (docs/decisions/drawn-beside.md).

What draws and what tells languages load a hundred megabytes that a process never gives back. A process that serves
pages has them done by one that ends at once (`consultation.alone`); a worker, a command or a test calls them itself.
Whichever it is, a function named here is pure, in plain values: what came of it is kept, and found again by all.
"""

import hashlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache as once
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.cache import cache

from consultation import alone

KEPT = 7 * 24 * 3600  # seconds in the cache
AT_ONCE = 500  # calls of one process: what it is given and gives stays small
SECONDS = 30  # for one process, by the clock and of processor; to wait for another one to end, too
REST = 30  # seconds during which what failed is not tried again: a page is not made to wait each time
NEAR, FAILURES = 200, 1_000  # results, and failures, that this process remembers by itself
ROOT = Path(__file__).resolve().parent.parent
_SLENDER = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # memory of its own for each thread, for nothing

logger = logging.getLogger(__name__)
is_serving = False  # consultation.serving says so: this process answers people and must stay small
_turn = threading.Lock()  # one process at a time, whatever many threads ask for
_near: OrderedDict[str, Any] = OrderedDict()  # for the minutes without Redis
_failed: OrderedDict[str, float] = OrderedDict()  # what failed, and when


class Failed(RuntimeError):
    """The process ended without an answer; the message says how."""


def each(function: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
    """What `function` ("module:name", pure) gives for the arguments of each call, in order; AT_ONCE of them a process.

    None where it gave nothing in a process that serves pages: it failed, was killed or took too long, which is logged
    and not kept. Anywhere else its error is raised. Arguments and results are what JSON holds.
    """
    names = [_name(function, call) for call in calls]
    asked = dict(zip(names, calls, strict=True))
    found = _known(asked)
    for part in _parts([name for name in asked if name not in found]):
        found |= _made(function, {name: asked[name] for name in part})
    return [found.get(name) for name in names]


def _name(function: str, call: Sequence[Any]) -> str:
    """The same for the same function, as it is written today, and the same arguments."""
    told = json.dumps([function, _edition(function.partition(":")[0]), call], sort_keys=True)
    return f"beside:{hashlib.sha256(told.encode()).hexdigest()}"


@once
def _edition(module: str) -> str:
    spec = find_spec(module)
    return hashlib.sha256(Path(spec.origin).read_bytes()).hexdigest() if spec and spec.origin else ""


def _known(names: Sequence[str] | dict[str, Any]) -> dict[str, Any]:
    near = {name: value for name in names if (value := _near.get(name)) is not None}
    left = [name for name in names if name not in near]
    return near | (cache.get_many(left) if left else {})


def _parts(names: Sequence[str]) -> Iterator[list[str]]:
    left = iter(names)
    while part := list(islice(left, AT_ONCE)):
        yield part


def _made(function: str, calls: dict[str, Sequence[Any]]) -> dict[str, Any]:
    """What is not known yet, by name; nothing for what fails."""
    if not _turn.acquire(timeout=SECONDS):
        logger.error("%s: no turn within %d seconds", function, SECONDS)
        return {}
    try:
        found = _known(calls)  # by who had the turn before
        names = [name for name in calls if name not in found and not _rests(name) and not _rests(function)]
        results = _called(function, [calls[name] for name in names]) if names else []
        made = {name: result for name, result in zip(names, results, strict=True) if result is not None}
        _keep(made)
        _note(set(names) - set(made))
        return found | made
    except Failed as error:
        logger.error("%s: %s", function, error)
        _note({function})
        return found
    finally:
        _turn.release()


def _called(function: str, calls: Sequence[Sequence[Any]]) -> list[Any]:
    if not is_serving:
        return [alone.named(function)(*call) for call in calls]
    return [_result(function, outcome) for outcome in _beside(function, calls)]


def _result(function: str, outcome: dict[str, Any]) -> Any:
    if "failed" in outcome:
        logger.error("%s: %s", function, outcome["failed"])
    return outcome.get("is")


def _beside(function: str, calls: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Failed when the process gives no answer: it is ended then, and nothing is left of it."""
    command = [sys.executable, "-m", "consultation.alone", function, str(os.getpid()), str(SECONDS)]
    try:
        done = subprocess.run(  # noqa: S603 (our own program; what people wrote goes through the pipe)
            command,
            input=json.dumps(calls).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # may repeat what people wrote
            cwd=ROOT,
            env=os.environ | _SLENDER,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"ended, it took more than {SECONDS} seconds") from None
    except OSError as error:
        raise Failed(f"not started: {error.strerror}") from None
    if done.returncode:
        raise Failed(_how(done.returncode))
    try:
        return json.loads(done.stdout)
    except ValueError:
        raise Failed("ended without an answer") from None


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with the status {code}"


def _keep(made: dict[str, Any]) -> None:
    cache.set_many(made, KEPT)
    _remember(_near, made, NEAR)


def _note(failed: set[str]) -> None:
    _remember(_failed, dict.fromkeys(failed, time.monotonic()), FAILURES)


def _rests(name: str) -> bool:
    return time.monotonic() < _failed.get(name, -REST) + REST


def _remember(memory: OrderedDict[str, Any], more: dict[str, Any], most: int) -> None:
    memory.update(more)
    while len(memory) > most:
        memory.popitem(last=False)


def forget() -> None:
    """What this process remembers by itself; for tests."""
    _near.clear()
    _failed.clear()
