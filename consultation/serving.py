"""What gunicorn does around its processes: `gunicorn --config python:consultation.serving …`."""

import os
import shutil
from pathlib import Path

from consultation.embedded.places import Places


def metrics_folder() -> Path:
    """Where web processes count for Prometheus, as the settings have it; the master does not load these."""
    return Path(os.environ.get("PROMETHEUS_MULTIPROC_DIR") or Places().var / "metrics")


def on_starting(server: object) -> None:
    """What the processes of a former start counted is over."""
    shutil.rmtree(metrics_folder(), ignore_errors=True)


def child_exit(server: object, worker: object) -> None:
    """A process that ended: what it had under way counts no more, its counters stay."""
    if os.environ.get("METRICS_TOKEN"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid, str(metrics_folder()))
