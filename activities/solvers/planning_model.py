"""A plan's problem, or a part of it, as a model of CP-SAT.

A visit has a first day and, for each inspector who may make it, a yes or no; an inspector's visits
do not overlap. The part that is not worked on stands still and takes days, places and weeks away.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ortools.sat.python import cp_model

from rules.planning.problem import LENGTH, LENGTH_ON_SITE, Placing, Problem


@dataclass(frozen=True)
class Wishes:
    """What is asked of a model beyond the rules.

    Attributes:
        teams: For some visits, the only teams that they may have.
        days: For some visits, the only days on which they may begin.
        partly: Whether visits may stay without a place.
        spread: The most visits that may begin in a week, beyond the pace.
        keep: Where visits were confirmed; each difference is a move.
        below: What the cost must be below.
        any_cost: Whether it does not matter what the plan costs.
    """

    teams: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    days: Mapping[int, int] = field(default_factory=dict)
    partly: bool = False
    spread: int | None = None
    keep: Mapping[int, Placing] = field(default_factory=dict)
    below: int | None = None
    any_cost: bool = False


class PlanModel:
    """The model of some visits beside others that stand still."""

    def __init__(
        self,
        problem: Problem,
        free: Collection[int],
        standing: Mapping[int, Placing] | None = None,
        wishes: Wishes | None = None,
    ) -> None:
        self.model = cp_model.CpModel()
        self._problem = problem
        self._free = sorted(free)
        self._standing = standing or {}
        self._wishes = wishes or Wishes()
        self._start: dict[int, cp_model.IntVar] = {}
        self._made_by: dict[tuple[int, int], cp_model.IntVar] = {}
        self._placed: dict[int, cp_model.IntVar] = {}
        self._cost: list[tuple[int, cp_model.LinearExprT]] = []
        self.possible = self._add_visits()
        if self.possible:
            self._add_overlaps()
            self._add_loads()
            self._add_weeks()
            self._add_moves()
            self._add_objective()

    # --- The visits ----------------------------------------------------------------------

    @cached_property
    def _diary(self) -> dict[int, list[tuple[int, int]]]:
        """For each inspector, the first days of what stands still, and of which visit."""
        diary: dict[int, list[tuple[int, int]]] = {}
        for visit, placing in self._standing.items():
            for who in placing.team:
                diary.setdefault(who, []).append((placing.start, visit))
        return diary

    def _may_begin(self, visit: int, who: int) -> Sequence[int]:
        """On which days a visit may begin with an inspector, beside what stands still."""
        starts = self._problem.may[visit, who]
        if who not in self._problem.exclusive:
            return starts
        for taken, other in self._diary.get(who, ()):
            apart = self._problem.apart(visit, other)
            starts = tuple(start for start in starts if abs(start - taken) >= apart)
        return starts

    def _add_visits(self) -> bool:
        for visit in self._free:
            starts: Sequence[int] = self._problem.starts[visit]
            if visit in self._wishes.days:
                starts = [start for start in starts if start == self._wishes.days[visit]]
            if not starts:
                return False
            domain = cp_model.Domain.FromValues(starts)
            self._start[visit] = self.model.new_int_var_from_domain(domain, f"day {visit}")
            if self._wishes.partly:
                self._placed[visit] = self.model.new_bool_var(f"placed {visit}")
                self._cost.append((-self._problem.dearest, self._placed[visit]))
            for place, those in enumerate(self._problem.team_of[visit]):
                if not self._add_place(visit, place, those, {*starts}):
                    return False
        return True

    def _add_place(
        self, visit: int, place: int, those: Sequence[int], starts: Collection[int]
    ) -> bool:
        team = self._wishes.teams.get(visit)
        variables = []
        for who in those:
            if team is not None and team[place] != who:
                continue
            able = [start for start in self._may_begin(visit, who) if start in starts]
            if not able:
                continue
            chosen = self.model.new_bool_var(f"{who} makes {visit}")
            if len(able) < len(starts):
                self.model.add_linear_expression_in_domain(
                    self._start[visit], cp_model.Domain.FromValues(able)
                ).only_enforce_if(chosen)
            self._made_by[visit, who] = chosen
            variables.append(chosen)
            if (visit, who) in self._problem.travels:
                self._cost.append((self._problem.request.weights.travel, chosen))
        if self._wishes.partly:
            self.model.add(sum(variables) == self._placed[visit])
        elif variables:
            self.model.add_exactly_one(variables)
        return self._wishes.partly or bool(variables)

    # --- What they share -----------------------------------------------------------------

    def _add_overlaps(self) -> None:
        own: dict[int, list[int]] = {}
        for visit, who in self._made_by:
            if who in self._problem.exclusive:
                own.setdefault(who, []).append(visit)
        for who, visits in own.items():
            on_site = [v for v in visits if self._problem.length(v) == LENGTH_ON_SITE]
            for those, length in ((visits, LENGTH), (on_site, LENGTH_ON_SITE)):
                if len(those) > 1 and (length == LENGTH_ON_SITE or len(on_site) < len(visits)):
                    self.model.add_no_overlap(
                        self.model.new_optional_fixed_size_interval_var(
                            self._start[visit], length, self._made_by[visit, who], ""
                        )
                        for visit in those
                    )

    def _add_loads(self) -> None:
        stand = Counter(who for placing in self._standing.values() for who in placing.team)
        own: dict[int, list[cp_model.IntVar]] = {}
        for (_, who), chosen in self._made_by.items():
            own.setdefault(who, []).append(chosen)
        everything = len(self._problem.request.visits)
        for role in self._problem.by_role:
            if not role:
                continue
            highest = self.model.new_int_var(0, everything, "highest")
            lowest = self.model.new_int_var(0, everything, "lowest")
            for who in role:
                load = sum(own.get(who, [])) + stand[who]
                if self._problem.most[who] < everything:
                    self.model.add(load <= max(self._problem.most[who], stand[who]))
                self.model.add(highest >= load)
                self.model.add(lowest <= load)
            self._cost.append((self._problem.request.weights.workload, highest - lowest))

    def _add_weeks(self) -> None:
        problem = self._problem
        all_in: dict[int, list[cp_model.IntVar]] = {}
        counted: dict[int, list[cp_model.IntVar]] = {}
        for visit in self._free:
            starts = problem.starts[visit]
            weeks = sorted({problem.weeks[start] for start in starts})
            chosen = {week: self.model.new_bool_var(f"{visit} in {week}") for week in weeks}
            self.model.add_exactly_one(chosen.values())
            for week, variable in chosen.items():
                own = [start for start in starts if problem.weeks[start] == week]
                self.model.add_linear_expression_in_domain(
                    self._start[visit], cp_model.Domain(own[0], own[-1])
                ).only_enforce_if(variable)
                here = self._here(visit, variable)
                all_in.setdefault(week, []).append(here)
                if visit in problem.counted:
                    counted.setdefault(week, []).append(here)
        stand = Counter(problem.weeks[placing.start] for placing in self._standing.values())
        stand_counted = Counter(
            problem.weeks[placing.start]
            for visit, placing in self._standing.items()
            if visit in problem.counted
        )
        pace = problem.request.pace.visits_a_week
        for week, variables in counted.items():
            self.model.add(sum(variables) <= max(pace - stand_counted[week], 0))
        spread = self.model.new_int_var(
            max(stand.values(), default=0), len(problem.request.visits), "spread"
        )
        if self._wishes.spread is not None:
            self.model.add(spread <= self._wishes.spread)
        for week, variables in all_in.items():
            self.model.add(spread >= sum(variables) + stand[week])
        self._cost.append((problem.request.weights.spread, spread))

    def _here(self, visit: int, variable: cp_model.IntVar) -> cp_model.IntVar:
        """Whether a visit takes place in a week: a visit without a place is in none."""
        if visit not in self._placed:
            return variable
        here = self.model.new_bool_var("")
        self.model.add_bool_or([variable.negated(), self._placed[visit].negated(), here])
        return here

    def _add_moves(self) -> None:
        for visit, confirmed in self._wishes.keep.items():
            if visit not in self._start:
                continue
            same = self.model.new_bool_var(f"{visit} keeps its days")
            if confirmed.start in self._problem.starts[visit]:
                self.model.add(self._start[visit] == confirmed.start).only_enforce_if(same)
            else:
                self.model.add(same == 0)
            self._cost.append((-self._problem.dearest, same))
            self._cost += [
                (-self._problem.dearest, self._made_by[visit, who])
                for who in confirmed.team
                if (visit, who) in self._made_by
            ]

    def _add_objective(self) -> None:
        travel_standing = sum(
            (visit, who) in self._problem.travels
            for visit, placing in self._standing.items()
            for who in placing.team
        )
        constant = self._problem.request.weights.travel * travel_standing
        if self._wishes.partly:
            constant += self._problem.dearest * len(self._free)
        cost = sum(weight * part for weight, part in self._cost) + constant
        if self._wishes.below is not None:
            self.model.add(cost <= self._wishes.below - 1)
        if not self._wishes.any_cost:
            self.model.minimize(cost)

    # --- From and to placings ------------------------------------------------------------

    def hint(self, placed: Mapping[int, Placing]) -> None:
        """Tell the solver a plan to begin with."""
        for visit, start in self._start.items():
            placing = placed.get(visit)
            if visit in self._placed:
                self.model.add_hint(self._placed[visit], placing is not None)
            if placing is None:
                continue
            self.model.add_hint(start, placing.start)
        for (visit, who), chosen in self._made_by.items():
            if visit in placed:
                self.model.add_hint(chosen, who in placed[visit].team)

    def placed(self, solver: cp_model.CpSolver) -> dict[int, Placing]:
        """Where the solver has put the visits that it was to put somewhere."""
        teams: dict[int, list[int]] = {visit: [] for visit in self._free}
        for (visit, who), chosen in self._made_by.items():
            if solver.boolean_value(chosen):
                teams[visit].append(who)
        return {
            visit: Placing(
                solver.value(self._start[visit]),
                tuple(who for role in self._problem.by_role for who in role if who in team),
            )
            for visit, team in teams.items()
            if team
        }
