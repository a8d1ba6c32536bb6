"""Memory and processor of each part while the evening lasts, read from the outside every two seconds."""

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import psutil

PAUSE = 2.0  # seconds
MB = 1024 * 1024


@dataclass
class Seen:
    """One part: of any of its processes the largest memory, of all of them together the largest sum."""

    processes: int = 0
    rss: float = 0  # MB, of its largest process (shared pages counted in each)
    pss: float = 0  # MB, of its largest process (shared pages counted in shares)
    together: float = 0  # MB of PSS, all its processes
    cpu: dict[int, float] = field(default_factory=dict)  # by process: those that ended count too
    before: float = 0

    @property
    def spent(self) -> float:
        """Seconds of processor since `begin`."""
        return sum(self.cpu.values()) - self.before


class Watch(threading.Thread):
    """Looks until `over` is set. `roots` gives for each part the process that the others of it descend from."""

    def __init__(self, roots: dict[str, Callable[[], int]]):
        super().__init__(daemon=True)
        self.roots, self.over = roots, threading.Event()
        self.parts = {name: Seen() for name in roots}

    def run(self) -> None:
        while not self.over.wait(PAUSE):
            self.look()

    def begin(self) -> None:
        """From here on processor time counts."""
        self.look()
        for part in self.parts.values():
            part.before = sum(part.cpu.values())

    def end(self) -> None:
        self.look()
        self.over.set()

    def look(self) -> None:
        for name, root in self.roots.items():
            _note(self.parts[name], _family(root()))


def _family(pid: int) -> list[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    return []


def _note(part: Seen, processes: Iterable[psutil.Process]) -> None:
    together, count = 0.0, 0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            memory, used = process.memory_full_info(), process.cpu_times()
            part.cpu[process.pid] = used.user + used.system
            part.rss, part.pss = max(part.rss, memory.rss / MB), max(part.pss, memory.pss / MB)
            together, count = together + memory.pss / MB, count + 1
    part.together, part.processes = max(part.together, together), max(part.processes, count)
