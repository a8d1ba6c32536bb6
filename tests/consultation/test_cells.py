"""Small cells: what is hidden cannot be found by subtraction, in one dimension, in two, and from totals of totals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.cells import Cell, Line, one_way, to_hide, two_way

LEAST = 5


def _cell(people: int, more: int = 0) -> Cell:
    """So many people, each with a text, and some texts more by those who are there."""
    return Cell(people, people + (more if people else 0))


CELLS = st.builds(_cell, st.integers(0, 12), st.integers(0, 4))


def _found(cells: dict, lines: list[Line], hidden: set) -> set:
    """What somebody finds who subtracts what is shown from the totals, as often as something new comes of it."""
    unknown, found = set(hidden), set()
    progress = True
    while progress:
        progress = False
        for line in lines:
            members = [*line.cells, *([line.total] if line.total is not None else [])]
            missing = [key for key in members if key in unknown]
            if len(missing) == 1:
                unknown.remove(missing[0])
                found.add(missing[0])
                progress = True
    return found


def test_enough_people_everywhere_hides_nothing():
    assert one_way({"a": Cell(5, 5), "b": Cell(9, 30), "c": Cell(0, 0)}, LEAST) == set()


def test_people_count_and_not_texts():
    """Forty texts of two people are a small cell; five texts of five are none."""
    assert one_way({"a": Cell(2, 40), "b": Cell(5, 5), "c": Cell(8, 8), "d": Cell(9, 9)}, LEAST) == {"a", "b"}


def test_one_hidden_cell_takes_the_next_smallest_with_it():
    assert one_way({"a": Cell(1, 1), "b": Cell(30, 30), "c": Cell(7, 7)}, LEAST) == {"a", "c"}


def test_two_cells_of_one_person_are_not_hidden_behind_each_other():
    """Their sum would be two, and each therefore one."""
    assert one_way({"a": Cell(1, 1), "b": Cell(1, 1), "c": Cell(7, 7), "d": Cell(9, 9)}, LEAST) == {"a", "b", "c"}


def test_an_empty_cell_goes_when_there_is_nothing_else():
    assert one_way({"a": Cell(3, 3), "nobody": Cell(0, 0)}, LEAST) == {"a", "nobody"}


def test_rows_and_columns_protect_each_other():
    cells = {(row, column): Cell(9, 9) for row in "abc" for column in "xyz"}
    cells["a", "x"] = Cell(2, 2)
    hidden = two_way(cells, LEAST)
    assert ("a", "x") in hidden
    for row, column in hidden:
        assert sum(other == row for other, _ in hidden) >= 2
        assert sum(other == column for _, other in hidden) >= 2
    assert len(hidden) == 4


def test_a_region_and_its_departments():
    """A department of few people takes another one of its region, or the region itself when it has no other."""
    cells = {"R": Cell(20, 20), "S": Cell(9, 9), "T": Cell(30, 30)}
    cells |= {"r1": Cell(2, 2), "r2": Cell(18, 18), "s1": Cell(9, 9), "t1": Cell(30, 30)}
    lines = [Line(("R", "S", "T")), Line(("r1", "r2"), "R"), Line(("s1",), "S"), Line(("t1",), "T")]
    assert to_hide(cells, lines, LEAST) == {"r1", "r2"}
    cells["s1"], cells["S"] = Cell(1, 1), Cell(1, 1)
    assert {"S", "s1"} <= to_hide(cells, lines, LEAST)
    assert not _found(cells, lines, to_hide(cells, lines, LEAST))


@pytest.mark.parametrize("least", [1, 0])
def test_a_threshold_of_one_person_publishes_all(least):
    assert one_way({"a": Cell(1, 1), "b": Cell(2, 2)}, least) == set()


@given(st.dictionaries(st.integers(0, 8), CELLS, min_size=2, max_size=9))
def test_nothing_hidden_is_found_in_a_list(cells):
    hidden = one_way(cells, LEAST)
    assert {key for key, cell in cells.items() if cell.number and cell.people < LEAST} <= hidden
    assert not _found(cells, [Line(tuple(cells))], hidden)
    visible = [key for key, cell in cells.items() if cell.number and key not in hidden]
    assert not hidden or not visible or sum(cells[key].people for key in hidden) >= LEAST


@given(st.integers(2, 5), st.integers(2, 5), st.data())
def test_nothing_hidden_is_found_in_a_table(rows, columns, data):
    cells = {(row, column): data.draw(CELLS) for row in range(rows) for column in range(columns)}
    hidden = two_way(cells, LEAST)
    assert {key for key, cell in cells.items() if cell.number and cell.people < LEAST} <= hidden
    lines = [Line(tuple(key for key in cells if key[0] == row)) for row in range(rows)]
    lines += [Line(tuple(key for key in cells if key[1] == column)) for column in range(columns)]
    assert not _found(cells, lines, hidden)


@given(st.dictionaries(st.integers(0, 3), st.lists(CELLS, min_size=1, max_size=4), min_size=2, max_size=4))
def test_nothing_hidden_is_found_by_totals_of_totals(regions):
    """Departments in regions, regions in the whole: hiding at one level is not undone at the other."""
    cells, lines = {}, []
    for region, parts in regions.items():
        cells |= {(region, n): part for n, part in enumerate(parts)}
        cells[region] = Cell(sum(part.people for part in parts), sum(part.number for part in parts))
        lines.append(Line(tuple((region, n) for n in range(len(parts))), region))
    lines.append(Line(tuple(regions)))
    hidden = to_hide(cells, lines, LEAST)
    assert not _found(cells, lines, hidden)
