"""What a plan costs, worked out from the plan alone."""

from collections import Counter
from collections.abc import Sequence

from rules.planning.plan_days import week_of
from schemas.plan import PlanRequest, Weights
from schemas.plan_answer import Assignment, PlanTerms
from schemas.values import InspectorRole


def terms_of(request: PlanRequest, assignments: Sequence[Assignment]) -> PlanTerms:
    """The parts of the objective, before they are weighed."""
    homes = {inspector.ref: inspector.home for inspector in request.inspectors}
    on_site = {visit.area for visit in request.visits if visit.on_site}
    travel = sum(
        homes[ref] != request.areas[one.area].region
        for one in assignments
        if one.area in on_site
        for ref in one.team.values()
    )
    visits = Counter(ref for one in assignments for ref in one.team.values())
    workload = 0
    for role in InspectorRole:
        if loads := [visits[inspector.ref] for inspector in request.of_role(role)]:
            workload += max(loads) - min(loads)
    weeks = Counter(week_of(one.days[0]) for one in assignments)
    return PlanTerms(travel=travel, workload=workload, spread=max(weeks.values(), default=0))


def weighed(terms: PlanTerms, weights: Weights) -> int:
    """The objective: what is to be as small as possible."""
    return (
        weights.travel * terms.travel
        + weights.workload * terms.workload
        + weights.spread * terms.spread
    )


def gap_of(objective: int, bound: int) -> float:
    """How far a plan may be from the best one, as a share of what it costs."""
    return (objective - bound) / max(objective, 1)
