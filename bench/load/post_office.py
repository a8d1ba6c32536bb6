"""Takes the mails that the platform sends, and gives its code to whoever waits for one."""

import re

import gevent
from gevent.server import StreamServer

CODE = re.compile(r"^\s*([A-Z0-9]{3,5}-?[A-Z0-9]{3,5})\s*$", re.MULTILINE)


class PostOffice:
    """An SMTP server on loopback that keeps the last code sent to an address, and counts mails."""

    def __init__(self, port: int):
        self.codes: dict[str, str] = {}
        self.mails = 0
        self.server = StreamServer(("127.0.0.1", port), self._serve)
        self.server.start()

    def code_for(self, address: str, patience: float = 30) -> str:
        """The code that was sent there; "" when none came within `patience` seconds."""
        for _each in range(int(patience / 0.2)):
            if address in self.codes:
                return self.codes.pop(address)
            gevent.sleep(0.2)
        return ""

    def _serve(self, link, _address) -> None:
        wire, to = link.makefile("rwb"), []
        _say(wire, b"220 here")
        for line in iter(wire.readline, b""):
            verb = line[:4].upper()
            if verb == b"RCPT":
                to.append(line.split(b"<")[1].split(b">")[0].decode())
            if verb == b"DATA":
                _say(wire, b"354 go on")
                self._take(to, _message(wire))
                to = []
            _say(wire, b"221 bye" if verb == b"QUIT" else b"250 ok")
            if verb == b"QUIT":
                break

    def _take(self, to: list[str], message: str) -> None:
        self.mails += 1
        found = CODE.search(message.partition("\n\n")[2])
        for address in to if found else ():
            self.codes[address] = found[1]


def _message(wire) -> str:
    lines = []
    for line in iter(wire.readline, b".\r\n"):
        if not line:
            break
        lines.append(line.rstrip(b"\r\n"))
    return b"\n".join(lines).decode("utf-8", "replace")


def _say(wire, words: bytes) -> None:
    wire.write(words + b"\r\n")
    wire.flush()
