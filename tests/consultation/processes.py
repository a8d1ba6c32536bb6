"""What the tests of the embedded servers and of the supervisor look at: real processes of one folder."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from django.contrib.staticfiles.finders import get_finders

from consultation.embedded.places import PROJECT

GIVEN = ("DATABASE_URL", "REDIS_URL", "MAKELEVEL", "DJANGO_SETTINGS_MODULE", "HOST", "PORT")
CLIENT = """
import sys
from consultation import embedded
urls = embedded.ensure()
print(urls.database, urls.redis, flush=True)
sys.stdin.read()
"""


def environment(var: Path, **more: str) -> dict[str, str]:
    """Our environment with another folder, and nothing that would point a process elsewhere."""
    kept = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return kept | {"EMBEDDED_VAR": str(var)} | more


def client(var: Path) -> subprocess.Popen:
    """A process that uses the embedded servers of this folder until its standard input is closed."""
    command = [sys.executable, "-c", CLIENT]
    return subprocess.Popen(
        command, env=environment(var), cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def urls_of(process: subprocess.Popen) -> tuple[str, str]:
    """What the client was given, as soon as it has it."""
    database, redis = process.stdout.readline().split()
    return database, redis


def close(process: subprocess.Popen) -> None:
    """End a process and every pipe to it."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
    process.wait(10)


def of_folder(var: Path) -> list[psutil.Process]:
    """Every living process whose command line or environment names this folder, but us."""
    found = (process for process in psutil.process_iter() if process.pid != os.getpid())
    return [process for process in found if _names(process, str(var))]


def _names(process: psutil.Process, text: str) -> bool:
    try:
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        words = [*process.cmdline(), process.environ().get("EMBEDDED_VAR", "")]
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return any(text in word for word in words)


def named(var: Path, *words: str) -> list[psutil.Process]:
    """Those of the folder whose command line has all these words."""
    return [process for process in of_folder(var) if all(word in " ".join(process.cmdline()) for word in words)]


def eventually(condition: Callable[[], object], patience: float = 30) -> bool:
    """Whether it comes true within that many seconds."""
    limit = time.monotonic() + patience
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(0.1)
    return True


def static_files(folder: Path) -> Path:
    """A STATIC_ROOT with the list that collecting would write, of the names as they are, and none of the files."""
    names = {path: path for finder in get_finders() for path, _storage in finder.list([])}
    (folder / "static").mkdir()
    (folder / "static" / "staticfiles.json").write_text(json.dumps({"paths": names, "version": "1.1", "hash": ""}))
    return folder / "static"
