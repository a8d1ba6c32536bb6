"""The figures of a snapshot without its small cells: counts by territory or quality of fewer than SMALL_CELL people.

Done once, when a snapshot is frozen, over all its tables together, since they add up to one another: the whole is the
sum of the questions, a question that of its groups, a region that of its departments. What is hidden has None instead
of its numbers, in everything that is made of the snapshot afterwards: pages, pictures, files, the API, drafts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from consultation import cells
from consultation.cells import Cell, Line
from consultation.territories.models import Department

SEGMENTS = ("kind", "region", "department", "stakeholder")
TALLIES = {"kinds": "kind", "stakeholders": "stakeholder"}  # of a group, and the breakdown they belong to
WHOLE = "whole"
ANSWERS = "answers"
ANSWERED = ("agree", "disagree", "agreement", "division")  # of a row of those, beside how many people it is of
MARK = "small_cells"  # in the meta: how many people a shown cell holds at least


def guarded(snapshot: dict) -> dict:
    """A snapshot without its small cells; itself when it has been through this already. One query.

    Tallies of groups that say nothing of people, as they were frozen before, are left out.
    """
    if MARK in snapshot["meta"] or "figures" not in snapshot:
        return snapshot
    hidden = cells.to_hide(*_tables(snapshot))
    figures = _figures(snapshot["figures"], (WHOLE,), hidden)
    questions = [question | {"part": _part(question, hidden)} for question in snapshot["questions"]]
    meta = snapshot["meta"] | {MARK: cells.threshold()}
    return snapshot | {"meta": meta, "figures": figures, "questions": questions}


# --- The tables, and what adds up to what


def _tables(snapshot: dict) -> tuple[dict[tuple, Cell], list[Line]]:
    """Every cell by (scope..., breakdown, value), and the lines that they stand in."""
    found: dict[tuple, Cell] = {}
    lines: list[Line] = []
    by = snapshot["figures"]["by"]
    values = {name: [row["value"] for row in by.get(name, ())] for name in SEGMENTS}
    scopes = [(WHOLE,), *((question["id"],) for question in snapshot["questions"])]
    for name in SEGMENTS:
        _fill(found, lines, (WHOLE,), name, values[name], by.get(name, ()))
        for question in snapshot["questions"]:
            _fill(found, lines, (question["id"],), name, values[name], question["part"]["figures"]["by"].get(name, ()))
        lines += [Line(tuple((*q, name, value) for q in scopes[1:]), (WHOLE, name, value)) for value in values[name]]
    for question in snapshot["questions"]:
        _fill_groups(found, lines, question, values)
    for scope in scopes:
        lines += _territories(scope, values)
    _fill_answers(found, lines, snapshot)
    return found, [line for line in lines if line.cells]


def _fill(found: dict, lines: list, scope: tuple, name: str, values: list, rows: Any, number="contributions") -> None:
    """The row of a table: a cell for each value there is anywhere, those nobody stated here being empty."""
    there = {row["value"]: row for row in rows}
    for value in values:
        row = there.get(value)
        found[*scope, name, value] = Cell(row["authors"], row[number]) if row else Cell(0, 0)
    lines.append(Line(tuple((*scope, name, value) for value in values)))


def _fill_answers(found: dict, lines: list, snapshot: dict) -> None:
    """The tables of those who agree or disagree: that of the whole is the sum of those of the questions."""
    tables = {(WHOLE, ANSWERS): snapshot["figures"].get("answers")}
    tables |= {(question["id"], ANSWERS): question["part"].get("indicators") for question in snapshot["questions"]}
    tables = {scope: table["by"] for scope, table in tables.items() if table}
    for name in sorted({name for by in tables.values() for name in by}):
        values = sorted({row["value"] for by in tables.values() for row in by[name]}, key=_last_if_none)
        for scope, by in tables.items():
            for row in by[name]:
                found[*scope, name, row["value"]] = Cell(row["people"], row["agree"] + row["disagree"])
            for value in values:
                found.setdefault((*scope, name, value), Cell(0, 0))
            lines.append(Line(tuple((*scope, name, value) for value in values)))
        if (WHOLE, ANSWERS) in tables:
            parts = [scope for scope in tables if scope != (WHOLE, ANSWERS)]
            lines += [Line(tuple((*q, name, v) for q in parts), (WHOLE, ANSWERS, name, v)) for v in values]


def _fill_groups(found: dict, lines: list, question: dict, values: dict[str, list]) -> None:
    for tally, name in TALLIES.items():
        scopes = [(question["id"], group["number"]) for group in _telling(question["part"], tally)]
        for scope, group in zip(scopes, _telling(question["part"], tally), strict=True):
            _fill(found, lines, scope, name, values[name], group[tally], "count")
        if scopes:
            whole = (question["id"], name)
            lines += [Line(tuple((*scope, name, value) for scope in scopes), (*whole, value)) for value in values[name]]


def _telling(part: dict, tally: str) -> list[dict]:
    """The groups whose tally says how many people each count is of."""
    return [group for group in part.get("groups", ()) if all("authors" in row for row in group.get(tally, ()))]


def _territories(scope: tuple, values: dict[str, list]) -> Iterator[Line]:
    """A region is the sum of its departments; who states no commune states neither, nor a kind of territory."""
    inside = defaultdict(list)
    regions = _regions() if values["department"] else {}
    for code in values["department"]:
        inside[regions.get(code)].append((*scope, "department", code))
    for region in values["region"]:
        yield Line(tuple(inside[region]), (*scope, "region", region))
    if None in values["region"] and None in values["kind"]:
        yield Line(((*scope, "kind", None),), (*scope, "region", None))


def _regions() -> dict[str, str]:
    return dict(Department.objects.values_list("code", "region__name"))


# --- The same without what is hidden


def _figures(figures: dict, scope: tuple, hidden: set[tuple]) -> dict:
    by = {name: _rows(rows, scope, name, hidden) if name in SEGMENTS else rows for name, rows in figures["by"].items()}
    return _answers(figures | {"by": by}, "answers", scope, hidden)


def _answers(holder: dict, key: str, scope: tuple, hidden: set[tuple]) -> dict:
    """The same with the table of agreements under `key`, if there is one, without its small cells."""
    if not holder.get(key):
        return holder
    by = {
        name: _rows(rows, (*scope, ANSWERS), name, hidden, "people", ANSWERED)
        for name, rows in holder[key]["by"].items()
    }
    return holder | {key: holder[key] | {"by": by}}


def _part(question: dict, hidden: set[tuple]) -> dict:
    part = question["part"]
    told = {tally: {id(group) for group in _telling(part, tally)} for tally in TALLIES}
    groups = []
    for group in part.get("groups", ()):
        scope = (question["id"], group["number"])
        tallies = {
            tally: _rows(group[tally], scope, name, hidden, "count") if id(group) in told[tally] else []
            for tally, name in TALLIES.items()
            if tally in group
        }
        groups.append(group | tallies)
    told = part | {"groups": groups, "figures": _figures(part["figures"], (question["id"],), hidden)}
    return _answers(told, "indicators", (question["id"],), hidden)


def _rows(
    rows: list[dict],
    scope: tuple,
    name: str,
    hidden: set[tuple],
    number: str = "contributions",
    columns: Sequence[str] = ("authors", "voices"),
) -> list[dict]:
    """The rows, those that are hidden with None for their numbers; an empty cell that hides another has a row too.

    No row at all where every one would be hidden: a list of names alone says where somebody is.
    """
    values = {row["value"] for row in rows}
    blank = dict.fromkeys(column for column in (number, *columns) if not rows or column in rows[0])
    here = {key[-1] for key in hidden if key[:-1] == (*scope, name)}
    shown = [row | blank if row["value"] in here else row for row in rows]
    shown += [{"value": value} | blank for value in sorted(here - values, key=_last_if_none)]
    return shown if any(row[number] for row in shown) else []


def _last_if_none(value: str | None) -> tuple[bool, str]:
    return value is None, value or ""
