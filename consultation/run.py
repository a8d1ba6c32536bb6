"""The supervisor behind `make run`: embedded servers, migrations, first data, worker, web server; all stopped together.

Environment: PORT (8000), HOST (127.0.0.1), DATABASE_URL and REDIS_URL (with both, nothing is embedded). Ctrl-C, SIGTERM
or the end of the terminal stop everything in order. Every child is on a leash (`leash.py`), so that nothing survives
this process even if it is killed; the embedded servers then stop by themselves. The data is there at the next start.
"""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from consultation import embedded
from consultation.embedded.places import PROJECT, Places, port_is_free
from consultation.secret import secret_key

LEASH = Path(__file__).with_name("leash.py")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TICK = 0.3
START_PATIENCE = 60  # seconds until the first page
RESTARTS, RESTART_WINDOW = 5, 60  # a worker that ends more often than that, in seconds, is not restarted


class Failure(Exception):
    """Why we cannot start or go on, in French."""


@dataclass
class Address:
    """Where the web server listens, and where a browser on this machine finds it."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        """HOST and PORT. Raises Failure if the port is no port or is taken."""
        host = os.environ.get("HOST") or "127.0.0.1"  # address that `make run` listens on; 127.0.0.1 without it
        text = os.environ.get("PORT") or "8000"  # port of `make run`, and of the default SITE_URL
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise Failure(f"PORT={text}\u00a0: ce n'est pas un numéro de port (de 1 à 65535)")
        address = cls(host.strip("[]"), int(text))
        if not port_is_free(address.port, address.host):
            raise Failure(f"{address.bind} est déjà pris. Choisissez un autre port\u00a0: make run PORT=8001")
        return address

    @property
    def bind(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - recognised, not bound
        shown = everywhere.get(self.host, f"[{self.host}]" if ":" in self.host else self.host)
        return f"http://{shown}:{self.port}"


@dataclass
class Child:
    """A command that we run on a leash; `patience` is the seconds it has to end by itself when asked to."""

    name: str
    command: Sequence[str]
    patience: float
    process: subprocess.Popen | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-I", str(LEASH), str(self.patience), *self.command],
            stdin=subprocess.PIPE,
            cwd=PROJECT,
            start_new_session=True,  # Ctrl-C in the terminal is ours alone: we stop the children in order
        )
        self.starts.append(time.monotonic())

    @property
    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def often(self) -> bool:
        """Whether it was started too often lately to be started once more."""
        since = time.monotonic() - RESTART_WINDOW
        return sum(start > since for start in self.starts) > RESTARTS

    def stop(self) -> None:
        """Let go of the leash and wait: the command and all its children have ended when this returns."""
        if self.process is None:
            return
        self.process.stdin.close()
        self.process.wait()
        self.process = None


class Supervisor:
    """What one `make run` starts, watches and stops."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.is_embedded = not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"))
        self.places = Places()
        self.urls: embedded.Urls | None = None
        self.worker = Child("les travaux de fond", worker_command(self.places.var), 3)
        self.web = Child("le serveur web", web_command(address), 3)
        self.steps: list[Child] = []
        self.starter = os.getppid() if os.environ.get("MAKELEVEL") else None

    def start(self) -> None:
        """Everything in order, until the first page answers."""
        self.places.make()
        if self.is_embedded:
            say("PostgreSQL et Valkey embarqués\u00a0: démarrage")
            self.urls = embedded.ensure()
            say(f"PostgreSQL et Valkey embarqués\u00a0: prêts (données dans {self.places.var})")
        else:
            say("PostgreSQL et Redis\u00a0: ceux de DATABASE_URL et REDIS_URL, rien n'est embarqué")
            self._settle_elsewhere()
        say("Base de données\u00a0: mise à jour des tables")
        migrate = self._begin("migrate", "--no-input", "--verbosity", "0", "--skip-checks")
        setup = self._begin("setup", "--demonstration", "--after", str(migrate.process.pid))
        self._end(migrate)
        say("Démarrage des travaux de fond et du serveur web")
        self.worker.start()
        self.web.start()
        say("Données de départ\u00a0: communes, et démonstration si la base est vide")
        self._end(setup)
        self._wait_first_page()
        self._manage("accounts")
        say(f"La plateforme est ouverte\u00a0: {self.address.url}")
        say("Ctrl-C arrête tout\u202f; les données restent.")

    def _settle_elsewhere(self) -> None:
        """What a real installation decides and `make run` may assume: a secret, its names, its files."""
        os.environ.setdefault("SECRET_KEY", secret_key(self.places.var))
        os.environ.setdefault("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{self.address.host}")
        os.environ.setdefault("SITE_URL", self.address.url)
        os.environ.setdefault("MAIL_FOLDER", str(self.places.var / "mail"))
        self._manage("collectstatic", "--no-input", "--verbosity", "0")

    def watch(self) -> None:
        """Until one of the parts fails for good. Raises Failure with the reason."""
        while True:
            time.sleep(TICK)
            self._check_starter()
            if self.web.ended:
                raise Failure(f"Le serveur web s'est arrêté seul (code {self.web.process.returncode})")
            if self.worker.ended:
                self._restart_worker()
            if self.is_embedded and not embedded.running():
                self._restart_embedded()

    def stop(self) -> None:
        """Web server, worker, embedded servers, in this order; each is down before the next one is asked."""
        for step in self.steps:
            step.stop()
        for child in (self.web, self.worker):
            if child.process is not None:
                say(f"Arrêt\u00a0: {child.name}")
                child.stop()
        if self.is_embedded:
            say("Arrêt\u00a0: PostgreSQL et Valkey embarqués")
            embedded.release()
            if not embedded.wait_stopped(patience=8):
                say("Une autre commande les utilise encore\u202f: ils s'arrêteront avec elle.")
        say("Tout est arrêté.")

    def _manage(self, *arguments: str) -> None:
        self._end(self._begin(*arguments))

    def _begin(self, *arguments: str) -> Child:
        step = Child(arguments[0], [sys.executable, str(PROJECT / "manage.py"), *arguments], 3)
        step.start()
        self.steps.append(step)
        return step

    def _end(self, step: Child) -> None:
        code = step.process.wait()
        self.steps.remove(step)
        if code:
            raise Failure(f"manage.py {step.name} a échoué (code {code})")

    def _wait_first_page(self) -> None:
        limit = time.monotonic() + START_PATIENCE
        while not answers(f"{self.address.url}/readyz"):
            if self.web.ended:
                raise Failure(f"Le serveur web n'a pas démarré (code {self.web.process.returncode})")
            if time.monotonic() > limit:
                raise Failure(f"{self.address.url}/readyz ne répond pas après {START_PATIENCE} secondes")
            time.sleep(TICK)

    def _check_starter(self) -> None:
        """Under make, its end is ours: a killed `make run` must not leave us behind."""
        if self.starter not in (None, os.getppid()):
            raise KeyboardInterrupt

    def _restart_worker(self) -> None:
        code = self.worker.process.returncode
        self.worker.stop()
        if self.worker.often():
            raise Failure(f"Les travaux de fond s'arrêtent sans cesse (code {code})")
        say(f"Les travaux de fond se sont arrêtés (code {code})\u00a0: redémarrage")
        self.worker.start()

    def _restart_embedded(self) -> None:
        say("PostgreSQL et Valkey embarqués se sont arrêtés\u00a0: redémarrage")
        before, self.urls = self.urls, embedded.ensure()
        if self.urls == before:
            return
        for child in (self.web, self.worker):  # somebody took a port meanwhile: they must learn the new one
            child.stop()
            child.start()


