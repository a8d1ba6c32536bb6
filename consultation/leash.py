"""A command on a leash: it ends when whoever holds the other end of the leash goes, however that one went.

The leash is the standard input of this script, a pipe that its starter keeps open and never writes to:

    python -I leash.py PATIENCE COMMAND [ARGUMENT...]

The kernel closes the pipe when the starter ends, even by SIGKILL; the command and all its children are then asked to
end (SIGTERM) and killed after PATIENCE seconds. Closing the pipe is also the ordinary way to stop the command. The
script exits with the command's code. It stands alone (standard library only), so that it starts in a few milliseconds.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable

TICK = 0.2
PR_SET_PDEATHSIG = 1


def dies_with_parent(number: int) -> Callable[[], None]:
    """What a child runs between fork and exec to be sent signal `number` by the kernel when its parent dies.

    Linux only; elsewhere it does nothing, and what the parent left is ended by the next start.
    """
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def ask() -> None:
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(number))
            if os.getppid() != parent:  # it died before we asked
                os._exit(1)

    return ask


def hold(patience: float, command: list[str]) -> int:
    """Run the command in a session of its own until it ends or the leash is let go; its exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    child = subprocess.Popen(  # noqa: S603 - the command is our starter's own
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGTERM),  # in case this very script is killed
    )
    try:
        while child.poll() is None and not _let_go():
            pass
    finally:
        code = _end(child, patience)
    return code


def _let_go() -> bool:
    ready, _, _ = select.select([sys.stdin.fileno()], [], [], TICK)
    return bool(ready) and not os.read(sys.stdin.fileno(), 1)


def _end(child: subprocess.Popen, patience: float) -> int:
    if child.poll() is None:
        child.terminate()
    try:
        code = child.wait(patience)
    except subprocess.TimeoutExpired:
        code = 128 + signal.SIGKILL
    try:
        os.killpg(child.pid, signal.SIGKILL)  # the command, or what it left behind
    except OSError:
        return code
    child.wait()
    return code


if __name__ == "__main__":
    sys.exit(hold(float(sys.argv[1]), sys.argv[2:]))
