"""The worker lets the web server go first on a machine that they share: files may take longer, pages may not."""

import os

from celery import signals
from django.conf import settings


def begin() -> None:
    """A worker, and the processes that it starts, run at WORKER_NICE from their start on."""
    signals.worker_init.connect(_yield, weak=False)


def _yield(**_said) -> None:
    """Never above what it was started with: a unit or an operator may have asked for less."""
    asked = max(settings.WORKER_NICE, os.getpriority(os.PRIO_PROCESS, 0))
    os.setpriority(os.PRIO_PROCESS, 0, asked)
