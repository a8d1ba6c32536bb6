"""The web process waits for slow clients itself: they hold none of its threads (docs/decisions/slow-clients.md).

gunicorn gives a connection a thread at its first byte, and the thread reads until the request is there: as many clients
as there are threads, each sending a byte now and then, stop a process. Here the loop of the process gathers each
request, its head and its body while that is small, and gives a thread to whole ones. What it gathers is handed to
gunicorn's own parser untouched: it decides when a request is read, never what it says.
"""

import errno
import re
import socket
import time
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

WAIT = 20  # seconds from the first look at a connection to its whole request
LINGER = 2  # seconds for a client to hang up after its answer, or to say something to a process that stops
HEAD_MOST = 65_536  # bytes of the line and the fields of a request
BODY_MOST = 115_343_360  # bytes of a body: an archive to verify has 100 MB at most
BODY_GATHERED = 262_144  # bytes of a body that is waited for here; a larger one is read by a thread
GATHERED_MOST = 33_554_432  # bytes of all requests that are waited for, in one process
SLOWEST = 50_000  # bytes a second, of a body that a thread reads
WRITE = 30  # seconds in which a reader takes what is written at once: a page, a piece of a file
SEND_BUFFER = 212_992  # bytes that the system holds for a slow reader: a page goes there whole
READ_AT_ONCE = 65_536

_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)
_CHUNKS = re.compile(rb"\r\ntransfer-encoding:[ \t]*chunked[ \t]*\r\n", re.IGNORECASE)
_BY_A_THREAD = re.compile(rb"\r\n(?:transfer-encoding|expect)[ \t]*:", re.IGNORECASE)
_REFUSALS = {
    408: b"Request Timeout",
    411: b"Length Required",
    413: b"Content Too Large",
    431: b"Request Header Fields Too Large",
    503: b"Service Unavailable",
}


class BoundedSocket:
    """A socket of a client that has until a moment to be read, and WRITE seconds to take what is sent.

    One that takes longer is treated as if it had gone.
    """

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.until = float("inf")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def recv(self, size: int) -> bytes:
        left, asked = self.until - time.monotonic(), self.sock.gettimeout()
        if left <= 0:
            raise _gone()
        self.sock.settimeout(min(left, WAIT) if asked is None else min(left, asked))
        try:
            return self.sock.recv(size)
        except TimeoutError:
            raise _gone() from None
        finally:
            self.sock.settimeout(asked)

    def sendall(self, data: bytes) -> None:
        self._patiently(self.sock.sendall, data)

    def sendfile(self, *arguments: Any, **more: Any) -> int:
        return self._patiently(self.sock.sendfile, *arguments, **more)

    def _patiently(self, send: Any, *arguments: Any, **more: Any) -> Any:
        self.sock.settimeout(WRITE)
        try:
            return send(*arguments, **more)
        except TimeoutError:
            raise _gone() from None


def _gone() -> ConnectionResetError:
    return ConnectionResetError(errno.ECONNRESET, "too slow")


