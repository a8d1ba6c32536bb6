"""Requests over 8 connections that stay open, as cheap for the machine as Python can send them."""

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from itertools import cycle
from random import Random
from urllib.parse import urlencode

CONNECTIONS = 8
WARM = 40  # the first answers of a server, left out of the median
VOCABULARY = (  # noqa: SIM905 (a hundred quotes read worse)
    "le bail la commune un espace partagé fibre loyer gestionnaire village gare bourg train voiture école crèche café "
    "mairie région prix journée bureau salle télétravail salarié employeur indépendant association coopérative appui "
    "subvention première année tenir ouvrir fermer accueillir louer équiper former animer partager relier essayer "
    "durer soutenir avec sans pour dans chez vers souvent parfois jamais toujours mieux moins près loin ensemble"
).split()


def drive(port: int, path: str, seconds: float, *, cookie: str = "", gzip: bool = False) -> tuple[int, float]:
    """Ask for a page as fast as it comes, over all connections; answers (all of them 200), and seconds."""
    request = _request("GET", path, port, cookie, {"Accept-Encoding": "gzip"} if gzip else {})
    until, counts, faults = time.perf_counter() + seconds, [0] * CONNECTIONS, []

    def ask(place: int) -> None:
        try:
            with socket.create_connection(("127.0.0.1", port)) as wire:
                while time.perf_counter() < until:
                    wire = _answered(wire, request, port, b"200")
                    counts[place] += 1
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts), time.perf_counter() - began


def post(port: int, path: str, number: int, fields: dict[str, str], writers: Sequence[dict[str, str]] = ()) -> float:
    """Send a form so many times, one after the other, each writer in turn; the median time of an answer, in seconds.

    Each text is made of other words, from the same start in each call: no two are near-identical.
    """
    lasted, words, turn = [], Random(2018), cycle(writers or [{}])
    for place in range(number + WARM):
        writer = next(turn)
        sent = fields | {"key": f"bench-{time.time_ns()}-{place}", "body": " ".join(words.choices(VOCABULARY, k=40))}
        sent |= {"csrfmiddlewaretoken": writer["token"]} if writer else {}
        body = urlencode(sent).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        request = _request("POST", path, port, writer.get("cookie", ""), headers) + body
        with socket.create_connection(("127.0.0.1", port)) as wire:
            began = time.perf_counter()
            _answered(wire, request, port, b"302")
            lasted.append(time.perf_counter() - began)
    return statistics.median(lasted[WARM:])


def _request(method: str, path: str, port: int, cookie: str, more: dict[str, str]) -> bytes:
    headers = {"Host": f"127.0.0.1:{port}", "Connection": "keep-alive"} | more
    headers |= {"Cookie": cookie} if cookie else {}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _answered(wire: socket.socket, request: bytes, port: int, status: bytes) -> socket.socket:
    """Send, and read the answer to its end; the connection to go on with. RuntimeError for another status."""
    wire.sendall(request)
    received = wire.recv(262_144)
    while b"\r\n\r\n" not in received:
        more = wire.recv(262_144)
        if not more:
            raise RuntimeError("the server closed the connection")
        received += more
    head, _, body = received.partition(b"\r\n\r\n")
    if head[9:12] != status:
        raise RuntimeError(head.decode(errors="replace"))
    names = head.lower()
    length = int(names.split(b"content-length: ")[1].split(b"\r\n")[0]) if b"content-length: " in names else 0
    left = length - len(body)
    while left > 0:
        left -= len(wire.recv(262_144))
    if b"connection: close" in names:
        wire.close()
        return socket.create_connection(("127.0.0.1", port))
    return wire
