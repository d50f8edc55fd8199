"""Looks for a plan: teams first, then days for them, then better by pieces, then as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from activities.solvers.planning_bounds import Half, best_days, best_of_role, best_teams
from activities.solvers.planning_effort import Effort, Found, proved_bound
from activities.solvers.planning_greedy import placed_greedily
from activities.solvers.planning_model import PlanModel, Wishes
from activities.solvers.planning_repair import cost_of, repaired
from rules.planning.parts import smallest_part
from rules.planning.problem import Placing, Problem

SMALL = 2_500
"""Visits times inspectors of a problem that the solver can prove things about as a whole."""

_LAST_SHARE = 0.1  # of the effort, kept for proving that there is no plan if none was found
_LOOSENED = 3  # times that visits are found for which the best teams cannot be had


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
    result = Result(placed if _complete(problem, placed) else None, bound)
    if len(problem.request.visits) * len(problem.request.inspectors) <= SMALL:
        result = _as_a_whole(problem, effort, placed, result, share=0.5)
        if result.impossible or _proved(problem, result):
            return result
    placed = repaired(
        problem, result.placed or placed, effort, bound=result.bound, until=_LAST_SHARE
    )
    if _complete(problem, placed):
        return Result(placed, min(result.bound, cost_of(problem, placed)))
    return _as_a_whole(problem, effort, placed, result, share=1)


def _complete(problem: Problem, placed: Mapping[int, Placing]) -> bool:
    return len(placed) == len(problem.request.visits)


def _proved(problem: Problem, result: Result) -> bool:
    """Whether no plan costs less."""
    return result.placed is not None and cost_of(problem, result.placed) <= result.bound


def least_cost(problem: Problem, effort: Effort) -> int:
    """What any plan costs at least."""
    return _bound(problem, best_teams(problem, effort), best_days(problem, effort))


def _bound(problem: Problem, teams: tuple[Half, ...], days: Half) -> int:
    return sum(half.bound for half in teams) + problem.request.weights.spread * days.bound


def any_plan(
    problem: Problem, effort: Effort, share: float, *, halves: bool = False
) -> bool | None:
    """Whether there is a plan at all.

    Args:
        problem: What is planned.
        effort: What may be spent.
        share: Of the whole effort, what this question may cost.
        halves: Whether to ask no more than whether teams without days or days without teams exist.

    Returns:
        `None` if that could not be found out.
    """
    if problem.hopeless():
        return False
    if effort.over:
        return None
    until = max(effort.left - share, 0.0)
    days = best_days(problem, effort)
    if days.found is Found.NONE_EXISTS:
        return False
    teams: list[Half] = []
    for place in range(len(problem.by_role)):
        teams.append(best_of_role(problem, effort, place))
        if teams[-1].found is Found.NONE_EXISTS:
            return False
    if halves:
        return None
    everything = range(len(problem.request.visits))
    whole = PlanModel(problem, everything, wishes=Wishes(any_cost=True))
    found, _ = effort.solve(whole.model, effort.units * share / 3)
    if found is not Found.UNKNOWN:
        return found is not Found.NONE_EXISTS
    placed = days_for_teams(problem, effort, tuple(teams), days)
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
        return placed_greedily(problem, {})
    best = {visit: tuple(half.chosen[visit] for half in teams) for visit in everything}
    fixed = dict(best)
    for _ in range(_LOOSENED):
        if effort.over:
            break
        wishes = Wishes(teams=fixed, spread=days.bound)
        found, placed = _solved(problem, everything, wishes, effort)
        if placed:
            return placed
        if found is not Found.NONE_EXISTS or not fixed:
            break
        for visit in _colliding(problem, wishes, effort):
            fixed.pop(visit, None)
    partly = Wishes(teams=best, partly=True)
    _, some = _solved(problem, everything, partly, effort)
    # With little time left, the solver tells of the first few that it has placed.
    return min(placed_greedily(problem, best), some, key=lambda placed: cost_of(problem, placed))


def _solved(
    problem: Problem, visits: Collection[int], wishes: Wishes, effort: Effort
) -> tuple[Found, dict[int, Placing]]:
    model = PlanModel(problem, visits, wishes=wishes)
    if not model.possible:
        return Found.NONE_EXISTS, {}
    found, solver = effort.solve(model.model, effort.step)
    return found, model.placed(solver) if found in {Found.BEST, Found.SOME} else {}


def _colliding(problem: Problem, wishes: Wishes, effort: Effort) -> list[int]:
    """A few visits for whose teams there are no days, of which none can be left out."""

    def collide(some: Sequence[int]) -> bool:
        if not some or effort.over:
            return False
        return _solved(problem, some, wishes, effort)[0] is Found.NONE_EXISTS

    return smallest_part(collide, list(wishes.teams), lambda: effort.over)


def _as_a_whole(
    problem: Problem, effort: Effort, hint: Mapping[int, Placing], until_now: Result, share: float
) -> Result:
    """Prove that a plan is the best, find a better one, or prove that there is none."""
    if _proved(problem, until_now):
        return until_now
    complete = until_now.placed
    below = cost_of(problem, complete) if complete is not None else None
    everything = range(len(problem.request.visits))
    model = PlanModel(problem, everything, wishes=Wishes(below=below))
    model.hint(hint)
    found, solver = effort.solve(model.model, effort.units * share)
    if found is Found.NONE_EXISTS:
        return NO_PLAN if below is None else Result(complete, below)
    proved = max(until_now.bound, proved_bound(solver) or 0)
    if found is Found.UNKNOWN:
        return Result(complete, proved if below is None else min(proved, below))
    placed = model.placed(solver)
    return Result(placed, min(proved, cost_of(problem, placed)))
