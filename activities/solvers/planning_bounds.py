"""What no plan can go below: the best teams whatever the days, the best days whatever the teams.

Each half is solved to its end in a moment, and both together bound a plan far better than the
solver does by itself. A half that has no solution means that there is no plan.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from activities.solvers.planning_effort import Effort, Found, proved_bound
from rules.planning.problem import LENGTH, LENGTH_ON_SITE, Problem

_A_LITTLE = 0.05  # units


@dataclass(frozen=True)
class Half:
    """One half of a plan, solved by itself.

    Attributes:
        found: What became of it.
        bound: What it costs at least.
        chosen: For each visit, who makes it by role, or the day on which it begins.
    """

    found: Found
    bound: int
    chosen: tuple[int, ...] = ()


def best_teams(problem: Problem, effort: Effort) -> tuple[Half, ...]:
    """For each role, the best choice of inspectors without looking at the days."""
    return tuple(best_of_role(problem, effort, place) for place in range(len(problem.by_role)))


_TRIES = 12  # times that a choice is made anew because somebody could not make all of theirs


def best_of_role(problem: Problem, effort: Effort, place: int) -> Half:
    """The best choice of inspectors for one role; `place` is the role's in `ROLES`."""
    model = cp_model.CpModel()
    visits = range(len(problem.request.visits))
    weights = problem.request.weights
    chosen = {
        (visit, who): model.new_bool_var("")
        for visit in visits
        for who in problem.team_of[visit][place]
    }
    for visit in visits:
        model.add_exactly_one(chosen[visit, who] for who in problem.team_of[visit][place])
    highest = model.new_int_var(0, len(visits), "")
    lowest = model.new_int_var(0, len(visits), "")
    for who in problem.by_role[place]:
        own = [visit for visit in visits if (visit, who) in chosen]
        load = sum(chosen[visit, who] for visit in own)
        model.add(highest >= load)
        model.add(lowest <= load)
        if problem.most[who] < len(visits):
            model.add(load <= problem.most[who])
        if who in problem.exclusive:
            _fit_into_time(model, problem, who, {visit: chosen[visit, who] for visit in own})
    if problem.by_role[place]:
        model.add(highest * len(problem.by_role[place]) >= len(visits))
        model.add(lowest * len(problem.by_role[place]) <= len(visits))
    travel = sum(variable for pair, variable in chosen.items() if pair in problem.travels)
    model.minimize(weights.travel * travel + weights.workload * (highest - lowest))
    best = Half(Found.UNKNOWN, 0)
    for _ in range(_TRIES):
        found, solver = effort.solve(model, effort.step)
        if found not in {Found.BEST, Found.SOME}:
            return Half(found, best.bound, best.chosen) if found is Found.NONE_EXISTS else best
        who_makes = {visit: who for (visit, who), v in chosen.items() if solver.boolean_value(v)}
        bound = max(proved_bound(solver) or 0, best.bound)
        best = Half(found, bound, tuple(who_makes[visit] for visit in visits))
        if effort.over or not (too_much := list(_too_much(problem, effort, best.chosen))):
            break
        for who, those in too_much:
            model.add(sum(chosen[visit, who] for visit in those) <= len(those) - 1)
    return best


def _too_much(
    problem: Problem, effort: Effort, chosen: Sequence[int]
) -> Iterator[tuple[int, list[int]]]:
    """Inspectors who have visits that nobody could make one after the other; as few as do."""
    for who in sorted({*chosen} & {*problem.exclusive}):
        those = [visit for visit, made_by in enumerate(chosen) if made_by == who]
        if effort.over:
            return
        if _fits(problem, effort, who, those):
            continue
        for visit in tuple(those):
            fewer = [other for other in those if other != visit]
            if not _fits(problem, effort, who, fewer):
                those = fewer
        yield who, those


