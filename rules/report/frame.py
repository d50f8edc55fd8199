"""What readers know of areas without any report: how many councils of each type a region has.

A cell that counts areas can be no larger than that, and what it leaves are areas that were not
visited. A hidden cell must tell no more than the list of councils and the number of areas visited
tell by themselves, as far as the policy promises.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from schemas.disclosure import TOTAL

Cell = tuple[str, ...]


class Frame(NamedTuple):
    """How many areas there are.

    Attributes:
        there: In each cell of the table of areas, totals included.
        visited: Areas in the report; everybody is told how many.
    """

    there: Mapping[Cell, int]
    visited: int

    @property
    def all(self) -> int:
        """Every area there is."""
        return max(self.there.values(), default=0)

    def alone(self, cell: Cell) -> tuple[int, int]:
        """The least and the most that a cell can count, for all that readers know without it."""
        there = self.there[cell]
        return max(0, self.visited - (self.all - there)), min(there, self.visited)


def frame_of(there: Mapping[Cell, int], counts: Mapping[Cell, int]) -> Frame:
    """The frame of a table, with its totals.

    Args:
        there: Areas there are, by cell that is no total.
        counts: Areas visited, by the same; where more were visited than there are now, councils
            have changed since, and there were as many.
    """
    totals: dict[Cell, int] = {}
    for cell, count in counts.items():
        many = max(count, there.get(cell, 0))
        for above in product(*((level, TOTAL) for level in cell)):
            totals[above] = totals.get(above, 0) + many
    return Frame(totals, sum(counts.values()))


def leaves_few(cell: Cell, count: int, frame: Frame, least: int) -> bool:
    """Whether a cell is about nearly all areas that it could be about; all of them are fine."""
    return count > 0 and 0 < frame.there[cell] - count < least


def tells_of_few(cell: Cell, lower: int, upper: int, frame: Frame, least: int) -> bool:
    """Whether what can be worked out of a hidden cell gives areas away.

    It does where the count is known, known to be small, or known to leave few, or known within
    less than the policy's width while it may be; each as far as it is not plain from the frame.

    Args:
        cell: Which one.
        lower: The least that it can be, over whole counts; areas.
        upper: The most.
        frame: What readers know without it.
        least: The policy's number of areas.
    """
    first, last = frame.alone(cell)
    if first == last:
        return False
    there = frame.there[cell]
    if lower == upper or upper < min(least, last) or lower > max(there - least, first):
        return True
    near = lower < least or there - upper < least
    return near and upper - lower < min(least, last - first)


def beside(cell: Cell, shown: Mapping[Cell, int]) -> Sequence[Cell]:
    """Shown cells in the same sums, of which one may be hidden for its sake; the smallest first."""
    found = [
        other
        for other in shown
        if sum(one != level for one, level in zip(other, cell, strict=True)) == 1
        and any(one != TOTAL for one in other)
    ]
    return sorted(found, key=lambda other: (not shown[other], shown[other], other))
