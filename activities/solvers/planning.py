"""Plans the teams and days of visits; whoever imports this loads OR-Tools.

It blocks for as long as the request allows. Nothing is answered that the rules have not looked at.
"""

from collections.abc import Collection, Mapping

from activities.solvers.planning_collisions import collisions
from activities.solvers.planning_effort import Effort
from activities.solvers.planning_search import best_plan
from rules.planning.hard_rules import Broken, broken_rules
from rules.planning.objective import gap_of, terms_of, weighed
from rules.planning.problem import Pin, Placing, Problem, assignments_of, problem_of
from schemas.plan import HardRule, PlanRequest
from schemas.plan_answer import Impossible, PlanAnswer, PlanStatus
from schemas.sentences import Sentence


class NoPlanFound(Sentence):
    """Neither a plan was found in the time allowed, nor a proof that there is none."""


class WrongAnswer(Exception):
    """A solver's answer breaks a rule: a mistake of this program."""


def propose(
    request: PlanRequest, *, pins: Mapping[str, Pin] | None = None
) -> PlanAnswer | Impossible:
    """The best plan that is found in the time allowed, or why there is none.

    Args:
        request: What is asked for.
        pins: By area, what is settled beforehand.

    Raises:
        NoPlanFound: The time was too short to know.
    """
    problem = problem_of(request, pins=pins)
    result = best_plan(problem, Effort(request.seconds, request.seed))
    if result.impossible:
        return collisions(request, pins or {})
    if result.placed is None:
        raise NoPlanFound(
            f"In {request.seconds:g} seconds no plan was found, and it was not proved that there "
            "is none. Allow more seconds, or more room: days, inspectors, pace."
        )
    return answered(problem, result.placed, result.bound, begun=begun_of(pins or {}))


def begun_of(pins: Mapping[str, Pin]) -> set[str]:
    """The areas whose visits have begun."""
    return {area for area, pin in pins.items() if pin.begun}


def answered(
    problem: Problem,
    placed: Mapping[int, Placing],
    bound: int | None,
    *,
    begun: Collection[str] = (),
) -> PlanAnswer:
    """A plan as an answer, after the rules have looked at it.

    Args:
        problem: What was planned.
        placed: The plan.
        bound: What any plan costs at least; `None` if there is none better than this one.
        begun: Areas whose visits have begun: what they break is so already.

    Raises:
        WrongAnswer: It breaks a rule.
    """
    request = problem.request
    assignments = assignments_of(problem, placed)
    broken = [one for one in broken_rules(request, assignments) if not _begun(one, request, begun)]
    if broken:
        raise WrongAnswer(broken[0].why)
    terms = terms_of(request, assignments)
    objective = weighed(terms, request.weights)
    least = objective if bound is None else min(bound, objective)
    return PlanAnswer(
        status=PlanStatus.OPTIMAL if least == objective else PlanStatus.FEASIBLE,
        seed=request.seed,
        assignments=assignments,
        terms=terms,
        objective=objective,
        bound=least,
        gap=gap_of(objective, least),
    )


def _begun(broken: Broken, request: PlanRequest, begun: Collection[str]) -> bool:
    """Whether a rule is broken by visits alone that have begun."""
    if broken.rule in {HardRule.MOST_VISITS, HardRule.PACE}:
        return bool(begun)
    return all(about in begun for about in broken.about if about in request.areas)
