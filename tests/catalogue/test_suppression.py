"""No hidden number can be worked out: judged by linear programming, which our code does not use.

For each hidden cell the smallest and the largest value are sought that agree with all that is
shown. Counts in tables with two kinds of totals are flows, so the ends found are whole numbers.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from services_catalog.indicators.suppression import OTHER, Table, grouped, protect

LIMIT = 5
ROWS, COLUMNS = "abcdef", "uvwxy"

# Many small numbers: that is where it matters, and what twenty languages look like.
numbers = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 12), st.integers(0, 90))
tables = st.dictionaries(
    st.tuples(st.sampled_from(ROWS), st.sampled_from(COLUMNS)), numbers, max_size=30
)


def with_grouped_columns(counts: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    totals = {c: sum(n for (_, column), n in counts.items() if column == c) for c in COLUMNS}
    names = grouped(totals, LIMIT)
    merged: dict[tuple[str, str], int] = {}
    for (row, column), count in counts.items():
        if count:
            cell = row, names[column]
            merged[cell] = merged.get(cell, 0) + count
    return merged


def ranges(table: Table) -> dict[tuple[str, str], tuple[float, float]]:
    """The smallest and the largest value each hidden cell can have, seen from outside."""
    hidden = [cell for cell, count in table.cells.items() if count is None]
    if not hidden:
        return {}
    rows, rest = [], []
    for side, totals in ((0, table.row_totals), (1, table.column_totals)):
        for name, total in totals.items():
            rows.append([float(cell[side] == name) for cell in hidden])
            shown = (n for cell, n in table.cells.items() if cell[side] == name and n is not None)
            rest.append(float(total - sum(shown)))
    found = {}
    for number, cell in enumerate(hidden):
        aim = np.zeros(len(hidden))
        aim[number] = 1.0
        ends = [
            sign * linprog(sign * aim, A_eq=rows, b_eq=rest, bounds=(1, None)).fun
            for sign in (1, -1)
        ]
        found[cell] = (round(ends[0], 6), round(ends[1], 6))
    return found


@settings(max_examples=400, deadline=None)
@given(tables)
@example({("a", "u"): 10, ("b", "u"): 3, ("b", "v"): 6})  # nothing can protect b: it must join
@example({("a", "u"): 1, ("a", "v"): 9, ("b", "u"): 9, ("b", "v"): 1})
@example({("a", "u"): 1, ("a", "v"): 1, ("a", "w"): 9, ("b", "u"): 9, ("b", "v"): 9})
def test_no_hidden_cell_can_be_derived_from_what_is_shown(counts):
    counts = with_grouped_columns(counts)
    total = sum(counts.values())
    if total < LIMIT:
        return
    table = protect(counts, LIMIT)
    for cell, (low, high) in ranges(table).items():
        assert low < high, f"{cell} can only be {low}"


@settings(max_examples=300, deadline=None)
@given(tables)
def test_nothing_shown_or_left_by_subtraction_is_about_a_few(counts):
    counts = with_grouped_columns(counts)
    if sum(counts.values()) < LIMIT:
        return
    table = protect(counts, LIMIT)
    shown = [count for count in table.cells.values() if count is not None]
    assert all(count >= LIMIT for count in shown)
    assert all(total >= LIMIT for total in table.row_totals.values())
    for side, totals in ((0, table.row_totals), (1, table.column_totals)):
        for name, total in totals.items():
            line = [count for cell, count in table.cells.items() if cell[side] == name]
            visible = sum(count for count in line if count is not None)
            assert line.count(None) != 1
            if None in line:
                assert total - visible >= LIMIT
            else:
                assert total == visible
    assert table.total == sum(counts.values()) == sum(table.row_totals.values())


def test_what_is_large_everywhere_is_shown_as_it_is():
    counts = {("a", "u"): 5, ("a", "v"): 50, ("b", "u"): 7, ("b", "v"): 0}
    table = protect(counts, LIMIT)
    assert table.cells == {("a", "u"): 5, ("a", "v"): 50, ("b", "u"): 7}
    assert table.rows == ("a", "b")
    assert table.at("b", "v") == 0


def test_one_small_cell_takes_three_others_along():
    counts = {(r, c): 20 for r in "abc" for c in "uvw"} | {("a", "u"): 2}
    table = protect(counts, LIMIT)
    hidden = {cell for cell, count in table.cells.items() if count is None}
    assert ("a", "u") in hidden
    assert len(hidden) == 4, "a square is the least that hides one cell"
    assert all(low < high for low, high in ranges(table).values())


def test_rows_of_a_few_stand_together():
    counts = {("a", "u"): 40, ("b", "u"): 3, ("c", "u"): 1, ("d", "u"): 8}
    table = protect(counts, LIMIT)
    assert table.rows == ("a", OTHER)
    assert table.row_totals == {"a": 40, OTHER: 12}, "4 is too few, so the next smallest joins"


def test_a_small_column_is_refused():
    with pytest.raises(ValueError, match="v is below 5"):
        protect({("a", "u"): 9, ("a", "v"): 2}, LIMIT)


def test_the_judge_sees_what_subtraction_gives():
    """The judge itself: a table with its small cell alone hidden is found out."""
    naive = Table(
        rows=("a", "b"), columns=("u", "v"),
        cells={("a", "u"): None, ("a", "v"): 9, ("b", "u"): 9, ("b", "v"): 9},
        row_totals={"a": 11, "b": 18}, column_totals={"u": 11, "v": 18},
    )  # fmt: skip
    assert ranges(naive) == {("a", "u"): (2.0, 2.0)}
    ones = Table(
        rows=("a", "b"), columns=("u", "v"),
        cells={(r, c): None for r in "ab" for c in "uv"},
        row_totals={"a": 2, "b": 2}, column_totals={"u": 2, "v": 2},
    )  # fmt: skip
    assert ranges(ones)["a", "u"] == (1.0, 1.0), "hidden means 1 at least, so these are all 1"
