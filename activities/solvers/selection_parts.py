"""The fairest chances if areas could be drawn in parts, and the samples that they come apart into.

A lottery for hundreds of types takes minutes to find from nothing: hundreds of samples are asked
for, one by one. Chances in parts need no samples at all, and no lottery is fairer than they are.
They are taken apart into whole samples: one that has as much of them as can be, with the largest
weight that leaves something which keeps the quotas again, and so on. Where nothing is left, as
mostly, the lottery of these samples is the fairest, and the prices of the parts prove it; where
something is, the search goes on from these samples as it would from others.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from activities.solvers.selection_lottery import Fairest
from activities.solvers.selection_samples import Counts, SampleFinder
from schemas.selection import Bound

_NOTHING = 1e-9  # of an area, or of all weights
_ON_A_BOUND = 1e-7  # of areas together
_WORK = 1.0  # for one sample, in CP-SAT's own measure: more finds hardly a better one
_TELLING = 1e-3  # part of all prices from which a type is known to be held by its own


class _Solved(NamedTuple):
    """The least chance in parts, what proves it, and how much of each type there is."""

    fairest: Fairest
    amounts: list[float]


class Parts:
    """Chances within the quotas, of which samples may know nothing.

    Args:
        sizes: How many areas are of each type.
        bounds: The quotas.
        number: How many areas a sample has.
    """

    def __init__(self, sizes: Sequence[int], bounds: Sequence[Bound], number: int) -> None:
        """Take them; nothing is solved yet."""
        self._sizes = sizes
        self._bounds = bounds
        self._number = number
        self._most = [min(size, number) for size in sizes]

    def raise_least(self, fixed: Mapping[int, float]) -> Fairest | None:
        """The largest least chance in parts, and its prices: no lottery has a larger.

        Args:
            fixed: Types that are left out, each with the chance that it keeps.

        Returns:
            It, or `None` where the solver finds none: nothing is known then.
        """
        solved = self._solve(fixed)
        return solved.fairest if solved else None

    def samples(self) -> list[Counts]:
        """Samples that share out the fairest chances, or most of them; none of colliding quotas."""
        shares = self._equal() or self._leximin()
        return list(dict.fromkeys(self._taken_apart(shares))) if shares else []

    def _equal(self) -> list[float] | None:
        """As much of each type as if all areas had one chance; `None` where a quota forbids it."""
        areas = sum(self._sizes)
        for bound in self._bounds:
            times = self._number * sum(self._sizes[kind] for kind in bound.types)
            if not bound.least * areas <= times <= bound.most * areas and bound.types:
                return None
        return [size * self._number / areas for size in self._sizes]

    def _leximin(self) -> list[float] | None:
        """How much of each type there is where the least is largest, then the next, and so on."""
        fixed: dict[int, float] = {}
        while solved := self._solve(fixed):
            least, prices, _ = solved.fairest
            free = [kind for kind in range(len(self._sizes)) if kind not in fixed]
            mass = sum(size * fixed.get(kind, least) for kind, size in enumerate(self._sizes))
            if not free or mass >= self._number - _ON_A_BOUND * len(self._sizes):
                return solved.amounts
            parts = {kind: prices[kind] * self._sizes[kind] for kind in free}
            enough = min(_TELLING, max(parts.values()))
            fixed |= {kind: least for kind in free if parts[kind] >= enough}
        return None

    def _solve(self, fixed: Mapping[int, float]) -> _Solved | None:
        from ortools.linear_solver import pywraplp

        # `Any`: OR-Tools has no types for this part of it.
        solver: Any = pywraplp.Solver.CreateSolver("GLOP")
        infinity = solver.infinity()
        amounts = [solver.NumVar(0, most, "") for most in self._most]
        least = solver.NumVar(0, infinity, "least")
        solver.Add(solver.Sum(amounts) == self._number)
        for bound in self._bounds:
            row = solver.Constraint(bound.least, bound.most)
            for kind in bound.types:
                row.SetCoefficient(amounts[kind], 1)
        rows = []
        for kind, (amount, size) in enumerate(zip(amounts, self._sizes, strict=True)):
            row = solver.Constraint(0, infinity)
            row.SetCoefficient(amount, 1)
            if kind in fixed:
                row.SetLb(size * fixed[kind] - _NOTHING)
            else:
                row.SetCoefficient(least, -size)
            rows.append(row)
        if len(fixed) < len(self._sizes):
            solver.Maximize(least)
        if solver.Solve() != solver.OPTIMAL:
            return None
        # GLOP gives the dual of a lower bound as a number below zero when maximising.
        prices = tuple(max(0.0, -row.dual_value()) for row in rows)
        kept = sum(prices[kind] * self._sizes[kind] * chance for kind, chance in fixed.items())
        worth = least.solution_value() + kept
        return _Solved(
            Fairest(least.solution_value(), prices, worth),
            [amount.solution_value() for amount in amounts],
        )

    def _taken_apart(self, shares: Sequence[float]) -> Iterator[Counts]:
        """Samples of which shares are made, until nothing is left, or no sample of what is."""
        left, weight = list(shares), 1.0
        for _ in range(2 * len(shares) + len(self._bounds)):
            on = [
                *_on_bounds_of_types(left, self._most),
                *(_on_its_bound(one, left) for one in self._bounds),
            ]
            sample = SampleFinder(self._most, on, self._number).dear(left, _WORK)
            if sample is None:
                return  # what is left is made of no samples: areas are not drawn in parts after all
            yield sample
            part = _largest_part(left, sample, self._most, self._bounds)
            weight *= 1 - part
            if weight < _NOTHING:
                return
            left = [
                min(float(most), max(0.0, (amount - part * count) / (1 - part)))
                for amount, count, most in zip(left, sample, self._most, strict=True)
            ]


def _on_bounds_of_types(left: Sequence[float], most: Sequence[int]) -> Iterator[Bound]:
    """What each sample of the rest must be: none of a type that is used up, all of a full one."""
    for kind, (amount, at_most) in enumerate(zip(left, most, strict=True)):
        if amount <= _NOTHING:
            yield Bound(types=(kind,), least=0, most=0)
        elif amount >= at_most - _NOTHING:
            yield Bound(types=(kind,), least=at_most, most=at_most)


def _on_its_bound(bound: Bound, left: Sequence[float]) -> Bound:
    amount = sum(left[kind] for kind in bound.types)
    least = bound.most if amount >= bound.most - _ON_A_BOUND else bound.least
    most = bound.least if amount <= bound.least + _ON_A_BOUND else bound.most
    return Bound(types=bound.types, least=min(least, most), most=most) if bound.types else bound


def _largest_part(
    left: Sequence[float], sample: Counts, most: Sequence[int], bounds: Sequence[Bound]
) -> float:
    """The largest weight of a sample with which the rest still keeps every bound."""
    rows = [
        (amount, count, 0, at_most)
        for amount, count, at_most in zip(left, sample, most, strict=True)
    ] + [
        (
            sum(left[kind] for kind in bound.types),
            sum(sample[kind] for kind in bound.types),
            bound.least,
            bound.most,
        )
        for bound in bounds
    ]
    part = 1.0
    for amount, count, least, at_most in rows:
        if count > least:
            part = min(part, (amount - least) / (count - least))
        if count < at_most:
            part = min(part, (at_most - amount) / (at_most - count))
    return max(0.0, part)
