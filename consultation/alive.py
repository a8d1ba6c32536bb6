"""A file whose age says whether a process of Celery lives and reaches its broker, where ALIVE_FILE names one.

For whoever looks after containers: a look at a file costs nothing, asking by the broker starts a Python each time.
"""

import os
from pathlib import Path

from celery import signals


def begin() -> None:
    """From now on a worker touches the file every two seconds, a beat whenever it asks for something."""
    if os.environ.get("ALIVE_FILE"):
        signals.heartbeat_sent.connect(sign, weak=False)
        signals.beat_init.connect(_watch_the_beat, weak=False)


def sign(**_said) -> None:
    Path(os.environ["ALIVE_FILE"]).touch()


def _watch_the_beat(**_said) -> None:
    """In the beat alone: others publish too."""
    signals.after_task_publish.connect(sign, weak=False)
