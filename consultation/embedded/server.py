"""What the two embedded servers have in common: start on a free port, wait for the answer, stop, clean up."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import psutil

from consultation.embedded.places import EmbeddedError, Places, free_port, open_log, port_is_free
from consultation.leash import dies_with_parent

ATTEMPTS = 6
PAUSE = 0.05


class Server:
    """One embedded server on its part of a `var` folder; subclasses say how to prepare, start, ask and stop it."""

    name: str
    key: str  # its name in embedded.json
    stop_signal: signal.Signals  # asks for a clean stop
    kill_signal: signal.Signals  # when it does not come
    start_patience: float = 60  # seconds, a recovery included
    stop_patience: float = 8

    def __init__(self, places: Places) -> None:
        self.places = places
        self.port = places.last_port(self.key) or free_port()
        self.log = places.var / f"{self.name.lower()}.log"
        self.process: subprocess.Popen | None = None

    data: Path
    pid_file: Path

    def prepare(self, attempt: int) -> None:
        """Make the data folder and the configuration ready for self.port."""
        raise NotImplementedError

    def command(self) -> list[str]:
        """The command line; it contains the path self.data, by which a left-over process is known."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether it takes our password and is ready for work."""
        raise NotImplementedError

    def url(self) -> str:
        """Where clients find it."""
        raise NotImplementedError

    def account(self) -> dict[str, Any]:
        """Arguments of subprocess for another account to run it, if need be."""
        return {}

    @property
    def alive(self) -> bool:
        """Whether the process that we started still runs."""
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        """Start it and wait until it answers. Raises EmbeddedError with the end of its log."""
        self._end_leftover()
        for attempt in range(ATTEMPTS):
            if not port_is_free(self.port):
                self.port = free_port()
            self.prepare(attempt)
            self._launch()
            if self._wait_answer():
                return
            self.stop()
            time.sleep(0.3 * attempt)
        raise EmbeddedError(f"{self.name} ne démarre pas\u00a0:\n{self._end_of_log()}")

    def stop(self) -> None:
        """Stop it cleanly, or by force after `stop_patience` seconds."""
        if not self.alive:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(self.stop_patience)
        except subprocess.TimeoutExpired:
            self.process.send_signal(self.kill_signal)
            self.process.wait()

    def _launch(self) -> None:
        log = open_log(self.log)
        self.process = subprocess.Popen(  # noqa: S603 - the wheel's own program
            self.command(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=plain_environment(),
            start_new_session=True,
            preexec_fn=dies_with_parent(self.stop_signal),
            **self.account(),
        )
        os.close(log)

    def _wait_answer(self) -> bool:
        limit = time.monotonic() + self.start_patience
        while self.alive and time.monotonic() < limit:
            if self.answers():
                return True
            time.sleep(PAUSE)
        return False

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-8:]) or f"voir {self.log}"

    def _end_leftover(self) -> None:
        """End the server of this data folder that a killed keeper left running."""
        left = self._leftover()
        if left is None:
            return
        left.send_signal(self.stop_signal)
        try:
            left.wait(self.stop_patience)
        except psutil.TimeoutExpired:
            left.send_signal(self.kill_signal)
            left.wait(self.stop_patience)

    def _leftover(self) -> psutil.Process | None:
        """The process named by the pid file, if it is our server and not somebody who got its number later."""
        try:
            process = psutil.Process(int(self.pid_file.read_text().split()[0]))
            ours = any(str(self.data) in word for word in process.cmdline())
        except (FileNotFoundError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None


def plain_environment() -> dict[str, str]:
    """What the servers get of our environment: none of our secrets, no locale that the machine may lack."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C"}
