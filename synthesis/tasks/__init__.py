"""The work of the worker: each task fetches its row, delegates, and is safe to run twice.

A roll-up is opened into one part a question, and shards of what nobody has read of it yet; whoever finishes the last
shard of a question hands its part over, whoever finishes the last part freezes the snapshot. A file of much data is
opened into one part a question in the same way, and put together by whoever finishes the last. What a dead worker or a
lost message left behind is found by `sweep`, which looks at the rows, never at Redis.
"""

from synthesis.tasks.checking import check_quotes
from synthesis.tasks.exporting import finish_export, finish_export_part, make_export, make_export_part
from synthesis.tasks.jobs import ATTEMPTS, LOST, at_work, done, spare_workers
from synthesis.tasks.learning import learn, learn_all
from synthesis.tasks.rolling_up import (
    build_part,
    finish_part,
    finish_shard,
    freeze,
    open_parts,
    read_shard,
    start_roll_up,
)
from synthesis.tasks.sweeping import sweep

__all__ = [
    "ATTEMPTS",
    "LOST",
    "at_work",
    "build_part",
    "check_quotes",
    "done",
    "finish_export",
    "finish_export_part",
    "finish_part",
    "finish_shard",
    "freeze",
    "learn",
    "learn_all",
    "make_export",
    "make_export_part",
    "open_parts",
    "read_shard",
    "spare_workers",
    "start_roll_up",
    "sweep",
]
