"""Two-way tables of numbers too small to show without showing a person (LAW, “Small numbers”).

What is published beside a table are the sums of its rows and columns. A hidden cell is safe when
the smallest and the largest value it can have, over all tables of whole numbers that agree with
what is published, differ by at least ``k``: Cox, "Network models for complementary cell
suppression" (1995), shows that these bounds are flows.
"""

from collections import deque
from collections.abc import Sequence
from itertools import product

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]
_Node = tuple[str, int]


def hide(table: Table, k: int) -> list[list[int | None]]:
    """The table with None for each cell that is under ``k``, or would give such a one away.

    The sums of rows and columns are taken to be known: none of them may be under ``k`` but 0
    rows or columns there are.
    """
    places = list(product(range(len(table)), range(len(table[0]) if table else 0)))
    hidden = {(row, column) for row, column in places if table[row][column] < k}
    while (narrow := _narrow(table, hidden, k)) is not None:
        hidden |= _next(table, hidden, narrow, k)
    return [
        [None if (row, column) in hidden else number for column, number in enumerate(cells)]
        for row, cells in enumerate(table)
    ]


def bounds(table: Table, hidden: set[Cell], cell: Cell) -> tuple[int, int]:
    """Between which numbers a hidden cell must lie for whoever knows all sums and the others."""
    row, column = cell
    there = table[row][column]
    more = _flow(table, hidden - {cell}, ("column", column), ("row", row), None)
    less = _flow(table, hidden - {cell}, ("row", row), ("column", column), there)
    return there - less, there + more


def _narrow(table: Table, hidden: set[Cell], k: int) -> Cell | None:
    """A hidden cell that could be told too closely, if there is something left to hide."""
    for cell in sorted(hidden):
        low, high = bounds(table, hidden, cell)
        if high - low < k and len(hidden) < len(table) * len(table[0]):
            return cell
    return None


def _next(table: Table, hidden: set[Cell], narrow: Cell, k: int) -> set[Cell]:
    """What to hide with a cell that is told too closely: the cheapest rectangle it is a corner of.

    Around a rectangle as much can be moved as its corners hold. Where there is none left, the
    smallest cell that is shown.
    """
    rows, columns = range(len(table)), range(len(table[0]))
    found: list[tuple[Cell, ...]] = [
        corners
        for row, column in product(rows, columns)
        if row != narrow[0] and column != narrow[1]
        for corners in [((row, narrow[1]), (narrow[0], column), (row, column))]
        if not set(corners) <= hidden
    ]
    if not found:
        shown = set(product(rows, columns)) - hidden
        return {min(shown, key=lambda place: (table[place[0]][place[1]], place))}
    cheapest = min(found, key=lambda corners: _price(table, hidden, corners, k))
    return set(cheapest)


def _price(
    table: Table, hidden: set[Cell], corners: tuple[Cell, ...], k: int
) -> tuple[bool, int, tuple[Cell, ...]]:
    """Whether it moves too little, and how much of what was shown it takes away."""
    moved = min(table[row][column] for row, column in corners[:2])
    taken = sum(table[row][column] for row, column in corners if (row, column) not in hidden)
    return moved < k, taken, corners


def _flow(table: Table, hidden: set[Cell], start: _Node, end: _Node, most: int | None) -> int:
    """How much can go from one to the other: rows give to columns freely, columns what they have.

    None as the most there can be: what all hidden cells hold is enough.
    """
    holds = {cell: table[cell[0]][cell[1]] for cell in hidden}
    limit = sum(holds.values()) if most is None else most
    sent = 0
    while sent < limit and (path := _path(holds, start, end)) is not None:
        taken = [holds[cell] for cell, gives in path if not gives]
        part = min([limit - sent, *taken])
        for cell, gives in path:
            holds[cell] += part if gives else -part
        sent += part
    return sent


def _path(holds: dict[Cell, int], start: _Node, end: _Node) -> list[tuple[Cell, bool]] | None:
    """The shortest way, as the cells that grow (True) or shrink along it."""
    came: dict[_Node, tuple[_Node, Cell, bool] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for cell, there in holds.items():
            row, column = ("row", cell[0]), ("column", cell[1])
            if here == row and column not in came:
                came[column] = (here, cell, True)
                waiting.append(column)
            elif here == column and there > 0 and row not in came:
                came[row] = (here, cell, False)
                waiting.append(row)
    if end not in came:
        return None
    path, node = [], end
    while (step := came[node]) is not None:
        node, cell, gives = step
        path.append((cell, gives))
    return path
