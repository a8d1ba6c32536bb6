"""What was asked and what came: times by kind, answers by kind and status."""

import math
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Statuses are counted from the first request on, times and rates between `begin` and `end`."""

    statuses: Counter = field(default_factory=Counter)  # (kind, status); 0 for no answer
    times: defaultdict = field(default_factory=lambda: defaultdict(list))  # kind -> ms of each answer
    examples: dict[str, str] = field(default_factory=dict)  # of what went wrong
    unchanged: int = 0  # 304 within the time
    began: float = 0
    seconds: float = 0

    def begin(self) -> None:
        self.began = time.perf_counter()

    def end(self) -> None:
        self.seconds = time.perf_counter() - self.began

    def note(self, kind: str, status: int, took: float, example: str = "") -> None:
        """One answer, or none (status 0); `took` in ms."""
        if self.seconds:
            return  # all is over: who is cut off is no error
        self.statuses[kind, status] += 1
        if is_error(status):
            self.examples.setdefault(f"{kind} {status}", example)
        if self.began:
            self.times[kind].append(took)
            self.unchanged += status == 304

    def told(self) -> dict:
        """As plain data for the process that prints."""
        return {
            "seconds": self.seconds,
            "unchanged": self.unchanged,
            "kinds": {kind: summary(times, self.seconds) for kind, times in self.times.items()},
            "all": summary([each for times in self.times.values() for each in times], self.seconds),
            "throttled": sum(count for (_kind, status), count in self.statuses.items() if status == 429),
            "errors": {f"{k} {s}": n for (k, s), n in self.statuses.items() if is_error(s)},
            "asked": sum(self.statuses.values()),
            "examples": self.examples,
        }


def is_error(status: int) -> bool:
    """No answer, or one that says that something was wrong; being told to slow down is none."""
    return status == 0 or (status >= 400 and status != 429)


def summary(times: list[float], seconds: float) -> dict:
    """Number, rate a second, 50th, 95th and 99th percentile and longest, in ms (nearest rank)."""
    ranked = sorted(times)

    def at(share: float) -> float:
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)] if ranked else 0.0

    shares = {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "longest": at(1)}
    return {"count": len(ranked), "rate": len(ranked) / seconds if seconds else 0.0} | shares
