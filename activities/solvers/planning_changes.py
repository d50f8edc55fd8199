"""Changes a confirmed plan in as few places as a late change allows: illness, a moved visit.

First only what is affected is freed, then more and more around it, until there is a plan; last the
whole problem is asked whether fewer moves would do.
"""

from collections.abc import Collection, Mapping, Sequence

from activities.solvers.planning import NoPlanFound, answered, begun_of
from activities.solvers.planning_collisions import collisions
from activities.solvers.planning_effort import Effort, Found, proved_bound
from activities.solvers.planning_model import PlanModel, Wishes
from activities.solvers.planning_search import least_cost
from rules.planning.changes import (
    affected_by,
    confirmed_pins,
    moves_between,
    placings_of,
    still_known,
)
from rules.planning.objective import terms_of, weighed
from rules.planning.problem import Pin, Placing, Problem, problem_of
from schemas.plan import PlanRequest
from schemas.plan_answer import Assignment, Impossible, Replanned

_COST_ALONE = 0.1
"""The share of the effort for what a plan costs, once it is known to have the fewest moves."""

_FEWER_MOVES = 0.5
"""The same for fewer moves, where there may be a plan with fewer."""


def replan(
    request: PlanRequest,
    confirmed: Sequence[Assignment],
    *,
    begun: Collection[str] = (),
    pins: Mapping[str, Pin] | None = None,
) -> Replanned | Impossible:
    """A plan with the fewest moves from a confirmed one, and of those the one that costs least.

    A visit that the confirmed plan does not have is planned, and one that is not asked for any
    more is left out; neither is a move.

    Args:
        request: What is asked for now.
        confirmed: What was.
        begun: Areas whose visits have begun: they stay as they are.
        pins: By area, what is settled otherwise than it was confirmed.

    Raises:
        NoPlanFound: The time was too short to know.
    """
    pins = {**(pins or {}), **confirmed_pins(request, confirmed, begun)}
    problem = problem_of(request, pins=pins)
    keep = placings_of(problem, confirmed)
    effort = Effort(request.seconds, request.seed)
    if problem.hopeless():
        return collisions(request, pins)
    affected = affected_by(problem, confirmed, pins) | _new(problem, keep)
    placed = _mended(problem, keep, affected, effort)
    most_kept = _most_kept(problem, keep, affected, effort)
    found, bound = Found.BEST, 0
    if affected:
        bound = least_cost(problem, effort)
        proved = placed is not None and _kept(keep, placed) == most_kept
        share = _COST_ALONE if proved else _FEWER_MOVES
        found, placed, may_keep = _fewest(problem, keep, placed, effort, share)
        most_kept = min(most_kept, may_keep)
    if found is Found.NONE_EXISTS:
        return collisions(request, pins)
    if placed is None:
        raise NoPlanFound(
            f"In {request.seconds:g} seconds no plan was found that keeps to what was confirmed. "
            "Allow more seconds, or plan anew without --keep."
        )
    least = None if found is Found.BEST else bound
    answer = answered(problem, placed, least, begun=begun_of(pins))
    known = still_known(request, confirmed)
    before = terms_of(request, known)
    return Replanned(
        answer=answer,
        moves=moves_between(confirmed, answer.assignments),
        before=before,
        objective_before=weighed(before, request.weights),
        fewest=_kept(keep, placed) >= most_kept,
    )


def _kept(keep: Mapping[int, Placing], placed: Mapping[int, Placing]) -> int:
    """How many days and places are as they were."""
    return sum(
        (placed[visit].start == confirmed.start)
        + sum(now == then for now, then in zip(placed[visit].team, confirmed.team, strict=True))
        for visit, confirmed in keep.items()
    )


def _new(problem: Problem, keep: Mapping[int, Placing]) -> set[int]:
    """Visits that the confirmed plan does not have."""
    return {*range(len(problem.request.visits))} - {*keep}


def _most_kept(
    problem: Problem, keep: Mapping[int, Placing], affected: set[int], effort: Effort
) -> int:
    """How many days and places may stay at most: as if only what is affected were in the plan."""
    others = 4 * len({*keep} - affected)
    part = PlanModel(problem, affected, wishes=Wishes(keep=keep))
    if not affected or not part.possible:
        return others
    found, solver = effort.solve(part.model, effort.units / 20)
    if found is Found.UNKNOWN:
        return 4 * len(keep)
    return others + _at_most(proved_bound(solver), problem)


def _at_most(bound: int | None, problem: Problem) -> int:
    """How many days and places may stay, when the objective is at least this."""
    if bound is None:
        return 4 * len(problem.request.visits)
    return max((problem.dearest - 1 - bound) // problem.dearest, 0)


def _mended(
    problem: Problem, keep: Mapping[int, Placing], affected: set[int], effort: Effort
) -> dict[int, Placing] | None:
    """What is affected put elsewhere, and as little besides as is needed."""
    everything = {*range(len(problem.request.visits))}
    free = {*affected}
    while True:
        standing = {visit: placing for visit, placing in keep.items() if visit not in free}
        if not free:
            return standing
        part = PlanModel(problem, free, standing, Wishes(keep=keep))
        if part.possible:
            found, solver = effort.solve(part.model, effort.units / 10)
            if found in {Found.BEST, Found.SOME}:
                return {**standing, **part.placed(solver)}
        if free == everything or not effort.left:
            return None
        free = _more(problem, keep, free)


def _more(problem: Problem, keep: Mapping[int, Placing], free: set[int]) -> set[int]:
    """Twice as many visits: those near in time to what is freed."""
    middle = [problem.starts[visit][len(problem.starts[visit]) // 2] for visit in free]

    def distance(visit: int) -> tuple[int, int]:
        return min(abs(keep[visit].start - start) for start in middle), visit

    others = sorted((visit for visit in keep if visit not in free), key=distance)
    return free | {*others[: max(len(free), 8)]}


def _fewest(
    problem: Problem,
    keep: Mapping[int, Placing],
    placed: dict[int, Placing] | None,
    effort: Effort,
    share: float,
) -> tuple[Found, dict[int, Placing] | None, int]:
    """The plan with the fewest moves, and how many days and places may stay at most."""
    model = PlanModel(problem, range(len(problem.request.visits)), wishes=Wishes(keep=keep))
    if not model.possible:
        return Found.NONE_EXISTS, None, 0
    if placed is not None:
        model.hint(placed)
    found, solver = effort.solve(model.model, effort.units * share)
    most_kept = _at_most(proved_bound(solver), problem)
    if found in {Found.BEST, Found.SOME}:
        return found, model.placed(solver), most_kept
    return found, placed, most_kept if found is Found.UNKNOWN else 0
