"""Makes a plan better piece by piece: a few visits are freed and put back in the best way.

So large plans are solved that the solver finds nothing for as a whole; visits for which there was
no place yet find theirs.
"""

from collections.abc import Mapping

from activities.solvers.planning_effort import Effort, Found
from activities.solvers.planning_model import PlanModel, Wishes
from rules.planning.problem import Placing, Problem

SMALLEST, LARGEST = 6, 16
"""How many visits are freed at once: more when few do not help."""

_A_PIECE = 0.05  # units
_PATIENCE = 25  # pieces without a gain, before more visits are freed at once


def repaired(
    problem: Problem,
    placed: Mapping[int, Placing],
    effort: Effort,
    *,
    bound: int,
    until: float,
) -> dict[int, Placing]:
    """A plan that is no worse.

    Args:
        problem: What is planned.
        placed: The plan, or a part of one.
        effort: What may be spent.
        bound: What a plan costs at least: there is nothing better to be found.
        until: The share of the effort that is to be left.
    """
    now = dict(placed)
    everything = range(len(problem.request.visits))
    size, idle = SMALLEST, 0
    while effort.left > until and cost_of(problem, now) > bound:
        lost = [visit for visit in everything if visit not in now]
        free = _together(problem, now, lost, effort, size)
        standing = {visit: placing for visit, placing in now.items() if visit not in free}
        before = cost_of(problem, now)
        wishes = Wishes(partly=bool(lost), below=before + (effort.chance(2, "sideways") == 0))
        part = PlanModel(problem, free, standing, wishes)
        if not part.possible:
            idle += 1
            continue
        found, solver = effort.solve(part.model, _A_PIECE, quick=True)
        if found in {Found.BEST, Found.SOME}:
            now = {**standing, **part.placed(solver)}
        better = cost_of(problem, now) < before
        if len(free) == len(everything) and found in {Found.BEST, Found.NONE_EXISTS}:
            break  # nothing stood still
        idle = 0 if better else idle + 1
        if better:
            size = max(size - 1, SMALLEST)
        elif idle % _PATIENCE == 0:
            size = min(size + 2, LARGEST)
    return now


def _together(
    problem: Problem, now: Mapping[int, Placing], lost: list[int], effort: Effort, size: int
) -> set[int]:
    """Some visits that may have to do with each other."""
    everything = len(problem.request.visits)
    first = lost[effort.chance(len(lost), "lost")] if lost else effort.chance(everything, "first")
    kind = effort.chance(3, "kind")
    days = problem.starts[first]
    middle = now[first].start if first in now else days[effort.chance(len(days), "day")]
    able = {who for who in range(len(problem.request.inspectors)) if (first, who) in problem.may}
    if first in now:
        able &= {*now[first].team}

    def distance(visit: int) -> tuple[int, int]:
        near = abs(now[visit].start - middle)
        shares = not able.isdisjoint(now[visit].team)
        like = _region(problem, visit) == _region(problem, first)
        rank = (near, 0 if shares else 1, 0 if like else 1)[kind] if kind else near // 2
        return rank, effort.chance(1_000_000, f"{visit}")

    return {first, *sorted((v for v in now if v != first), key=distance)[: size - 1]}


def _region(problem: Problem, visit: int) -> str:
    return problem.request.areas[problem.request.visits[visit].area].region


def cost_of(problem: Problem, placed: Mapping[int, Placing]) -> int:
    """What a plan costs, and much more for every visit without a place."""
    weights = problem.request.weights
    travel = sum(
        (visit, who) in problem.travels for visit, placing in placed.items() for who in placing.team
    )
    loads = [0] * len(problem.request.inspectors)
    weeks = [0] * (max(problem.weeks, default=0) + 1)
    for placing in placed.values():
        weeks[problem.weeks[placing.start]] += 1
        for who in placing.team:
            loads[who] += 1
    workload = sum(
        max(loads[who] for who in role) - min(loads[who] for who in role)
        for role in problem.by_role
        if role
    )
    unplaced = len(problem.request.visits) - len(placed)
    return (
        weights.travel * travel
        + weights.workload * workload
        + weights.spread * max(weeks)
        + problem.dearest * unplaced
    )
