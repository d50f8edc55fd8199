"""A plan's problem as a solver needs it: working days by number, and who may visit what when.

Rules can be left out one by one, to find out which of them make a plan impossible.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from rules.planning.plan_days import is_working, week_of
from schemas.plan import HardRule, Inspector, PlannedVisit, PlanRequest
from schemas.plan_answer import Assignment
from schemas.values import InspectorRole

LENGTH = 2
"""Working days of a visit."""

LENGTH_ON_SITE = 3
"""The same with the free day before the next one on site."""

ROLES = tuple(InspectorRole)


class Instance(NamedTuple):
    """A hard rule for one area or one inspector."""

    rule: HardRule
    about: str


class Pin(NamedTuple):
    """What is settled of a visit beforehand.

    Attributes:
        day: Its first day, if that is.
        team: By role, who is settled.
        begun: Whether it is so, whatever the rules say.
    """

    day: date | None = None
    team: Mapping[InspectorRole, str] = {}
    begun: bool = False


@dataclass(frozen=True)
class Problem:
    """A problem in numbers: visits, inspectors and working days are known by their places.

    Attributes:
        request: What was asked for.
        days: The working days of the window, in order.
        weeks: For each of the days, the number of its week, from 0.
        starts: For each visit, on which days it may begin, leave apart.
        may: By visit and inspector, on which days it may begin with them; without those that
            cannot make it at all.
        team_of: For each visit and role, who may make it.
        travels: Pairs of visit and inspector that count as travel.
        exclusive: The inspectors who cannot be in two places at once: all, unless left out.
        counted: The visits that count for the pace: all, unless left out.
        most: For each inspector, how many visits they may make.
    """

    request: PlanRequest
    days: tuple[date, ...]
    weeks: tuple[int, ...]
    starts: tuple[tuple[int, ...], ...]
    may: Mapping[tuple[int, int], tuple[int, ...]]
    team_of: tuple[tuple[tuple[int, ...], ...], ...]
    travels: Collection[tuple[int, int]]
    exclusive: Collection[int]
    counted: Collection[int]
    most: tuple[int, ...]
    by_role: tuple[tuple[int, ...], ...] = field(default=())

    def length(self, visit: int) -> int:
        """Working days from a visit's first to the first of the next of the same kind."""
        return LENGTH_ON_SITE if self.request.visits[visit].on_site else LENGTH

    def apart(self, one: int, other: int) -> int:
        """How many working days lie at least between the first days of two visits."""
        return min(self.length(one), self.length(other))

    @property
    def dearest(self) -> int:
        """More than any plan costs: one place less, or one move less, outweighs all else."""
        weights, visits = self.request.weights, len(self.request.visits)
        return 1 + visits * (3 * (weights.travel + weights.workload) + weights.spread)

    def hopeless(self) -> list[int]:
        """Visits that have no day, or for which a role has nobody."""
        return [
            visit
            for visit, roles in enumerate(self.team_of)
            if not self.starts[visit] or not all(roles)
        ]


def problem_of(
    request: PlanRequest,
    *,
    without: Collection[Instance] = (),
    pins: Mapping[str, Pin] | None = None,
) -> Problem:
    """State a problem.

    Args:
        request: What is asked for.
        without: Rules that are left out.
        pins: By area, what is settled beforehand.
    """
    pins = pins or {}
    window = request.window.days()
    holidays = frozenset(request.bank_holidays)
    days = tuple(day for day in window if is_working(day, holidays))
    mondays = sorted({week_of(day) for day in days})
    numbers = {monday: number for number, monday in enumerate(mondays)}
    starts = tuple(
        _starts(request, days, visit, pins.get(visit.area, Pin()), without)
        for visit in request.visits
    )
    may = dict(_possible(request, days, starts, pins, without))
    by_role = tuple(
        tuple(n for n, inspector in enumerate(request.inspectors) if inspector.role is role)
        for role in ROLES
    )
    return Problem(
        request=request,
        days=days,
        weeks=tuple(numbers[week_of(day)] for day in days),
        starts=starts,
        may=may,
        team_of=tuple(
            tuple(tuple(who for who in of_role if (visit, who) in may) for of_role in by_role)
            for visit in range(len(request.visits))
        ),
        travels=frozenset(
            (visit, who)
            for visit, who in may
            if request.visits[visit].on_site
            and request.inspectors[who].home != request.areas[request.visits[visit].area].region
        ),
        exclusive=frozenset(
            who
            for who, inspector in enumerate(request.inspectors)
            if Instance(HardRule.OVERLAP, inspector.ref) not in without
        ),
        counted=frozenset(
            number
            for number, visit in enumerate(request.visits)
            if Instance(HardRule.PACE, visit.area) not in without
        ),
        most=tuple(_most(request, inspector, pins, without) for inspector in request.inspectors),
        by_role=by_role,
    )


def _starts(
    request: PlanRequest,
    days: tuple[date, ...],
    visit: PlannedVisit,
    pin: Pin,
    without: Collection[Instance],
) -> tuple[int, ...]:
    any_term = pin.begun or Instance(HardRule.TERM, visit.area) in without
    terms = request.areas[visit.area].terms
    return tuple(
        number
        for number, (first, second) in enumerate(pairwise(days))
        if (pin.day is None or pin.day == first)
        and (pin.begun or visit.earliest <= first)
        and (pin.begun or second <= visit.latest)
        and (any_term or any(term.has(first) and term.has(second) for term in terms))
    )


def _possible(
    request: PlanRequest,
    days: tuple[date, ...],
    starts: tuple[tuple[int, ...], ...],
    pins: Mapping[str, Pin],
    without: Collection[Instance],
) -> Iterable[tuple[tuple[int, int], tuple[int, ...]]]:
    for who, inspector in enumerate(request.inspectors):
        at_work = Instance(HardRule.LEAVE, inspector.ref) in without
        away = set() if at_work else {n for n, d in enumerate(days) if inspector.is_on_leave(d)}
        for number, visit in enumerate(request.visits):
            pin = pins.get(visit.area, Pin())
            if pin.team.get(inspector.role, inspector.ref) != inspector.ref:
                continue
            if pin.begun:
                yield (number, who), starts[number]
                continue
            barred = visit.area in inspector.conflicts
            if barred and Instance(HardRule.CONFLICT, visit.area) not in without:
                continue
            if left := tuple(
                start for start in starts[number] if start not in away and start + 1 not in away
            ):
                yield (number, who), left


def _most(
    request: PlanRequest,
    inspector: Inspector,
    pins: Mapping[str, Pin],
    without: Collection[Instance],
) -> int:
    everything = len(request.visits)
    if inspector.most_visits is None:
        return everything
    if Instance(HardRule.MOST_VISITS, inspector.ref) in without:
        return everything
    begun = sum(pin.begun and inspector.ref in pin.team.values() for pin in pins.values())
    return max(inspector.most_visits, begun)


class Placing(NamedTuple):
    """Where one visit is put: its first day's number, and an inspector for each role."""

    start: int
    team: tuple[int, ...]


def assignments_of(problem: Problem, placed: Mapping[int, Placing]) -> tuple[Assignment, ...]:
    """A plan as people read it, in the order in which the visits begin."""
    request = problem.request
    made = [
        Assignment(
            area=request.visits[visit].area,
            days=(problem.days[placing.start], problem.days[placing.start + 1]),
            team={
                role: request.inspectors[who].ref
                for role, who in zip(ROLES, placing.team, strict=True)
            },
        )
        for visit, placing in placed.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.days, one.area)))