def _fits(problem: Problem, effort: Effort, who: int, those: Sequence[int]) -> bool:
    model = cp_model.CpModel()
    starts = {
        visit: model.new_int_var_from_domain(
            cp_model.Domain.FromValues(problem.may[visit, who]), ""
        )
        for visit in those
    }
    for length in (LENGTH, LENGTH_ON_SITE):
        model.add_no_overlap(
            model.new_fixed_size_interval_var(start, length, "")
            for visit, start in starts.items()
            if problem.length(visit) >= length
        )
    return effort.solve(model, _A_LITTLE, quick=True)[0] is not Found.NONE_EXISTS


def _fit_into_time(
    model: cp_model.CpModel, problem: Problem, who: int, own: dict[int, cp_model.IntVar]
) -> None:
    """No more visits of an inspector than fit between any two of their first and last days."""
    may = {visit: problem.may[visit, who] for visit in own}
    told: set[tuple[int, ...]] = set()
    for first in sorted({starts[0] for starts in may.values()}):
        for last in sorted({starts[-1] for starts in may.values() if starts[-1] >= first}):
            inside = [v for v, starts in may.items() if first <= starts[0] <= starts[-1] <= last]
            for length in (LENGTH, LENGTH_ON_SITE):
                those = tuple(visit for visit in inside if problem.length(visit) >= length)
                if those in told:
                    continue
                told.add(those)
                room = _room(sorted({start for visit in those for start in may[visit]}), length)
                if len(those) > room:
                    model.add(sum(own[visit] for visit in those) <= room)


def _room(starts: Sequence[int], length: int) -> int:
    """How many visits of a length can begin on some of these days, one after the other."""
    room, free = 0, -1
    for start in starts:
        if start >= free:
            room, free = room + 1, start + length
    return room


def best_days(problem: Problem, effort: Effort) -> Half:
    """The most even choice of days, with no more visits at once than a role has inspectors."""
    model = cp_model.CpModel()
    visits = range(len(problem.request.visits))
    starts = [
        model.new_int_var_from_domain(cp_model.Domain.FromValues(problem.starts[visit]), "")
        for visit in visits
    ]
    _no_more_than_there_are(model, problem, starts)
    weeks: dict[int, list[tuple[int, cp_model.IntVar]]] = {}
    for visit in visits:
        chosen = []
        for week in sorted({problem.weeks[start] for start in problem.starts[visit]}):
            own = [start for start in problem.starts[visit] if problem.weeks[start] == week]
            variable = model.new_bool_var("")
            model.add_linear_expression_in_domain(
                starts[visit], cp_model.Domain(own[0], own[-1])
            ).only_enforce_if(variable)
            weeks.setdefault(week, []).append((visit, variable))
            chosen.append(variable)
        model.add_exactly_one(chosen)
    spread = model.new_int_var(-(-len(visits) // max(len(weeks), 1)), len(visits), "")
    for variables in weeks.values():
        model.add(spread >= sum(variable for _, variable in variables))
        counted = sum(variable for visit, variable in variables if visit in problem.counted)
        model.add(counted <= problem.request.pace.visits_a_week)
    model.minimize(spread)
    found, solver = effort.solve(model, effort.units / 10)
    if found not in {Found.BEST, Found.SOME}:
        return Half(found, 0)
    bound = proved_bound(solver) or 0
    return Half(found, bound, tuple(solver.value(start) for start in starts))


def _no_more_than_there_are(
    model: cp_model.CpModel, problem: Problem, starts: Sequence[cp_model.IntVar]
) -> None:
    if len(problem.exclusive) < len(problem.request.inspectors):
        return
    most = min(len(role) for role in problem.by_role)
    for length in (LENGTH, LENGTH_ON_SITE):
        intervals = [
            model.new_fixed_size_interval_var(start, length, "")
            for visit, start in enumerate(starts)
            if problem.length(visit) >= length
        ]
        model.add_cumulative(intervals, [1] * len(intervals), most)