class Connection(TConn):
    """A connection and what its client has sent so far of a request.

    `is_heavy`: a thread has to read the rest of it, because it is long or its length is not said.
    """

    def __init__(self, cfg: Any, sock: socket.socket, client: Any, server: Any) -> None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().__init__(cfg, BoundedSocket(sock), client, server)
        self.begin()

    def begin(self) -> None:
        """Wait for a request, from now on."""
        self.gathered, self.body_at, self.length = bytearray(), -1, 0
        self.is_heavy = self.is_leaving = self.is_in_chunks = False
        self.timeout = time.monotonic() + WAIT
        self.sock.setblocking(False)

    def gather(self) -> bool:
        """Take what has come. True when a thread may have it: whole, too long to wait for, or ended."""
        while True:
            try:
                data = self.sock.sock.recv(READ_AT_ONCE)
            except (BlockingIOError, InterruptedError):
                return False
            except OSError:
                return True
            if not data or self.takes(data):
                return True
            if len(data) < READ_AT_ONCE:
                return False

    def takes(self, data: bytes) -> bool:
        """Keep what has come. True when a thread may have it."""
        begin = max(0, len(self.gathered) - 3)
        self.gathered += data
        if self.body_at < 0:
            end = self.gathered.find(b"\r\n\r\n", begin)
            if end < 0:
                return bool(self.refusal)
            self.body_at = end + 4
            self._look_at_the_head(bytes(self.gathered[: self.body_at - 2]))
        return self.is_heavy or len(self.gathered) >= self.body_at + self.length

    def _look_at_the_head(self, head: bytes) -> None:
        lengths = _LENGTH.findall(head)
        self.length = int(lengths[0][:18]) if lengths else 0
        self.is_in_chunks = not lengths and bool(_CHUNKS.search(head))
        self.is_heavy = bool(_BY_A_THREAD.search(head)) or self.length > BODY_GATHERED

    @property
    def refusal(self) -> int:
        """The status with which it is refused unread; 0 when it is not.

        411: Django takes a body whose length is not said for an empty one, and would lose what was sent.
        """
        if self.body_at < 0 and len(self.gathered) > HEAD_MOST:
            return 431
        if self.is_in_chunks:
            return 411
        return 413 if self.length > BODY_MOST else 0

    def close(self, graceful: bool = False) -> None:
        """Gracefully: nothing more is sent, and the loop waits until the client has read it (`has_left`).

        gunicorn would wait for that itself, two seconds in which the process answers nobody.
        """
        if not graceful:
            return super().close()
        try:
            self.sock.setblocking(False)
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:
            return super().close()
        self.is_leaving, self.timeout = True, time.monotonic() + LINGER

    def has_left(self) -> bool:
        """Whether the client has closed its side too; what it still sends is thrown away."""
        try:
            return not self.sock.sock.recv(READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError:
            return True

    def init(self) -> None:
        """In the thread: the parser begins with what was gathered, and has a time to read the rest."""
        super().init()
        self.sock.until = time.monotonic() + WAIT + self.length / SLOWEST
        if self.gathered:
            self.parser.unreader.unread(bytes(self.gathered))
            self.gathered = bytearray()


class PatientWorker(ThreadWorker):
    """gunicorn's worker of threads. Requests that are gathered wait in the loop; those that a thread must read hold
    half of the threads at most, whatever they do."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.most_heavy = max(1, self.cfg.threads // 2)
        self.heavy: set[Connection] = set()
        self.queued: deque[Connection] = deque()
        self.leaving: deque[Connection] = deque()
        self.held = 0  # bytes of the requests that are waited for

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        self._wait_for(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: Any) -> None:
        """A connection that was kept alive sends its next request."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        conn.begin()
        self._wait_for(conn)
        self.on_pending_socket_readable(conn, client)

    def enqueue_req(self, conn: Connection) -> None:
        """gunicorn calls this for what came behind a request that was answered: it is gathered like any other."""
        conn.begin()
        self._wait_for(conn)
        if conn.takes(conn.parser.unreader.take_buffered()):
            self._ready(conn)
        else:
            self.held += len(conn.gathered)

    def on_pending_socket_readable(self, conn: Connection, client: Any) -> None:
        before = len(conn.gathered)
        is_ready = conn.gather()
        self.held += len(conn.gathered) - before
        if is_ready:
            self.held -= len(conn.gathered)
            self._ready(conn)
        while self.held > GATHERED_MOST:
            self._let_go(next(each for each in self.pending_conns if each.gathered), 503)

    def _wait_for(self, conn: Connection) -> None:
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _ready(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        conn.data_ready = True
        if conn.refusal:
            self._refuse(conn, conn.refusal)
        elif conn.is_heavy and len(self.heavy) >= self.most_heavy:
            conn.timeout = time.monotonic() + WAIT
            self.queued.append(conn)
        else:
            self._hand_over(conn)

    def _hand_over(self, conn: Connection) -> None:
        if conn.is_heavy:
            self.heavy.add(conn)
        super().enqueue_req(conn)

    def finish_request(self, conn: Connection, fs: Any) -> None:
        self.heavy.discard(conn)
        super().finish_request(conn, fs)
        if conn.is_leaving:
            self.nr_conns += 1  # it is not gone
            self.leaving.append(conn)
            self.poller.register(conn.sock, EVENT_READ, partial(self._on_leaving_socket_readable, conn))
        while self.queued and len(self.heavy) < self.most_heavy:
            self._hand_over(self.queued.popleft())

    def _on_leaving_socket_readable(self, conn: Connection, client: Any) -> None:
        if conn.has_left():
            self.leaving.remove(conn)
            self._close(conn)

    def murder_pending(self) -> None:
        """Let go of who took too long: 408 for a request that did not come, 503 for one that no thread was free for."""
        now = time.monotonic()
        for conn in list(self.pending_conns):
            if not (self.alive or conn.gathered):
                conn.timeout = min(conn.timeout, now + LINGER)
            if conn.timeout <= now:
                self._let_go(conn, 408)
        while self.queued and self.queued[0].timeout <= now:
            self._refuse(self.queued.popleft(), 503)
        while self.leaving and self.leaving[0].timeout <= now:
            self._close(self.leaving.popleft())

    def _let_go(self, conn: Connection, status: int) -> None:
        """Of one that is waited for; nothing is said to who said nothing."""
        self.pending_conns.remove(conn)
        self.held -= len(conn.gathered)
        self.poller.unregister(conn.sock)
        self._refuse(conn, status if conn.gathered else 0)

    def _refuse(self, conn: Connection, status: int) -> None:
        """An answer without a page, as far as the client takes it at once."""
        if status:
            self.log.warning("request not read: %d", status)
            head = b"HTTP/1.1 %d %s\r\nConnection: close\r\nCache-Control: no-store\r\n" % (status, _REFUSALS[status])
            with suppress(OSError):
                conn.sock.setblocking(False)
                conn.sock.send(head + b"Content-Length: 0\r\n\r\n")
        self.nr_conns -= 1
        conn.close()

    def _close(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self.nr_conns -= 1
        conn.close()
