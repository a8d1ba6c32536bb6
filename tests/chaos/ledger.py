"""What the clients sent, and what they were told."""

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Accepted:
    """An act that was acknowledged; `mark` is found in the text that it wrote, or names what it did."""

    kind: str  # contribution, argument, edit, reaction, export, publication
    person: int
    mark: str
    target: int = 0
    value: str = ""


@dataclass
class Ledger:
    """Written by all clients at once. `sent` holds everything that was tried, acknowledged or not."""

    accepted: list[Accepted] = field(default_factory=list)
    sent: list[Accepted] = field(default_factory=list)
    answers: Counter = field(default_factory=Counter)  # (kind, status) of every answer; 0 for none
    refusals: dict[str, str] = field(default_factory=dict)  # an example of each
    lock: threading.Lock = field(default_factory=threading.Lock)

    def try_out(self, act: Accepted) -> None:
        with self.lock:
            self.sent.append(act)

    def accept(self, act: Accepted) -> None:
        with self.lock:
            self.accepted.append(act)

    def answered(self, kind: str, status: int, words: str = "") -> None:
        with self.lock:
            self.answers[kind, status] += 1
            if status >= 500 or status in (400, 403, 404, 409, 422):
                self.refusals.setdefault(f"{kind} {status}", words[:2000])

    @property
    def count(self) -> int:
        with self.lock:
            return len(self.accepted)
