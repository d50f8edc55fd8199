"""The fewest cells that have to be hidden, found otherwise than the gate finds them.

It knows nothing of duals, cuts of sums, or repairs: CP-SAT guesses the smallest set of hidden cells
that nothing speaks against, the attacker of `tests.support.disclosure` attacks it in whole numbers,
and what gives a cell away is grown until one more hidden cell would keep it; one of the cells that
are then still shown has to be hidden. A guess that withstands all attacks is the proven optimum.
"""

from collections.abc import Iterable, Mapping
from math import ceil, copysign, floor, inf
from typing import NamedTuple

from ortools.linear_solver import pywraplp
from ortools.sat.python import cp_model

from tests.support.disclosure import Attack, Cell, Interval, Links, is_given_away

Values = tuple[str, ...]
Hidden = frozenset[Cell]

_NEAR = 1e-6
_FAR = 1_000_000  # people


class Unprotectable(Exception):
    """Even with every cell hidden a small one is given away."""


class Parts:
    """What is known of counts where parts of people may be: bounds that are never too narrow.

    Args:
        model: Sums alone.
    """

    def __init__(self, model: cp_model.CpModel) -> None:
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._of = [
            self._solver.NumVar(float(one.domain[0]), float(one.domain[1]), "")
            for one in model.proto.variables
        ]
        for constraint in model.proto.constraints:
            sums = constraint.linear
            row = self._solver.Constraint(
                *(
                    float(end) if abs(end) < _FAR else copysign(inf, end)
                    for end in (sums.domain[0], sums.domain[1])
                )
            )
            for place, factor in zip(sums.vars, sums.coeffs, strict=True):
                row.SetCoefficient(self._of[place], float(factor))
        self._objective = self._solver.Objective()

    def bound(self, place: int, lower: int, upper: int) -> None:
        self._of[place].SetBounds(float(lower), float(upper))

    def interval(self, place: int) -> Interval:
        """The whole counts between the bounds."""
        ends = []
        self._objective.Clear()
        self._objective.SetCoefficient(self._of[place], 1.0)
        for most in (False, True):
            self._objective.SetOptimizationDirection(most)
            status = self._solver.Solve()
            assert status == pywraplp.Solver.OPTIMAL, status
            ends.append(self._of[place].solution_value())
        return Interval(ceil(ends[0] - _NEAR), floor(ends[1] + _NEAR))


