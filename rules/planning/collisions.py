"""The rules that may make a plan impossible, one by one, and how they are told together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise

from rules.planning.plan_days import is_working
from rules.planning.problem import ROLES, Instance, Pin
from schemas.plan import HardRule, PlannedVisit, PlanRequest
from schemas.plan_answer import Collision


def contradicted(request: PlanRequest, pins: Mapping[str, Pin]) -> Iterator[Collision]:
    """What makes a plan impossible by itself: a role that nobody has, a visit without days."""
    if any(not request.of_role(role) for role in ROLES):
        yield Collision(rule=HardRule.ROLE, about=tuple(sorted(v.area for v in request.visits)))
    without_days = tuple(sorted(v.area for v in request.visits if not _has_days(request, v, pins)))
    if without_days:
        yield Collision(rule=HardRule.DAYS, about=without_days)


def _has_days(request: PlanRequest, visit: PlannedVisit, pins: Mapping[str, Pin]) -> bool:
    settled = pins.get(visit.area, Pin())
    days = [d for d in request.window.days() if is_working(d, request.bank_holidays)]
    return any(
        settled.day in {None, first}
        and (settled.begun or (visit.earliest <= first and second <= visit.latest))
        for first, second in pairwise(days)
    )


def instances(request: PlanRequest) -> list[Instance]:
    """Each rule for each area or inspector that it could hinder, apart from role and days."""
    found: list[Instance] = []
    areas = [visit.area for visit in request.visits]
    found += [Instance(HardRule.PACE, area) for area in areas]
    for inspector in request.inspectors:
        found.append(Instance(HardRule.OVERLAP, inspector.ref))
        if inspector.most_visits is not None and inspector.most_visits < len(areas):
            found.append(Instance(HardRule.MOST_VISITS, inspector.ref))
        if inspector.leave:
            found.append(Instance(HardRule.LEAVE, inspector.ref))
    found += [Instance(HardRule.TERM, area) for area in areas]
    barred = {area for inspector in request.inspectors for area in inspector.conflicts}
    found += [Instance(HardRule.CONFLICT, area) for area in areas if area in barred]
    return found


def together(those: Iterable[Instance]) -> tuple[Collision, ...]:
    """Instances of one rule as one entry, each rule in its place."""
    by_rule: dict[HardRule, list[str]] = {}
    for rule, about in those:
        by_rule.setdefault(rule, []).append(about)
    return tuple(
        Collision(rule=rule, about=tuple(sorted(by_rule[rule])))
        for rule in HardRule
        if rule in by_rule
    )


def taken_apart(collisions: Collection[Collision]) -> list[Instance]:
    """The instances that entries stand for."""
    return [Instance(one.rule, about) for one in collisions for about in one.about]
