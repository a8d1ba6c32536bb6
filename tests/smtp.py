"""A mail server of the tests that speaks SMTP on loopback and refuses: each mail, or each recipient."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class _Refusing(socketserver.StreamRequestHandler):
    timeout = 10

    def handle(self) -> None:
        self._say("220 courrier.invalid")
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                return self._say("221 au revoir")
            self._say("554 5.7.1 refused" if verb == self.server.refused else "250 ok")
        return None

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def refusing(verb: str) -> Iterator[int]:
    """Its port. `verb` is what it refuses: MAIL (whoever sends) or RCPT (the address)."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Refusing) as server:
        server.daemon_threads, server.refused = True, verb.encode()
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
