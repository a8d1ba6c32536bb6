"""Where everything of the embedded servers lies in one `var` folder, and the locks that say who uses it."""

import fcntl
import importlib.util
import json
import os
import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

PROJECT = Path(__file__).resolve().parents[2]
PAUSE = 0.05
LARGEST_LOG = 5_000_000  # bytes


class EmbeddedError(RuntimeError):
    """The embedded servers cannot be had; the message says why, in French."""


class Places:
    """The paths of one `var` folder: the one given, else $EMBEDDED_VAR, else `var` in the project."""

    def __init__(self, var: Path | None = None) -> None:
        self.var = Path(var or os.environ.get("EMBEDDED_VAR") or PROJECT / "var").resolve()
        self.postgres = self.var / "postgres"
        self.valkey = self.var / "valkey"
        self.urls = self.var / "embedded.json"
        self.password_file = self.var / "password"
        self.log = self.var / "embedded.log"
        self.in_use_lock = self.var / "in-use.lock"
        self.keeper_lock = self.var / "keeper.lock"

    def make(self) -> None:
        """Make the folder. Raises EmbeddedError where it cannot be written."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EmbeddedError(f"Le dossier {self.var} ne peut pas être créé\u00a0: {error.strerror}") from error
        if not os.access(self.var, os.W_OK | os.X_OK):
            raise EmbeddedError(f"Le dossier {self.var} appartient à un autre compte")

    def password(self) -> str:
        """The password of both servers, safe in a URL; empty before PostgreSQL was first started."""
        try:
            return self.password_file.read_text().strip()
        except FileNotFoundError:
            return ""

    def last_port(self, key: str) -> int | None:
        """The port that the last keeper used, if it left word: clients that outlived it know that one."""
        try:
            return urlsplit(json.loads(self.urls.read_text())[key]).port
        except (FileNotFoundError, ValueError, KeyError):
            return None

    @staticmethod
    def is_current(path: Path, held: int) -> bool:
        """Whether the open file is still the one at that path (the folder may have been removed, or made anew)."""
        try:
            return path.stat().st_ino == os.fstat(held).st_ino
        except FileNotFoundError:
            return False


def wheel_folder(package: str) -> Path:
    """Where a wheel lies, without importing it: we want its programs and none of its clients and side effects."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise EmbeddedError(f"Le paquet {package} n'est pas installé (requirements.txt)")
    return Path(spec.origin).parent


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 600 in one step: nobody ever sees half of it."""
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.replace(path)


def open_log(path: Path) -> int:
    """A descriptor that appends to the log; a long one is put aside as `.old` first."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".old"))
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def lock(path: Path, kind: int, patience: float) -> int | None:
    """The descriptor of a lock on this file (fcntl.LOCK_SH or LOCK_EX), or None after `patience` seconds.

    The lock lasts until the descriptor is closed in this process and in all that were forked from it. No started
    program inherits it.
    """
    try:
        held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError as error:
        raise EmbeddedError(f"{path} appartient à un autre compte") from error
    limit = time.monotonic() + patience
    while not try_lock(held, kind):
        if time.monotonic() > limit:
            os.close(held)
            return None
        time.sleep(PAUSE)
    return held


def try_lock(held: int, kind: int) -> bool:
    """Take or change the lock on an open file now, if nobody stands against it."""
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_locked(path: Path) -> bool:
    """Whether somebody holds the whole lock on this file."""
    if not path.exists():
        return False
    held = lock(path, fcntl.LOCK_SH, 0)
    if held is not None:
        os.close(held)
    return held is None


def port_is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now (connections that linger from an earlier one do not count)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
