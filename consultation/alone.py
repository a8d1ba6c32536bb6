"""A plain function in a process of its own: `python -m consultation.alone MODULE:FUNCTION PARENT SECONDS`.

On standard input a JSON list with the arguments of each call, on standard output one with what came of each: `{"is":
result}`, or `{"failed": "ValueError, drawing.py:12"}`, which never repeats what the function was given. Neither Django
nor the settings are loaded. It does not outlive the process that asked (`PARENT`, its id), nor SECONDS of processor.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from importlib import import_module
from typing import Any

PR_SET_PDEATHSIG = 1


def named(function: str) -> Callable[..., Any]:
    """The function of a name like `synthesis.drawing:svg`."""
    module, _colon, name = function.partition(":")
    return getattr(import_module(module), name)


def outcome(function: str, arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"is": named(function)(*arguments)}
    except Exception as error:
        return {"failed": where(error)}


def where(error: Exception) -> str:
    """What kind of error it is and where it was raised; its words may be somebody's."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}, {os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 (one import less)


def _bounded(parent: int, seconds: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it ended before we asked
        raise SystemExit(1)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the texts


def main(function: str, parent: str, seconds: str) -> None:
    _bounded(int(parent), int(seconds))
    answer = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is not the answer
    asked = json.load(sys.stdin)
    json.dump([outcome(function, arguments) for arguments in asked], answer)
    answer.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
