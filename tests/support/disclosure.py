"""An attacker of another make than the gate's: whole numbers throughout, from printed files alone.

It knows nothing of how tables are protected: it reads CSV, crosses the lowest values of every
dimension of every file, and has CP-SAT look for the least and the most of each hidden cell.
"""

import csv
import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

Links = Mapping[str, Sequence[tuple[str, str]]]
Cell = tuple[str, tuple[tuple[str, str], ...]]
"""The file and the cell, by dimension and value."""

TOP = 400
"""People: more than any small table counts, so nothing is bounded by it."""


class Interval(NamedTuple):
    lower: int
    upper: int


class Attack:
    """All printed files as one model.

    Args:
        files: Of today's people, by name.
        earlier: Earlier editions, by name.
        links: Child and parent, by dimension.
        top: More people than any table counts.

    Attributes:
        model: Sums of whole counts.
        hidden: Every hidden cell, and what was added since an earlier edition, as a sum.
    """

    def __init__(
        self, files: Mapping[str, str], earlier: Mapping[str, str], links: Links, top: int = TOP
    ) -> None:
        self._top = top
        self._links = links
        self._tables = {name: _rows(text) for name, text in {**files, **earlier}.items()}
        self._dimensions = sorted(
            {d for rows in self._tables.values() for d in rows[0]} - {"count"}
        )
        self._leaves = {d: self._lowest(d) for d in self._dimensions}
        self.model = cp_model.CpModel()
        self.hidden: dict[Cell, cp_model.LinearExpr] = {}
        crossed = list(itertools.product(*(self._leaves[d] for d in self._dimensions)))
        self._today = {key: self.model.new_int_var(0, self._top, "") for key in crossed}
        for name in files:
            self._state(name, self._today)
        for name in earlier:
            then = {key: self.model.new_int_var(0, self._top, "") for key in crossed}
            for key, before in then.items():
                self.model.add(before <= self._today[key])
            self._state(name, then)
            for row in self._tables[next(iter(files))]:
                by = {d: v for d, v in row.items() if d != "count"}
                added = self._sum(by, self._today) - self._sum(by, then)
                self.hidden[f"since {name}", tuple(by.items())] = added

    def name_hidden(self) -> Mapping[Cell, int]:
        """A variable of its own for each hidden cell, by its place in the model."""
        most = self._top * len(self._today)
        told = {cell: self.model.new_int_var(0, most, "") for cell in self.hidden}
        for cell, count in told.items():
            self.model.add(count == self.hidden[cell])
        self.hidden = {**told}
        return {cell: count.index for cell, count in told.items()}

    def interval(self, cell: Cell) -> Interval:
        """The least and the most that a hidden cell can be; the most is cut off far away."""
        ends = []
        for sense in (self.model.minimize, self.model.maximize):
            sense(self.hidden[cell])
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            status = solver.solve(self.model)
            assert status == cp_model.OPTIMAL, status
            ends.append(round(solver.objective_value))
        return Interval(*ends)

    def _below(self, dimension: str, value: str) -> frozenset[str]:
        children = [c for c, parent in self._links.get(dimension, ()) if parent == value]
        if not children:
            return frozenset({value})
        return frozenset[str]().union(*(self._below(dimension, child) for child in children))

    def _lowest(self, dimension: str) -> list[str]:
        found: set[str] = set()
        for rows in self._tables.values():
            for row in rows:
                if row.get(dimension, "Total") != "Total":
                    found |= self._below(dimension, row[dimension])
        return sorted(found) or ["everybody"]

    def _covers(self, dimension: str, value: str, leaf: str) -> bool:
        return value == "Total" or leaf in self._below(dimension, value)

    def _sum(
        self, by: Mapping[str, str], people: Mapping[tuple[str, ...], cp_model.IntVar]
    ) -> cp_model.LinearExpr:
        return cp_model.LinearExpr.sum(
            [
                count
                for key, count in people.items()
                if all(
                    self._covers(d, by.get(d, "Total"), leaf)
                    for d, leaf in zip(self._dimensions, key, strict=True)
                )
            ]
        )

    def _state(self, name: str, people: Mapping[tuple[str, ...], cp_model.IntVar]) -> None:
        rows = self._tables[name]
        told = [d for d in rows[0] if d != "count"]
        for row in rows:
            by = {d: row[d] for d in told}
            if row["count"] == "[c]":
                self.hidden[name, tuple(by.items())] = self._sum(by, people)
            else:
                count = 0 if row["count"] == "[z]" else int(row["count"])
                self.model.add(self._sum(by, people) == count)
        # Rows that are not there are zero: whoever is in none of the lowest cells is not there.
        lowest = [row for row in rows if not any(self._divides(r, row, told) for r in rows)]
        for key, people_there in people.items():
            leaves = dict(zip(self._dimensions, key, strict=True))
            if not any(all(self._covers(d, row[d], leaves[d]) for d in told) for row in lowest):
                self.model.add(people_there == 0)

    def _divides(self, small: Mapping[str, str], large: Mapping[str, str], told: list[str]) -> bool:
        """Whether a row is about some of the people of another one alone."""
        parts = [({*self._parts(d, small[d])}, {*self._parts(d, large[d])}) for d in told]
        return all(a <= b for a, b in parts) and any(a < b for a, b in parts)

    def _parts(self, dimension: str, value: str) -> Sequence[str]:
        if value == "Total":
            return self._leaves[dimension]
        return sorted(self._below(dimension, value))


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def is_given_away(interval: Interval, threshold: int, width: int) -> bool:
    """As it is promised for every hidden cell."""
    lower, upper = interval
    if lower == upper or upper < threshold:
        return True
    return lower < threshold and upper - lower < width
