"""What of a confirmed plan still holds, and what is otherwise in a new one."""

from collections.abc import Collection, Mapping, Sequence

from rules.planning.hard_rules import broken_rules
from rules.planning.problem import ROLES, Pin, Placing, Problem
from schemas.plan import PlanRequest
from schemas.plan_answer import Assignment, Move
from schemas.sentences import Sentence

NOBODY = -1
"""In place of an inspector or a day that there is no more."""


class BegunElsewhere(Sentence):
    """A visit is said to have begun that no plan can hold."""


def still_known(request: PlanRequest, confirmed: Sequence[Assignment]) -> list[Assignment]:
    """What was confirmed of visits that are still asked for, and of inspectors who are there."""
    wanted = {visit.area for visit in request.visits}
    refs = {inspector.ref for inspector in request.inspectors}
    return [
        one.model_copy(update={"team": {r: ref for r, ref in one.team.items() if ref in refs}})
        for one in confirmed
        if one.area in wanted
    ]


def confirmed_pins(
    request: PlanRequest, confirmed: Sequence[Assignment], begun: Collection[str]
) -> dict[str, Pin]:
    """Visits that have begun, as settled for good.

    Raises:
        BegunElsewhere: The confirmed plan does not have one, or the new one has no place for it.
    """
    known = {one.area: one for one in still_known(request, confirmed)}
    pins: dict[str, Pin] = {}
    for area in begun:
        if area not in known:
            raise BegunElsewhere(f"{area} cannot have begun: the confirmed plan does not have it.")
        one = known[area]
        if not request.window.has(one.days[0]) or not request.window.has(one.days[1]):
            raise BegunElsewhere(f"{area} began on {one.days[0]}, which is outside the window.")
        if len(one.team) < len(ROLES):
            raise BegunElsewhere(f"{area} has begun with an inspector who is not in the plan.")
        pins[area] = Pin(one.days[0], one.team, begun=True)
    return pins


def placings_of(problem: Problem, confirmed: Sequence[Assignment]) -> dict[int, Placing]:
    """A confirmed plan in numbers; what there is no more is nobody."""
    visits = {visit.area: number for number, visit in enumerate(problem.request.visits)}
    days = {day: number for number, day in enumerate(problem.days)}
    refs = {one.ref: number for number, one in enumerate(problem.request.inspectors)}
    return {
        visits[one.area]: Placing(
            days.get(one.days[0], NOBODY),
            tuple(refs.get(one.team.get(role, ""), NOBODY) for role in ROLES),
        )
        for one in confirmed
        if one.area in visits
    }


def affected_by(
    problem: Problem, confirmed: Sequence[Assignment], pins: Mapping[str, Pin]
) -> set[int]:
    """The visits that cannot all stay as they were confirmed."""
    known = still_known(problem.request, confirmed)
    found: set[str] = set()
    for broken in broken_rules(problem.request, known):
        own = {about for about in broken.about if about in problem.request.areas}
        found |= own or {one.area for one in known if {*broken.about} & {*one.team.values()}}
    for one in known:
        pin = pins.get(one.area, Pin())
        if pin.day not in {None, one.days[0]}:
            found.add(one.area)
        if any(one.team.get(role) != ref for role, ref in pin.team.items()):
            found.add(one.area)
    return {number for number, visit in enumerate(problem.request.visits) if visit.area in found}


def moves_between(before: Sequence[Assignment], after: Sequence[Assignment]) -> tuple[Move, ...]:
    """What is otherwise, of the visits that both plans have."""
    then = {one.area: one for one in before}
    moves: list[Move] = []
    for one in after:
        if one.area not in then:
            continue
        old = then[one.area]
        if old.days != one.days:
            was, now = f"{old.days[0]}", f"{one.days[0]}"
            moves.append(Move(area=one.area, role=None, before=was, after=now))
        moves += [
            Move(area=one.area, role=role, before=old.team.get(role, ""), after=one.team[role])
            for role in ROLES
            if old.team.get(role) != one.team[role]
        ]
    return tuple(moves)
