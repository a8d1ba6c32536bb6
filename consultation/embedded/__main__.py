"""By hand: `python -m consultation.embedded` starts the servers and holds them until Ctrl-C, and prints their URLs.

`keep VAR` is what `ensure()` calls: it starts a detached keeper.
"""

import signal
import sys
from pathlib import Path

from consultation.embedded import EmbeddedError, ensure
from consultation.embedded.places import Places

ENDS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["keep"]:
        from consultation.embedded import keeper

        return keeper.launch(Places(Path(arguments[1])))
    return by_hand()


def by_hand() -> int:
    def say(text: str) -> None:
        sys.stderr.write(text + "\n")

    try:
        urls = ensure(say=say)
    except EmbeddedError as error:
        say(str(error))
        return 1
    sys.stdout.write(f"DATABASE_URL={urls.database}\nREDIS_URL={urls.redis}\n")
    sys.stdout.flush()
    say("PostgreSQL et Valkey embarqués\u00a0: démarrés, Ctrl-C pour les laisser")
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    signal.sigwait(ENDS)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
