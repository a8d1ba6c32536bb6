"""Clients that mean no good, at a real gunicorn: bounded, answered rightly, and the others are served meanwhile."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from consultation.embedded.places import PROJECT, free_port
from tests.consultation.processes import eventually, static_files

THREADS = 4
MANY = 3 * THREADS  # clients of one kind at once
SOON = 2.5  # seconds in which somebody else is served; less than what a slow client is given
HOST = "localhost"


class Server:
    """A gunicorn of one process, and what it said."""

    def __init__(self, port: int, said: Path) -> None:
        self.port, self.said = port, said

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def answer(self, sent: bytes, silence: float = 10) -> bytes:
        """All that comes back until the server closes, or is silent for so many seconds."""
        with closing(self.connect()) as client:
            with suppress(OSError):  # refused before it was all sent
                client.sendall(sent)
            return everything(client, silence)

    def serves(self) -> float:
        """Seconds that somebody else waits for a page."""
        began = time.monotonic()
        got = self.answer(get("/robots.txt"))
        assert got.startswith(b"HTTP/1.1 200"), got[:200]
        return time.monotonic() - began


def everything(client: socket.socket, silence: float) -> bytes:
    client.settimeout(silence)
    got = b""
    try:
        while data := client.recv(65536):
            got += data
    except OSError:
        pass
    return got


def statuses(got: bytes) -> list[int]:
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", got)]


def get(path: str, *fields: str, method: str = "GET", close: bool = True) -> bytes:
    ours = [f"Host: {HOST}", *(["Connection: close"] if close else [])]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *ours, *fields, "", ""]).encode("latin-1")


def post(path: str, body: bytes, *fields: str) -> bytes:
    kind = [] if any(field.startswith("Content-Type") for field in fields) else ["Content-Type: text/plain"]
    return get(path, f"Content-Length: {len(body)}", *kind, *fields, method="POST") + body


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hostile")
    with django_db_blocker.unblock():
        at = dict(connection.settings_dict)
    owner = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = kept | {
        "DATABASE_URL": f"postgres://{owner}@{at['HOST']}:{at['PORT']}/{at['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": "only-for-the-tests-and-long-enough-to-be-taken-0123456789",
        "SITE_URL": f"http://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "EMAIL_URL": "smtp://127.0.0.1:9",
        "EMBEDDED_VAR": str(folder / "var"),
        "STATIC_ROOT": str(_static(folder)),
    }
    found = Server(free_port(), folder / "said")
    size = ["--worker-class", "tests.consultation.hurried.HurriedWorker", "--workers", "1", "--threads", str(THREADS)]
    command = [sys.executable, "-m", "gunicorn", "consultation.wsgi:application", "--no-control-socket", *size]
    with found.said.open("w") as said:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{found.port}"], cwd=PROJECT, env=environment, stdout=said, stderr=said
        )
    try:
        assert eventually(lambda: _is_up(found), patience=60), found.said.read_text()
        yield found
    finally:
        process.terminate()
        process.wait(20)


def _static(folder: Path) -> Path:
    """With a big file and one like a page, for who does not read them."""
    static = static_files(folder)
    (static / "big.txt").write_bytes(b"x" * 8_000_000)
    (static / "page.txt").write_bytes(b"x" * 180_000)
    return static


def _is_up(server: Server) -> bool:
    try:
        return b"200 OK" in server.answer(get("/robots.txt"))
    except OSError:
        return False


# --- Slow ones


def dribbled(client: socket.socket) -> None:
    client.sendall(b"GET / HTTP/1.1\r\nHo")


def said_a_body(client: socket.socket) -> None:
    client.sendall(post("/i18n/langue/", b"x" * 1000)[:-900])


def said_a_long_body(client: socket.socket) -> None:
    client.sendall(get("/i18n/langue/", "Content-Length: 2000000", method="POST") + b"x" * 10)


def began_a_chunk(client: socket.socket) -> None:
    client.sendall(get("/i18n/langue/", "Transfer-Encoding: chunked", method="POST") + b"ffff\r\nx")


def waits_to_be_asked(client: socket.socket) -> None:
    client.sendall(get("/i18n/langue/", "Content-Length: 1000", "Expect: 100-continue", method="POST"))


def says_half_of_a_second_request(client: socket.socket) -> None:
    client.sendall(get("/robots.txt", close=False) + b"GET / HTTP/1.1\r\nHo")


def does_not_hang_up(client: socket.socket) -> None:
    client.sendall(get("/robots.txt"))


def says_nothing(client: socket.socket) -> None:
    pass


SLOW = [
    dribbled,
    said_a_body,
    said_a_long_body,
    began_a_chunk,
    waits_to_be_asked,
    says_half_of_a_second_request,
    does_not_hang_up,
    says_nothing,
]


def test_slow_clients_hold_nobody_up(server):
    """Three times as many of each kind as there are threads, all at once; each is let go of in its time."""
    with ExitStack() as stack:
        clients = [(does, stack.enter_context(closing(server.connect()))) for does in SLOW for _each in range(MANY)]
        for does, client in clients:
            does(client)
        time.sleep(0.3)
        assert max(server.serves() for _each in range(5)) < SOON
        began = time.monotonic()
        told = {does.__name__: set(statuses(everything(client, silence=20))) for does, client in clients}
        assert time.monotonic() - began < 19  # the server hung up on each
    assert told["dribbled"] == told["said_a_body"] == {408}
    assert told["began_a_chunk"] == {411}
    assert told["says_half_of_a_second_request"] == {200, 408}
    assert told["does_not_hang_up"] == {200}
    assert told["says_nothing"] == set()
    assert "request not read: 408" in server.said.read_text()


def test_a_byte_now_and_then_does_not_buy_more_time(server):
    with closing(server.connect()) as client:
        began = time.monotonic()
        with suppress(OSError):  # the other side hung up
            for _each in range(75):
                client.sendall(b"G")
                time.sleep(0.2)
        assert time.monotonic() - began < 10


def test_who_does_not_read_holds_a_thread_for_a_time(server):
    """A page goes whole to the system, which waits for its reader; a big file holds a thread until its time is over."""
    with ExitStack() as stack:
        for _each in range(MANY):
            client = socket.socket()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.connect(("127.0.0.1", server.port))
            stack.enter_context(closing(client))
            client.sendall(get("/static/page.txt") if _each else get("/static/big.txt"))
        time.sleep(0.3)
        assert server.serves() < SOON


def test_a_client_that_goes_in_the_middle_is_no_fault(server):
    for part in (get("/")[:20], post("/i18n/langue/", b"x" * 1000)[:-500]):
        for _each in range(5):
            with closing(server.connect()) as client:
                client.sendall(part)
    assert server.serves() < SOON
    assert "Traceback" not in server.said.read_text()


# --- Bad ones

LONG = "x" * 5000
FORM = "Content-Type: application/x-www-form-urlencoded"
BAD = {
    "long address": (get(f"/{LONG}"), 414),
    "long field": (get("/", f"X-Long: {LONG * 2}"), 431),
    "many fields": (get("/", *(f"X-{n}: 1" for n in range(150))), 431),
    "a head without an end": (b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(9000)), 431),
    "length and chunks": (
        get("/", "Content-Length: 5", "Transfer-Encoding: chunked", method="POST")
        + b"0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n",
        400,
    ),
    "two lengths": (get("/", "Content-Length: 5", "Content-Length: 6", method="POST") + b"12345", 400),
    "a length with a sign": (get("/", "Content-Length: +5", method="POST") + b"12345", 400),
    "a length below nothing": (get("/", "Content-Length: -1", method="POST"), 400),
    "a length beyond all": (get("/", f"Content-Length: {'9' * 40}", method="POST"), 413),
    "an unknown coding": (get("/", "Transfer-Encoding: xchunked", method="POST") + b"0\r\n\r\n", 501),
    "a coding twice": (get("/", "Transfer-Encoding: chunked, chunked", method="POST") + b"0\r\n\r\n", 400),
    "a space before the colon": (get("/", "Content-Length : 5", method="POST") + b"12345", 400),
    "a folded field": (get("/", "X-A: 1\r\n 2"), 400),
    "a bare line feed": (b"GET / HTTP/1.1\nHost: localhost\n\n\r\n\r\n", 400),
    "nul in a field": (get("/", "X-A: a\0b"), 400),
    "nul in the address": (get("/\0"), 400),
    "an unknown version": (b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "no words": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "another host": (b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 400),
    "a host that is none": (b"GET / HTTP/1.1\r\nHost: [::1\r\nConnection: close\r\n\r\n", 400),
    "a host with a path": (b"GET / HTTP/1.1\r\nHost: localhost/../x\r\nConnection: close\r\n\r\n", 400),
    "no host": (b"GET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
    "a bad chunk": (get("/i18n/langue/", "Transfer-Encoding: chunked", FORM, method="POST") + b"zz\r\nxx\r\n", 411),
    "a big form": (
        post("/i18n/langue/", b"a=" + b"x" * 3_000_000, FORM),
        400,
    ),
    "many names in a form": (
        post("/i18n/langue/", b"a=1&" * 2000, FORM),
        400,
    ),
    "a form without its boundary": (post("/i18n/langue/", b"--x", "Content-Type: multipart/form-data"), 400),
    "a form that breaks off": (
        post(
            "/i18n/langue/",
            b'--x\r\nContent-Disposition: form-data; name="a"',
            "Content-Type: multipart/form-data; boundary=x",
        ),
        302,
    ),
    "an unknown charset": (
        post("/i18n/langue/", b"a=1", "Content-Type: application/x-www-form-urlencoded; charset=nothing"),
        302,
    ),
    "an unknown method": (get("/robots.txt", method="BREW"), 403),
    "a connection to elsewhere": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n", 400),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_request_is_refused_once_and_rightly(server, name):
    """One answer a request: what is behind a request that two readers may read in two ways is not read at all."""
    sent, expected = BAD[name]
    assert statuses(server.answer(sent)) == [expected]


PATHS = [
    "/../../../../etc/passwd",
    "/static/../../../../etc/passwd",
    "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/static/..%2f..%2f..%2fetc%2fpasswd",
    "/static/%2e%2e%5c%2e%2e%5cetc%5cpasswd",
    "/static//etc/passwd",
    "/static/%00",
    "/%00",
    "/%c0%ae%c0%ae/%c0%af",
    "/%ff%fe",
    "/%E2%80%AE/",
    "/%zz/%",
    "//evil.example/%2f..",
    "//evil.example",
    "/\\evil.example",
    "/%5cevil.example",
    "/http://evil.example/",
    "/robots.txt/..",
    "/;/../",
    "/\x80\xff",
    "http://evil.example/accessibilite",
    "*",
    "?",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_tricky_path_leads_nowhere(server, path):
    got = server.answer(get(path))
    (status,) = statuses(got)
    assert status in (200, 301, 400, 404), got[:300]
    assert b"root:" not in got
    where = re.search(rb"(?im)^location: *(\S*)", got)
    assert where is None or re.match(rb"/(?![/\\])", where[1]), where


def test_nothing_of_this_was_a_fault_and_it_serves_as_before(server):
    """Last: the same process, no trace of a fault in its log, and no word of what was sent."""
    assert server.serves() < SOON
    said = server.said.read_text()
    assert said.count("Booting worker") == 1
    assert "Traceback" not in said, said[-3000:]
    assert "x" * 200 not in said
