"""The figures as Markdown, ready for bench/README.md."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bench.load.watching import Seen

BOUNDS = {"a web process": 250, "a process of the worker": 1500}  # MB


@dataclass(frozen=True)
class Rolled:
    """A roll-up of the evening that ended: seconds since it was asked for, and of these, after everybody had left."""

    seconds: float
    after: float
    texts: int  # read anew


@dataclass(frozen=True)
class Evening:
    """All that was measured."""

    crowd: Mapping  # what `Tally.told` says, with mails, processor and memory of the crowd
    parts: Mapping[str, Seen]
    bytes: Mapping[str, float]  # kB a contribution
    rollups: list[Rolled]
    logged: Mapping[str, int]
    loads: tuple[float, float]  # load averages before and after


def told(evening: Evening) -> str:
    """The tables, each under a line that says what it is."""
    crowd = evening.crowd
    lines = [*_kinds(crowd), "", *_parts(evening), "", *_database(evening.bytes), ""]
    lines += [_errors(crowd), _rollups(evening.rollups), _logged(evening.logged)]
    before, after = evening.loads
    return "\n".join([*lines, f"Load average {before:.1f} before, {after:.1f} after, {os.cpu_count()} processors."])


def failures(evening: Evening) -> list[str]:
    """What makes the run fail: errors, memory over its bound."""
    found = [f"{count} × {name}" for name, count in evening.crowd["errors"].items()]
    for name, bound in BOUNDS.items():
        if (held := evening.parts[name].rss) > bound:
            found.append(f"{name}: {held:.0f} MB, {bound} at most")
    return found


def _kinds(crowd: Mapping) -> list[str]:
    rows = sorted(crowd["kinds"].items(), key=lambda each: -each[1]["count"])
    lines = [_line(name, each) for name, each in [("**everything**", crowd["all"]), *rows]]
    return _table(("asked for", "requests", "per s", "p50 ms", "p95 ms", "p99 ms", "longest ms"), lines)


def _line(name: str, each: Mapping) -> tuple[str, ...]:
    times = (f"{each[key]:.0f}" for key in ("p50", "p95", "p99", "longest"))
    return (name, str(each["count"]), f"{each['rate']:.2f}", *times)


def _parts(evening: Evening) -> list[str]:
    seconds = evening.crowd["seconds"]
    rows = []
    for name, seen in evening.parts.items():
        sizes = (f"{seen.rss:.0f}", f"{seen.pss:.0f}", f"{seen.together:.0f}")
        rows.append((name, str(seen.processes), *sizes, f"{100 * seen.spent / seconds:.0f} %"))
    crowd = evening.crowd
    rows.append(("the crowd itself", "1", f"{crowd['memory']:.0f}", "", "", f"{100 * crowd['cpu'] / seconds:.0f} %"))
    heads = ("part", "processes", "RSS of the largest, MB", "PSS, MB", "PSS of all, MB", "of one processor")
    return _table(heads, rows)


def _database(sizes: Mapping[str, float]) -> list[str]:
    return _table(("kB in the database", "a contribution"), [(name, f"{size:.2f}") for name, size in sizes.items()])


def _errors(crowd: Mapping) -> str:
    errors = ", ".join(f"{count} × {name}" for name, count in crowd["errors"].items()) or "none"
    asked = f"{crowd['asked']} requests in the whole run, {crowd['throttled']} throttled (429)"
    return f"{asked}, errors: {errors}; {crowd['unchanged']} answered 304; {crowd['mails']} mails taken."


def _rollups(ended: list[Rolled]) -> str:
    said = (
        f"{each.seconds:.0f} s ({each.texts} texts read anew; {each.after:.0f} s of them after everybody had left)"
        for each in ended
    )
    return f"Roll-ups that ended, one after the other: {', '.join(said) or 'none'}."


def _logged(logged: Mapping[str, int]) -> str:
    said = ", ".join(f"{count} × {name}" for name, count in logged.items())
    return f"Logged as warning or worse: {said or 'nothing'}."


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    rule = "|" + "|".join("---" if place == 0 else "---:" for place in range(len(heads))) + "|"
    return [_row(heads), rule, *(_row(row) for row in rows)]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
