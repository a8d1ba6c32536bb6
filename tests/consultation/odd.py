"""Functions for a process of its own to run, some of which do not end well."""

import os
import signal
import sys
import time


def twice(text: str) -> list:
    """The text twice, and the process that doubled it; what a library might print on the way."""
    sys.stdout.write("Une bibliothèque parle.\n")
    return [text + text, os.getpid()]


def fails_on(text: str, refused: str) -> str:
    if text == refused:
        raise ValueError(f"not {text}")
    return text


def is_killed(_text: str) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def sleeps(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def is_not_plain(_text: str) -> object:
    return object()


def knows_django() -> bool:
    return any(name.partition(".")[0] == "django" for name in sys.modules)
