"""The parts that are killed: each starts, is killed as by a fault of the machine, and comes back at its address."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from consultation.embedded.places import PROJECT, Places, free_port
from consultation.embedded.postgres import Postgres
from consultation.embedded.server import Server
from consultation.embedded.valkey import Valkey
from consultation.run import Address, answers, web_command, worker_command

PATIENCE = 90  # seconds for a part to answer again


class Parts:
    """PostgreSQL, Valkey, the web server and the worker of one folder."""

    def __init__(self, var: Path):
        self.var = var
        places = Places(var)
        places.make()
        self.postgres, self.valkey = Postgres(places), Valkey(places)
        self.port = free_port()
        self.web: subprocess.Popen | None = None
        self.worker: subprocess.Popen | None = None
        self.restarts = 0  # of a worker that ended by itself
        self._over = threading.Event()
        self._changing = threading.Lock()

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "consultation.settings",
            "DATABASE_URL": self.postgres.url(),
            "REDIS_URL": self.valkey.url(),
            "SECRET_KEY": "a-secret-of-the-fault-test-that-signs-nothing-real-0123456789",
            "SITE_URL": self.site,
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMBEDDED_VAR": str(self.var),
            "STATIC_ROOT": str(self.var / "static"),
            "MAIL_FOLDER": str(self.var / "mail"),
            "SWEEP_EVERY": "3",
            "JOB_LEASE": "6",
            "EXPORT_PARTS_FROM": "1",  # files of data are made in parts, which die one by one
            "LOG_LEVEL": "ERROR",
        }

    # --- Starting

    def start_servers(self) -> None:
        self.postgres.start()
        self.valkey.start()

    def start_web(self) -> None:
        self.web = self._launch("web", web_command(Address("127.0.0.1", self.port)))

    def start_worker(self) -> None:
        """Start it, and start it again whenever it ends, as `make run`, systemd and compose do.

        It ends by itself when the broker goes with messages in hand (kombu 5.7: its connection is closed twice).
        """
        self.worker = self._launch("worker", worker_command(self.var))
        threading.Thread(target=self._watch_worker, daemon=True).start()

    def _watch_worker(self) -> None:
        while not self._over.wait(0.5):
            with self._changing:
                if self.worker.poll() is not None and not self._over.is_set():
                    self.restarts += 1
                    self.worker = self._launch("worker", worker_command(self.var))

    def _launch(self, name: str, command: list[str]) -> subprocess.Popen:
        with (self.var / f"{name}.log").open("a") as log:
            return subprocess.Popen(
                command, cwd=PROJECT, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )

    def wait_ready(self) -> None:
        """Until a web process can serve. RuntimeError after PATIENCE seconds."""
        limit = time.monotonic() + PATIENCE
        while not answers(f"{self.site}/readyz"):
            if time.monotonic() > limit:
                raise RuntimeError("the web server does not answer any more")
            if self.web.poll() is not None:  # its port was still taken by what it left
                self.start_web()
            time.sleep(0.2)

    def stop(self) -> None:
        """End everything, whatever state it is in."""
        with self._changing:
            self._over.set()
        for process in (self.web, self.worker):
            if process:
                _end_group(process, signal.SIGTERM)
        for process in (self.web, self.worker):
            if process:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(10)
                _end_group(process, signal.SIGKILL)
        self.valkey.stop()
        self.postgres.stop()

    # --- Killing

    def faults(self) -> dict[str, Callable[[], None]]:
        """What may happen, by name; each is one SIGKILL or several to one part, and brings the part back."""
        return {
            "web process": self.kill_web_process,
            "web server": self.kill_web_server,
            "worker": self.kill_worker,
            "process of the worker": self.kill_process_of_worker,
            "valkey": self.kill_valkey,
            "valkey, its data lost": self.lose_valkey,
            "postgresql": self.kill_postgres,
            "session of postgresql": self.kill_session,
        }

    def kill_web_process(self) -> None:
        """One of the two; the master starts another."""
        _kill_child(self.web)

    def kill_web_server(self) -> None:
        """The master; its processes see that they are orphans and end."""
        left = psutil.Process(self.web.pid).children(recursive=True)
        self.web.kill()
        self.web.wait()
        psutil.wait_procs(left, timeout=10)
        _end_group(self.web, signal.SIGKILL)
        self.start_web()

    def kill_worker(self) -> None:
        """All its processes at once, as when the machine goes down."""
        with self._changing:
            _end_group(self.worker, signal.SIGKILL)
            self.worker.wait()
            self.restarts -= 1  # that one was not by itself

    def kill_process_of_worker(self) -> None:
        _kill_child(self.worker)

    def kill_valkey(self) -> None:
        self._kill(self.valkey)

    def lose_valkey(self) -> None:
        self._kill(self.valkey, lambda: shutil.rmtree(self.valkey.data / "appendonlydir", ignore_errors=True))

    def kill_postgres(self) -> None:
        self._kill(self.postgres)

    def kill_session(self) -> None:
        """One backend: PostgreSQL ends all the others and recovers, as after any crash."""
        _kill_child(self.postgres.process)

    @staticmethod
    def _kill(server: Server, meanwhile: Callable[[], None] | None = None) -> None:
        """Kill it, and start it again after a moment at the same port."""
        port = server.port
        left = psutil.Process(server.process.pid).children(recursive=True)
        server.process.kill()
        server.process.wait()
        psutil.wait_procs(left, timeout=20)  # the orphans of PostgreSQL end by themselves
        if meanwhile:
            meanwhile()
        time.sleep(1)
        server.start()
        if server.port != port:
            raise RuntimeError(f"{server.name} came back at another port")


def _kill_child(process: subprocess.Popen) -> None:
    children = psutil.Process(process.pid).children()
    if children:
        with suppress(psutil.NoSuchProcess):
            children[-1].kill()


def _end_group(process: subprocess.Popen, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def manage(parts: Parts, *arguments: str) -> None:
    """A command of the platform on these parts, to its end."""
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=PROJECT, env=parts.environment(), check=True, stdout=subprocess.DEVNULL)
