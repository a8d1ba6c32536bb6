"""What gunicorn does around its processes: `gunicorn --config python:consultation.serving …`.

Stopping loses no request (docs/decisions/graceful-stop.md): say that we stop, let balancers see it, let no newcomer in,
answer all who are inside, end.
"""

import ctypes
import mmap
import os
import shutil
import socket
import struct
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from consultation.embedded.places import Places

keepalive = 5  # seconds a connection may idle: longer than a proxy keeps its own, which then never meets a closed one
graceful_timeout = 30  # seconds for requests under way to end; then they are cut

SETTLE = 0.3  # seconds for connections that were being made to be made, and taken by a process
SO_ATTACH_FILTER = 26  # asm-generic/socket.h
# Classic BPF on the TCP header (man 7 socket, linux/filter.h): a packet whose byte 13 has the flag 2, SYN, is dropped
_DROP_SYN = ((0x30, 0, 0, 13), (0x45, 0, 1, 2), (0x06, 0, 0, 0), (0x06, 0, 0, 0xFFFFFFFF))
M_MMAP_THRESHOLD = -3  # malloc.h of glibc
LARGE = 1_048_576  # bytes from which memory goes back to the system as soon as it is let go of
_stopping = mmap.mmap(-1, 1)  # one byte that the master shares with the processes that it forks


def is_stopping() -> bool:
    """Whether the server of this process was told to stop: /readyz then says so."""
    return _stopping[0] == 1


def post_fork(server: object, worker: object) -> None:
    """What a thread takes for a moment is given back (docs/decisions/drawn-beside.md).

    Left to itself glibc learns from the first large piece to keep all those of its size, in each thread. It is told
    not to; other libraries have their own ways.
    """
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(M_MMAP_THRESHOLD, LARGE)


def post_worker_init(worker: object) -> None:
    """A process that serves pages has what takes much memory done by others."""
    from consultation import beside

    beside.is_serving = True


def metrics_folder() -> Path:
    """Where web processes count for Prometheus, as the settings have it; the master does not load these."""
    return Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Places().var / "metrics")


def on_starting(server: object) -> None:
    """What the processes of a former start counted is over."""
    shutil.rmtree(metrics_folder(), ignore_errors=True)


def when_ready(server) -> None:
    """From now on the order to stop is carried out so that no request is lost."""
    end = server.stop

    def stop(graceful: bool = True) -> None:
        if graceful and not is_stopping() and _is_alone(server):
            _leave([listener.sock for listener in server.LISTENERS])
        end(graceful)

    server.stop = stop


def _is_alone(server) -> bool:
    """Whether nobody else listens on our sockets: neither another gunicorn of the same start nor systemd."""
    return server.reexec_pid == server.master_pid == 0 and not server.systemd


def _leave(listeners: Iterable[socket.socket], sleep: Callable[[float], None] = time.sleep) -> None:
    """While the processes go on serving: say it, wait DRAIN_SECONDS, then let no newcomer in.

    A socket that is closed resets the connections that no process has taken yet, which a balancer cannot tell from a
    request that was lost half-way. So new connections are first dropped unanswered, for as long as it takes to take
    those that are made; who was dropped tries again within a second and is refused, or finds another server.
    """
    _stopping[0] = 1
    sleep(float(os.environ.get("DRAIN_SECONDS") or 0))
    for listener in listeners:
        if listener.family in (socket.AF_INET, socket.AF_INET6):
            _drop_newcomers(listener)
    sleep(SETTLE)


def _drop_newcomers(listener: socket.socket) -> None:
    """Linux only; elsewhere newcomers are let in until the socket closes."""
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *each) for each in _DROP_SYN))
    program = struct.pack("HL", len(_DROP_SYN), ctypes.addressof(code))
    try:
        listener.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
    except OSError:
        return


def child_exit(server: object, worker: object) -> None:
    """A process that ended: what it had under way counts no more, its counters stay."""
    if os.environ.get("METRICS_TOKEN"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid, str(metrics_folder()))
