"""Looks for a plan: teams first, then days for them, then better by pieces, then as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from activities.solvers.planning_bounds import Half, best_days, best_teams
from activities.solvers.planning_effort import Effort, Found
from activities.solvers.planning_model import PlanModel, Wishes
from activities.solvers.planning_repair import cost_of, repaired
from rules.planning.parts import smallest_part
from rules.planning.problem import Placing, Problem

SMALL = 2_500
"""Visits times inspectors of a problem that the solver can prove things about as a whole."""

_LOOSENED = 12  # times that visits are found for which the best teams cannot be had


@dataclass(frozen=True)
class Result:
    """What was found.

    Attributes:
        placed: The best plan that was found; `None` if none was.
        bound: What any plan costs at least.
        impossible: Whether it is proved that there is none.
    """

    placed: Mapping[int, Placing] | None
    bound: int
    impossible: bool = False


NO_PLAN = Result(None, 0, impossible=True)


def best_plan(problem: Problem, effort: Effort) -> Result:
    """The best plan that the effort allows for."""
    if problem.hopeless():
        return NO_PLAN
    teams, days = best_teams(problem, effort), best_days(problem, effort)
    if Found.NONE_EXISTS in {days.found, *(half.found for half in teams)}:
        return NO_PLAN
    bound = _bound(problem, teams, days)
    placed = days_for_teams(problem, effort, teams, days)
    small = len(problem.request.visits) * len(problem.request.inspectors) <= SMALL
    placed = repaired(problem, placed, effort, bound=bound, until=0.6 if small else 0.1)
    complete = len(placed) == len(problem.request.visits)
    if complete and (cost_of(problem, placed) == bound or not small):
        return Result(placed, bound)
    return _as_a_whole(problem, effort, placed if complete else None, placed, bound)


def least_cost(problem: Problem, effort: Effort) -> int:
    """What any plan costs at least."""
    return _bound(problem, best_teams(problem, effort), best_days(problem, effort))


def _bound(problem: Problem, teams: tuple[Half, ...], days: Half) -> int:
    return sum(half.bound for half in teams) + problem.request.weights.spread * days.bound


def any_plan(problem: Problem, effort: Effort, share: float) -> bool | None:
    """Whether there is a plan at all.

    Args:
        problem: What is planned.
        effort: What may be spent.
        share: Of the whole effort, what this question may cost.

    Returns:
        `None` if that could not be found out.
    """
    if problem.hopeless():
        return False
    until = max(effort.left - share, 0.0)
    teams, days = best_teams(problem, effort), best_days(problem, effort)
    if Found.NONE_EXISTS in {days.found, *(half.found for half in teams)}:
        return False
    everything = range(len(problem.request.visits))
    whole = PlanModel(problem, everything, wishes=Wishes(any_cost=True))
    found, _ = effort.solve(whole.model, effort.units * share / 3)
    if found is not Found.UNKNOWN:
        return found is not Found.NONE_EXISTS
    placed = days_for_teams(problem, effort, teams, days)
    goal = problem.dearest - 1  # whatever it costs, as long as all have a place
    placed = repaired(problem, placed, effort, bound=goal, until=until)
    return True if len(placed) == len(everything) else None


def days_for_teams(
    problem: Problem, effort: Effort, teams: tuple[Half, ...], days: Half
) -> dict[int, Placing]:
    """Days for the best teams; for as many visits as possible, if not for all.

    Where some teams cannot be where they should, those few visits may have others.
    """
    everything = range(len(problem.request.visits))
    if not all(half.chosen for half in teams):
        return {}
    fixed = {visit: tuple(half.chosen[visit] for half in teams) for visit in everything}
    for _ in range(_LOOSENED):
        wishes = Wishes(teams=fixed, spread=days.bound)
        found, placed = _solved(problem, everything, wishes, effort)
        if placed:
            return placed
        if found is not Found.NONE_EXISTS or not fixed:
            break
        for visit in _colliding(problem, wishes, effort):
            fixed.pop(visit, None)
    found, placed = _solved(problem, everything, Wishes(teams=fixed), effort)
    return placed or _solved(problem, everything, Wishes(teams=fixed, partly=True), effort)[1]


def _solved(
    problem: Problem, visits: Collection[int], wishes: Wishes, effort: Effort
) -> tuple[Found, dict[int, Placing]]:
    model = PlanModel(problem, visits, wishes=wishes)
    if not model.possible:
        return Found.NONE_EXISTS, {}
    found, solver = effort.solve(model.model, effort.units / 40)
    return found, model.placed(solver) if found in {Found.BEST, Found.SOME} else {}


def _colliding(problem: Problem, wishes: Wishes, effort: Effort) -> list[int]:
    """A few visits for whose teams there are no days."""

    def collide(some: Sequence[int]) -> bool:
        return bool(some) and _solved(problem, some, wishes, effort)[0] is Found.NONE_EXISTS

    return smallest_part(collide, list(wishes.teams))


def _as_a_whole(
    problem: Problem,
    effort: Effort,
    complete: Mapping[int, Placing] | None,
    hint: Mapping[int, Placing],
    bound: int,
) -> Result:
    """Prove that a plan is the best, find a better one, or prove that there is none."""
    everything = range(len(problem.request.visits))
    below = cost_of(problem, complete) if complete is not None else None
    model = PlanModel(problem, everything, wishes=Wishes(below=below))
    model.hint(hint)
    found, solver = effort.solve(model.model, effort.units)
    if found is Found.NONE_EXISTS:
        return NO_PLAN if below is None else Result(complete, below)
    proved = max(bound, int(-(-(solver.best_objective_bound - 1e-6) // 1)))
    if found is Found.UNKNOWN:
        return Result(complete, proved if below is None else min(proved, below))
    placed = model.placed(solver)
    return Result(placed, min(proved, cost_of(problem, placed)))
