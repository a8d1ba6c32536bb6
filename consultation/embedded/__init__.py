"""The two servers that come as wheels, PostgreSQL and Valkey: started, found again, stopped.

`ensure()` is all that the settings need. A detached process, the keeper, starts both servers on the data of one `var`
folder and stops them cleanly about two seconds after the last process that called `ensure()` has ended. Every such
process shares a lock on `var/in-use.lock`; the kernel gives it back when the process ends, however it ends, so nothing
has to be counted or cleaned up. Nothing here imports Django.

What is in `var`: `postgres/` and `valkey/` (the data), `embedded.json` (the URLs, while the servers run), `password`,
`embedded.log`, `postgresql.log`, `valkey.log`, and two lock files.
"""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from consultation.embedded.places import PROJECT, EmbeddedError, Places, is_locked, lock

__all__ = ["EmbeddedError", "Urls", "ensure", "release", "running", "wait_stopped"]

PATIENCE = 90  # seconds for a first start on a slow disk, a recovery after a crash included
PAUSE = 0.05

_held: dict[Path, int] = {}


class Urls(NamedTuple):
    """Where the two servers answer, as Django, redis-py and Celery take it."""

    database: str
    redis: str


def ensure(var: Path | None = None, say: Callable[[str], None] | None = None) -> Urls:
    """URLs of the running servers of this folder, which are started if need be.

    They answer when this returns, and stay up as long as this process or one forked from it lives (or until
    `release`). `var` is by default $EMBEDDED_VAR, else the project's `var`. `say` is told in French when something is
    started. Safe to call at the same time from many processes. Raises EmbeddedError with a message for the person.
    """
    places = Places(var)
    _hold(places)
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        if not is_locked(places.keeper_lock):
            _start_keeper(places, say)
        elif (urls := _read(places)) and _answer(urls):
            return urls
        time.sleep(PAUSE)
    raise EmbeddedError(f"PostgreSQL et Valkey embarqués ne répondent pas, voir {places.log}")


def running(var: Path | None = None) -> bool:
    """Whether the servers of this folder are up; starts nothing, holds nothing, costs next to nothing."""
    places = Places(var)
    return is_locked(places.keeper_lock) and _read(places) is not None


def release(var: Path | None = None) -> None:
    """Give back this process's hold on the servers, which stop if nobody else uses them."""
    held = _held.pop(Places(var).var, None)
    if held is not None:
        os.close(held)


def wait_stopped(var: Path | None = None, patience: float = 10) -> bool:
    """Whether the servers have stopped within `patience` seconds (they do not while somebody uses them)."""
    places = Places(var)
    limit = time.monotonic() + patience
    while is_locked(places.keeper_lock):
        if time.monotonic() > limit:
            return False
        time.sleep(PAUSE)
    return True


def _hold(places: Places) -> None:
    """Take our share of the lock first: from then on no keeper can decide to stop.

    A keeper that is just stopping holds the whole lock until its servers are down, so we wait for it here.
    """
    if places.var in _held and places.is_current(places.in_use_lock, _held[places.var]):
        return
    places.make()
    held = lock(places.in_use_lock, fcntl.LOCK_SH, PATIENCE)
    if held is None:
        raise EmbeddedError(f"Les serveurs embarqués de {places.var} n'en finissent pas de s'arrêter")
    _held[places.var] = held


def _start_keeper(places: Places, say: Callable[[str], None] | None) -> None:
    """Start a keeper and wait until its servers answer (it leaves at once where another keeper was faster)."""
    if say:
        say(f"PostgreSQL et Valkey embarqués\u00a0: démarrage sur {places.var}")
    command = [sys.executable, "-m", "consultation.embedded", "keep", str(places.var)]
    done = subprocess.run(command, cwd=PROJECT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise EmbeddedError(
            done.stderr.strip() or f"PostgreSQL et Valkey embarqués ne démarrent pas, voir {places.log}"
        )


def _read(places: Places) -> Urls | None:
    try:
        found = json.loads(places.urls.read_text())
        return Urls(found["database"], found["redis"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _answer(urls: Urls) -> bool:
    return all(_listens(url) for url in urls)


def _listens(url: str) -> bool:
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=5):
            return True
    except OSError:
        return False