class LeastHidden:
    """One table and everything that was published before it.

    Args:
        dimensions: Of the table.
        counts: Of every cell, totals included; people.
        links: Child and parent, by dimension.
        published: What was printed already of the same people.
        earlier: What was printed of some of them, before others were added.
        threshold: Counts below it are small.
        width: Of an interval; people.
    """

    def __init__(
        self,
        dimensions: Values,
        counts: Mapping[Values, int],
        links: Links,
        *,
        published: Mapping[str, str] | None = None,
        earlier: Mapping[str, str] | None = None,
        threshold: int = 5,
        width: int = 5,
    ) -> None:
        self._threshold, self._width = threshold, width
        lines = [",".join((*values, "[c]")) for values in counts]
        own = "\n".join([",".join((*dimensions, "count")), *lines])
        self._attack = Attack({"own": own, **(published or {})}, earlier or {}, links)
        self._counts = {
            ("own", tuple(zip(dimensions, values, strict=True))): count
            for values, count in counts.items()
        }
        self._place = self._attack.name_hidden()
        self._parts = Parts(self._attack.model)
        self._most = {
            cell: self._attack.model.proto.variables[at].domain[1]
            for cell, at in self._place.items()
        }
        self._shown: Hidden = frozenset()
        self._seen: dict[tuple[Cell, Hidden, bool], Interval] = {}
        self._primary = frozenset(c for c, n in self._counts.items() if 0 < n < threshold)
        self._always = self._to_keep_safe()

    def least(self) -> int:
        """How many cells are hidden by the best of all choices.

        Raises:
            Unprotectable: No choice is good enough.
        """
        model = cp_model.CpModel()
        hides = {cell: model.new_bool_var("") for cell in self._counts}
        for cell in self._primary:
            model.add(hides[cell] == 1)
        model.minimize(cp_model.LinearExpr.sum(list(hides.values())))
        while True:
            solver = cp_model.CpSolver()
            solver.parameters.num_workers = 1
            status = solver.solve(model)
            if status == cp_model.INFEASIBLE:
                raise Unprotectable
            assert status == cp_model.OPTIMAL, status
            chosen = frozenset(cell for cell, hidden in hides.items() if solver.value(hidden))
            exposed = [c for c in (*self._always, *sorted(chosen)) if self._gives_away(c, chosen)]
            if not exposed:
                return len(chosen)
            for cell in dict.fromkeys(exposed):
                self._speak_against(model, hides, cell, chosen)

    def _to_keep_safe(self) -> tuple[Cell, ...]:
        """What is kept safe whatever is hidden: small cells, and what earlier files hide.

        Of what was added, that which may be small to those who know our own counts.
        """
        every, none = frozenset(self._counts), frozenset[Cell]()
        kept: list[Cell] = sorted(self._primary)
        for cell in self._attack.hidden:
            if cell[0].startswith("since "):
                lower, upper = self._interval(cell, none)
                if upper > 0 and lower < self._threshold:
                    kept.append(cell)
            elif cell[0] != "own" and not self._gives_away(cell, every):
                kept.append(cell)
        for cell in kept:
            if (cell in self._primary or cell[0].startswith("since ")) and self._gives_away(
                cell, every
            ):
                raise Unprotectable
        return tuple(kept)

    def _speak_against(
        self,
        model: cp_model.CpModel,
        hides: Mapping[Cell, cp_model.IntVar],
        cell: Cell,
        chosen: Hidden,
    ) -> None:
        """Every choice between what is needed to give the cell away and what suffices fails."""
        how = self._how(self._interval(cell, chosen, whole=False))
        whole = how is None
        how = how or self._how(self._interval(cell, chosen))
        assert how
        needed: set[Cell] = {cell} - {*self._always}
        if how.narrow and self._counts.get(cell, 0) >= self._threshold:
            low = chosen
            for less in sorted(chosen - {cell}):
                if self._interval(cell, low - {less}).lower < self._threshold:
                    low -= {less}
            needed |= low
        left = sorted(self._counts.keys() - chosen)
        for order in (left, left[::-1]):
            grown = chosen
            for more in order:
                wider = grown | {more}
                if how.still(self._interval(cell, wider, whole=whole)):
                    grown = wider
            others = [hides[one] for one in order if one not in grown]
            model.add_bool_or([*others, *(~hides[one] for one in sorted(needed))])

    def _how(self, interval: Interval) -> "How | None":
        if not is_given_away(interval, self._threshold, self._width):
            return None
        lower, upper = interval
        if lower == upper:
            return How(0)
        if upper < self._threshold:
            return How(None, self._threshold - 1)
        return How(self._width - 1, narrow=True)

    def _gives_away(self, cell: Cell, hidden: Hidden) -> bool:
        outer = self._interval(cell, hidden, whole=False)
        how = self._how(outer)
        if how and not (how.narrow and self._counts.get(cell, 0) >= self._threshold):
            return True
        return is_given_away(self._interval(cell, hidden), self._threshold, self._width)

    def _interval(self, cell: Cell, hidden: Hidden, *, whole: bool = True) -> Interval:
        if (cell, hidden, whole) not in self._seen:
            shown = frozenset(self._counts.keys() - hidden)
            self._seen[cell, hidden, whole] = (
                self._whole(cell, shown) if whole else self._outer(cell, shown)
            )
        return self._seen[cell, hidden, whole]

    def _whole(self, cell: Cell, shown: Hidden) -> Interval:
        variables = self._attack.model.proto.variables
        for one in self._counts:
            domain = variables[self._place[one]].domain
            domain.clear()
            domain.extend(self._known(one, shown))
        return self._attack.interval(cell)

    def _outer(self, cell: Cell, shown: Hidden) -> Interval:
        for one in shown ^ self._shown:
            self._parts.bound(self._place[one], *self._known(one, shown))
        self._shown = shown
        return self._parts.interval(self._place[cell])

    def _known(self, cell: Cell, shown: Hidden) -> Interval:
        count = self._counts[cell]
        return Interval(count, count) if cell in shown else Interval(0, self._most[cell])


class How(NamedTuple):
    """How an interval gives a cell away, which a wider one may still do.

    Attributes:
        widest: As wide as it may be; people.
        upper: As far as it may reach; people.
        narrow: It does so only while it begins below the threshold.
    """

    widest: int | None
    upper: int | None = None
    narrow: bool = False

    def still(self, interval: Interval) -> bool:
        wide = self.widest is not None and interval.upper - interval.lower > self.widest
        far = self.upper is not None and interval.upper > self.upper
        return not wide and not far


def with_totals(
    lowest: Mapping[Values, int], parents: Iterable[Mapping[str, str]]
) -> dict[Values, int]:
    """The full cross of a table: every value, every group, and the total of each dimension."""
    found: dict[Values, int] = {}
    above = tuple(parents)
    for values, count in lowest.items():
        cells: list[Values] = [()]
        for value, parent in zip(values, above, strict=True):
            ups = (value, *([parent[value]] if value in parent else []), "Total")
            cells = [(*cell, up) for cell in cells for up in ups]
        for cell in cells:
            found[cell] = found.get(cell, 0) + count
    return found
