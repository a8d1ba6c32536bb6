"""The keeper: a detached process that starts the servers of one folder, watches them, and stops them when unused."""

import fcntl
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable

from consultation.embedded.places import EmbeddedError, Places, lock, open_log, try_lock, write_private
from consultation.embedded.postgres import Postgres
from consultation.embedded.server import Server
from consultation.embedded.valkey import Valkey

TICK = 0.2
GRACE = 2.0  # seconds without any user before the servers stop: commands in a row find them running
READY = "ready"


def launch(places: Places) -> int:
    """Start a detached keeper and wait until it is ready; 0, or 1 with the reason on stderr."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        _detach(places)
        _keep_or_explain(places, writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.read()
    if told == READY:
        return 0
    sys.stderr.write(told or f"Les serveurs embarqués ne démarrent pas, voir {places.log}")
    return 1


def keep(places: Places, tell: Callable[[str], None]) -> None:
    """Keep the servers as long as somebody uses them. Does nothing where another keeper does it already."""
    ours = lock(places.keeper_lock, fcntl.LOCK_EX, 0.5)
    if ours is None:
        tell(READY)
        return
    servers = [Postgres(places), Valkey(places)]
    places.urls.unlink(missing_ok=True)  # read above for its ports; no longer true
    try:
        _start(places, servers)
        tell(READY)
        _watch(places, servers)
    finally:
        places.urls.unlink(missing_ok=True)
        for server in reversed(servers):
            server.stop()
    _note("serveurs arrêtés")


def _start(places: Places, servers: list[Server]) -> None:
    for server in servers:
        if not server.alive:
            server.start()
            _note(f"{server.name} répond sur 127.0.0.1:{server.port}")
    write_private(places.urls, json.dumps({server.key: server.url() for server in servers}))


def _watch(places: Places, servers: list[Server]) -> None:
    """Return when nobody has used the servers for a while; then the whole lock is ours until this process ends.

    So a process that comes while we stop waits for it, and one that came before keeps us from stopping.
    """
    asked = _stop_requests()
    users = lock(places.in_use_lock, fcntl.LOCK_SH, 0)
    used = time.monotonic()
    while not asked:
        if not places.is_current(places.in_use_lock, users):
            _note("le dossier a été supprimé")
            return
        if not try_lock(users, fcntl.LOCK_EX):
            used = time.monotonic()
        elif time.monotonic() - used > GRACE:
            return
        fcntl.flock(users, fcntl.LOCK_UN)
        if not all(server.alive for server in servers):
            _note("un serveur s'est arrêté seul, il redémarre")
            places.urls.unlink(missing_ok=True)  # nobody is told of it before it answers again
            _start(places, servers)
        time.sleep(TICK)


def _stop_requests() -> list[int]:
    """A list that is no longer empty once a signal has asked us to stop."""
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: asked.append(number))
    return asked


def _detach(places: Places) -> None:
    """Leave the starter's session, terminal and folder, so that nothing that happens to it happens to us."""
    os.setsid()
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    os.chdir("/")
    nothing, log = os.open(os.devnull, os.O_RDONLY), open_log(places.log)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)


def _keep_or_explain(places: Places, writer: int) -> None:
    """Keep, and never return: the reason of a failure goes to the starter if it still waits, and to the log."""

    def tell(text: str) -> None:
        os.write(writer, text.encode())
        os.close(writer)

    code = 1
    try:
        keep(places, tell)
        code = 0
    except EmbeddedError as error:
        _note(str(error))
        _try(tell, str(error))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _try(tell: Callable[[str], None], text: str) -> None:
    try:
        tell(text)
    except OSError:  # told already, or the starter has gone
        return


def _note(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} [{os.getpid()}] {text}\n")
    sys.stderr.flush()