def worker_command(var: Path) -> list[str]:
    """Worker and beat in one process: enough for one machine, as the beat must run once only."""
    options = ["--beat", "--concurrency=2", "--loglevel=WARNING", "--schedule", str(var / "celerybeat-schedule")]
    known = "ignore:You're running the worker with superuser privileges"  # no news in a container
    return [sys.executable, "-W", known, "-m", "celery", "--quiet", "--app", "consultation", "worker", *options]


def web_command(address: Address) -> list[str]:
    """gunicorn as it runs in production; its control socket would be one for all instances of a machine."""
    size = ["--worker-class", "consultation.patience.PatientWorker", "--workers", "2", "--threads", "4"]
    manners = ["--bind", address.bind, "--graceful-timeout", "2", "--log-level", "warning", "--no-control-socket"]
    hooks = ["--config", "python:consultation.serving"]
    return [sys.executable, "-m", "gunicorn", *hooks, "consultation.wsgi:application", *size, *manners]


def answers(url: str) -> bool:
    """Whether this page is there (200) now."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310 - our own address
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def say(text: str) -> None:
    """One line for the person, whoever still listens (a closed terminal must not keep us from stopping)."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError:
        return


def main() -> int:
    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)
    try:
        supervisor = Supervisor(Address.from_environment())
    except Failure as failure:
        say(str(failure))
        return 1
    return supervise(supervisor)


def interrupt(number: int, frame: object) -> NoReturn:
    """The first request to stop counts; a group and make may both send it, and a second one must not cut it short."""
    ignore_signals()
    raise KeyboardInterrupt


def ignore_signals() -> None:
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def supervise(supervisor: Supervisor) -> int:
    """Start, watch, stop; 0 when somebody asked us to stop, 1 when something failed."""
    try:
        supervisor.start()
        supervisor.watch()
    except KeyboardInterrupt:
        say("\nArrêt demandé")
        return 0
    except (Failure, embedded.EmbeddedError) as failure:
        say(f"{failure}\u00a0: arrêt")
        return 1
    finally:
        ignore_signals()
        supervisor.stop()


if __name__ == "__main__":
    sys.exit(main())
