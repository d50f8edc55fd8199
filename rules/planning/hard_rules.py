"""Whether a plan keeps the rules, asked of its days and names alone.

No answer of a solver is told before it was looked at here; so nothing here is shared with what
states the problem for solvers.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rules.planning.plan_days import is_working, next_working, week_of
from schemas.plan import HardRule, Inspector, PlannedVisit, PlanRequest
from schemas.plan_answer import Assignment
from schemas.values import InspectorRole


class Broken(NamedTuple):
    """A rule that a plan breaks.

    Attributes:
        rule: Which.
        about: Codes of areas and references of inspectors that it is about.
        why: A sentence.
    """

    rule: HardRule
    about: tuple[str, ...]
    why: str


def broken_rules(request: PlanRequest, assignments: Sequence[Assignment]) -> list[Broken]:
    """Every rule that a plan breaks; none, if it is one.

    Args:
        request: What was asked for.
        assignments: The plan, in any order.
    """
    visits = {visit.area: visit for visit in request.visits}
    found = [*_not_once_each(request, assignments)]
    known = [one for one in assignments if one.area in visits]
    for one in known:
        found += _days(request, visits[one.area], one)
        found += _team(request, one)
    inspectors = {inspector.ref: inspector for inspector in request.inspectors}
    for ref, inspector in inspectors.items():
        own = [one for one in known if ref in one.team.values()]
        found += _of_inspector(request, inspector, own, visits)
    found += _pace(request, known)
    return found


def _not_once_each(request: PlanRequest, assignments: Sequence[Assignment]) -> Iterator[Broken]:
    wanted, planned = {v.area for v in request.visits}, Counter(a.area for a in assignments)
    for area in sorted(wanted | {*planned}):
        if planned[area] != (area in wanted):
            why = (
                f"{area} is planned {planned[area]} times, and wanted {int(area in wanted)} times."
            )
            yield Broken(HardRule.DAYS, (area,), why)


def _days(request: PlanRequest, visit: PlannedVisit, one: Assignment) -> Iterator[Broken]:
    first, second = one.days
    holidays = request.bank_holidays
    name = request.area_named(visit.area)
    if not is_working(first, holidays) or second != next_working(first, holidays):
        why = f"{first} and {second} are not two working days in a row, for {name}."
        yield Broken(HardRule.DAYS, (visit.area,), why)
    if not all(
        request.window.has(day) and visit.earliest <= day <= visit.latest for day in one.days
    ):
        why = f"{first} and {second} are outside the window, or the days that {name} may have."
        yield Broken(HardRule.DAYS, (visit.area,), why)
    terms = request.areas[visit.area].terms
    if not any(term.has(first) and term.has(second) for term in terms):
        why = f"{first} and {second} do not lie in one term of {name}."
        yield Broken(HardRule.TERM, (visit.area,), why)


def _team(request: PlanRequest, one: Assignment) -> Iterator[Broken]:
    roles = {inspector.ref: inspector.role for inspector in request.inspectors}
    for role in InspectorRole:
        ref = one.team.get(role)
        if ref is None or roles.get(ref) is not role:
            why = f"{request.area_named(one.area)} has no inspector as {role.value}."
            yield Broken(HardRule.ROLE, (one.area,), why)


def _of_inspector(
    request: PlanRequest,
    inspector: Inspector,
    own: Sequence[Assignment],
    visits: dict[str, PlannedVisit],
) -> Iterator[Broken]:
    ref = inspector.ref
    for one in own:
        name = request.area_named(one.area)
        if one.area in inspector.conflicts:
            yield Broken(HardRule.CONFLICT, (ref, one.area), f"{ref} has a conflict with {name}.")
        if any(inspector.is_on_leave(day) for day in one.days):
            yield Broken(HardRule.LEAVE, (ref, one.area), f"{ref} is on leave when {name} is due.")
    for earlier, later in combinations(sorted(own, key=lambda one: one.days), 2):
        both = (ref, earlier.area, later.area)
        names = f"{request.area_named(earlier.area)} and {request.area_named(later.area)}"
        if later.days[0] <= earlier.days[1]:
            yield Broken(HardRule.OVERLAP, both, f"{ref} is at {names} on one day.")
        elif (
            visits[earlier.area].on_site
            and visits[later.area].on_site
            and next_working(earlier.days[1], request.bank_holidays) >= later.days[0]
        ):
            why = f"{ref} has no whole working day between {names}."
            yield Broken(HardRule.OVERLAP, both, why)
    if inspector.most_visits is not None and len(own) > inspector.most_visits:
        why = f"{ref} makes {len(own)} visits, and at most {inspector.most_visits} are allowed."
        yield Broken(HardRule.MOST_VISITS, (ref,), why)


def _pace(request: PlanRequest, assignments: Sequence[Assignment]) -> Iterator[Broken]:
    weeks: dict[str, list[str]] = {}
    for one in assignments:
        weeks.setdefault(f"{week_of(one.days[0])}", []).append(one.area)
    most = request.pace.visits_a_week
    for week, areas in sorted(weeks.items()):
        if len(areas) > most:
            why = f"{len(areas)} visits begin in the week of {week}, and {most} may."
            yield Broken(HardRule.PACE, tuple(areas), why)
