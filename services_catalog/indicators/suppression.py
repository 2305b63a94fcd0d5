"""Tables of small counts made fit to be shown: no count of a few people can be read or worked out.

A table that shows its totals gives hidden cells away by subtraction, so hiding the small cells
alone is not enough. What is done, for a table of counts with both kinds of totals:

1. Rows and columns whose total is small stand together under :data:`OTHER`, with the next smallest
   when that is still too few. So every total that is shown is large enough.
2. Cells from 1 to below the limit are hidden (primary suppression). Zero is shown: it is about
   nobody.
3. More cells are hidden (complementary suppression) until in every row and column the hidden cells
   are two or more and together reach the limit, and until each hidden cell could be another number
   with the same totals, also for a reader who knows that a hidden cell is at least 1. That is so
   when it lies on a cycle of hidden cells along which 1 can be passed on: added to one cell, taken
   from the next in its row, added to the next in that column, and so on. (Gusfield, "A graph
   theoretic approach to statistical data security", SIAM J. Comput. 17, 1988.)
4. Where no further cell can protect a hidden one, its row joins :data:`OTHER`.

Tables that share the totals of their columns (same periods, same columns) stay safe side by side:
any two tables with the same column totals can be of the same people.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

OTHER = "other"
"""The row or column of what is too little to stand alone."""

Cell = tuple[str, str]


@dataclass(frozen=True)
class Table:
    """Counts by row and column; a cell is None when it is hidden, and missing when it is 0.

    Rows are sorted by total, largest first; columns as they were given.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[Cell, int | None]
    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]

    def at(self, row: str, column: str) -> int | None:
        """The count, 0 for a cell without one, None for a hidden one."""
        return self.cells.get((row, column), 0)

    @property
    def total(self) -> int:
        """All that was counted."""
        return sum(self.column_totals.values())


EMPTY = Table((), (), {}, {}, {})


class _Stuck(Exception):
    """A row in which a hidden cell cannot be protected."""

    def __init__(self, row: str) -> None:
        super().__init__(row)
        self.row = row


def grouped(totals: Mapping[str, int], limit: int) -> dict[str, str]:
    """Each key with the one it is shown under: its own, or :data:`OTHER`."""
    by_size = sorted((key for key in totals if totals[key]), key=lambda key: (totals[key], key))
    together = [key for key in by_size if totals[key] < limit]
    for key in by_size[len(together) :]:
        if not together or sum(totals[one] for one in together) >= limit:
            break
        together.append(key)
    return {key: OTHER if key in together else key for key in by_size}


def protect(counts: Mapping[Cell, int], limit: int) -> Table:
    """The table of ``counts`` (row, column) that may be shown.

    ``counts`` hold 0 or more; every column's total must be 0, or ``limit`` and more: group small
    columns first, in the same way for all tables that stand side by side.

    Raises:
        ValueError: a column's total is too small to be shown.
    """
    columns = _totals(counts, 1)
    small = [column for column, total in columns.items() if 0 < total < limit]
    if small:
        raise ValueError(f"the total of {', '.join(small)} is below {limit}: group it first")
    row_totals = _totals(counts, 0)
    names = grouped(row_totals, limit)
    while True:
        merged = _merged(counts, names)
        try:
            hidden = _hidden(merged, limit)
            break
        except _Stuck as stuck:
            _join(names, stuck.row, row_totals)
    totals = _totals(merged, 0)
    return Table(
        rows=tuple(sorted(totals, key=lambda row: (row == OTHER, -totals[row], row))),
        columns=tuple(dict.fromkeys(column for _row, column in counts if columns[column])),
        cells={cell: None if cell in hidden else count for cell, count in merged.items()},
        row_totals=totals,
        column_totals={column: total for column, total in columns.items() if total},
    )


def _totals(counts: Mapping[Cell, int], side: int) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for cell, count in counts.items():
        totals[cell[side]] += count
    return dict(totals)


def _merged(counts: Mapping[Cell, int], names: Mapping[str, str]) -> dict[Cell, int]:
    """The positive cells, with rows under the names they are shown under."""
    merged: Counter[Cell] = Counter()
    for (row, column), count in counts.items():
        if count:
            merged[names[row], column] += count
    return dict(merged)


def _join(names: dict[str, str], row: str, totals: Mapping[str, int]) -> None:
    """Move ``row`` to the others; a first one takes the smallest along: alone it gains nothing."""
    alone = sorted((n for n in names if names[n] != OTHER), key=lambda name: (totals[name], name))
    first = OTHER not in names.values()
    joining = [row] if row in alone else []
    joining += [name for name in alone if name != row][: 1 if first or not joining else 0]
    for name in joining:
        names[name] = OTHER


def _hidden(cells: Mapping[Cell, int], limit: int) -> set[Cell]:
    """The cells to hide. Raises :class:`_Stuck`."""
    lines: dict[tuple[int, str], list[Cell]] = defaultdict(list)
    for cell in sorted(cells):
        for side in (0, 1):
            lines[side, cell[side]].append(cell)
    hidden = {cell for cell, count in cells.items() if count < limit}

    def hide_one_more(row: str, *of: tuple[int, str]) -> None:
        for line in of:
            shown = [cell for cell in lines[line] if cell not in hidden]
            if shown:
                # Where its other line has something hidden already, it costs nothing further.
                across = 1 - line[0]
                hidden.add(
                    min(
                        shown,
                        key=lambda cell: (
                            hidden.isdisjoint(lines[across, cell[across]]),
                            cells[cell],
                        ),
                    )
                )
                return
        raise _Stuck(row)

    while True:
        before = len(hidden)
        for line, among in lines.items():
            inside = [cell for cell in among if cell in hidden]
            if inside and (len(inside) < 2 or sum(cells[cell] for cell in inside) < limit):
                hide_one_more(min(inside, key=lambda cell: cells[cell])[0], line)
        if len(hidden) > before:
            continue
        fixed = next(
            (cell for cell in sorted(hidden) if not _can_differ(cell, hidden, cells)), None
        )
        if fixed is None:
            return hidden
        hide_one_more(fixed[0], (0, fixed[0]), (1, fixed[1]))


def _can_differ(cell: Cell, hidden: Iterable[Cell], cells: Mapping[Cell, int]) -> bool:
    """Whether a hidden cell could be 1 more or 1 less with all totals, and all cells 1 or more."""
    steps: dict[tuple[int, str], list[tuple[int, str]]] = defaultdict(list)
    for row, column in hidden:
        if (row, column) != cell:
            steps[0, row].append((1, column))  # one more here
            if cells[row, column] > 1:
                steps[1, column].append((0, row))  # one less here
    row_node, column_node = (0, cell[0]), (1, cell[1])
    more = _leads(column_node, row_node, steps)
    return more or (cells[cell] > 1 and _leads(row_node, column_node, steps))


def _leads(
    start: tuple[int, str],
    goal: tuple[int, str],
    steps: Mapping[tuple[int, str], list[tuple[int, str]]],
) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == goal:
            return True
        for following in steps.get(node, ()):
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return False
