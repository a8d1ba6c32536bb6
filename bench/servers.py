"""gunicorn as `make run` starts it, and the CPU that it and PostgreSQL use."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from consultation.run import Address, web_command

PROJECT = Path(__file__).resolve().parent.parent


@dataclass
class Server:
    """A running server."""

    port: int
    process: psutil.Process
    var: str

    def cpu(self) -> float:
        """Seconds of CPU of the server and its workers so far."""
        return sum(_used(process) for process in (self.process, *self.process.children(recursive=True)))


def cpu_of_postgres(server: Server) -> float:
    """Seconds of CPU of every process of the database so far; those that have ended count no more."""
    return sum(_used(process) for process in _postgres(server.var))


def _postgres(var: str) -> list[psutil.Process]:
    masters = [
        process
        for process in psutil.process_iter(["name", "cmdline"])
        if process.info["name"] == "postgres" and any(str(var) in part for part in process.info["cmdline"] or ())
    ]
    return [member for master in masters for member in (master, *master.children())]


def _used(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


@contextmanager
def serve(module: str, environment: dict[str, str]) -> Iterator[Server]:
    """The application of a module on a free port, until the end of the block."""
    port = free_port()
    command = web_command(Address("127.0.0.1", port))
    command = [part.replace("consultation.wsgi", module) for part in command]
    process = subprocess.Popen([sys.executable, *command[1:]], cwd=PROJECT, env=environment)
    try:
        wait(port)
        yield Server(port, psutil.Process(process.pid), environment["EMBEDDED_VAR"])
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(port: int) -> None:
    limit = time.monotonic() + 60
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
