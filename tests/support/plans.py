"""Plans to be made: a small one by name, made-up tiny and larger ones, and all plans of a tiny one.

`every_plan` tries every choice of days and teams, with nothing but `broken_rules` to tell a plan,
so that what a solver says can be compared with what is so.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from random import Random
from typing import Any

from rules.planning.hard_rules import Broken, broken_rules
from rules.planning.objective import terms_of, weighed
from rules.planning.plan_days import is_working, next_working
from rules.planning.problem import Instance
from schemas.plan import (
    HardRule,
    Inspector,
    Pace,
    PlannedArea,
    PlannedVisit,
    PlanRequest,
    Span,
    Weights,
)
from schemas.plan_answer import Assignment
from schemas.values import InspectorRole, Mode

ROLES = tuple(InspectorRole)
EDU, SOC, CQC = ROLES
REGIONS = ("North East", "North West", "London", "South East", "South West")
ALWAYS = Span(first=date(2027, 1, 1), last=date(2027, 12, 31))

PLAN = """\
window: {first: 2027-02-01, last: 2027-02-12}   # both days included
seed: spring
seconds: 20
pace: {visits_a_week: 6}
weights: {travel: 3, workload: 2, spread: 5}
bank_holidays: [2027-03-26]
areas:
  E06000001: {name: Hartlepool, region: North East, terms: [{first: 2027-01-04, last: 2027-02-12}]}
  E09000003: {name: Barnet, region: London, terms: [{first: 2027-01-04, last: 2027-02-12}]}
visits:
  - {area: E06000001, earliest: 2027-02-01, latest: 2027-02-05, mode: on_site}
  - {area: E09000003, earliest: 2027-02-01, latest: 2027-02-12, mode: mixed}
inspectors:
  - ref: edu-1
    role: ofsted_education_hmi
    home: North East
    leave: [{first: 2027-02-01, last: 2027-02-01}]
    conflicts: [E06000002]
    most_visits: 6
  - {ref: soc-1, role: ofsted_social_care_hmi, home: North East, most_visits: 6}
  - {ref: cqc-1, role: cqc_childrens_services_inspector, home: London, leave: [], conflicts: []}
"""
"""Two visits by one team, as a person writes it."""


def day(text: str) -> date:
    """A day of 2027, such as `01-18`."""
    return date.fromisoformat(f"2027-{text}")


def span(first: str, last: str) -> Span:
    return Span(first=day(first), last=day(last))


def code(number: int) -> str:
    return f"E{6_000_000 + number:08d}"


def area(region: str = "London", *terms: Span) -> PlannedArea:
    return PlannedArea(name=f"A place in {region}", region=region, terms=terms or (ALWAYS,))


def visit(
    number: int, earliest: str = "02-01", latest: str = "02-12", mode: Mode = Mode.ON_SITE
) -> PlannedVisit:
    return PlannedVisit(area=code(number), earliest=day(earliest), latest=day(latest), mode=mode)


def inspector(ref: str, home: str = "London", **more: Any) -> Inspector:  # noqa: ANN401 - its fields
    role = {"edu": EDU, "soc": SOC, "cqc": CQC}[ref.partition("-")[0]]
    return Inspector(ref=ref, role=role, home=home, **more)


def team(number: int = 1, **more: Any) -> tuple[Inspector, ...]:  # noqa: ANN401 - as above
    """One inspector of each role."""
    return tuple(inspector(f"{role}-{number}", **more) for role in ("edu", "soc", "cqc"))


def request(
    visits: Sequence[PlannedVisit],
    inspectors: Sequence[Inspector],
    **more: Any,  # noqa: ANN401 - its fields
) -> PlanRequest:
    """A plan for two weeks of February, in term."""
    asked = PlanRequest(
        window=span("02-01", "02-12"),
        seed="spring",
        seconds=20,
        pace=Pace(visits_a_week=9),
        weights=Weights(travel=3, workload=2, spread=5),
        areas={one.area: area() for one in visits},
        visits=tuple(visits),
        inspectors=tuple(inspectors),
    )
    return asked.model_copy(update=more)


# --- Made up -------------------------------------------------------------------------------------


def tiny(number: int) -> PlanRequest:
    """A plan that can be tried out whole; about half of them are impossible."""
    luck = Random(number)  # noqa: S311 - the same each time
    first = day("02-01") + timedelta(days=luck.randrange(5))
    last = first + timedelta(days=luck.choice([7, 9, 10, 11]))
    codes = [code(n) for n in range(luck.choice([2, 2, 3]))]
    split = (Span(first=ALWAYS.first, last=day("02-05")), span("02-08", "03-01"))
    areas = {
        one: area(luck.choice(["London", "South West"]), *luck.choice([(ALWAYS,)] * 3 + [split]))
        for one in codes
    }
    visits = []
    for one in codes:
        earliest = first + timedelta(days=luck.randrange(4))
        latest = min(last, earliest + timedelta(days=luck.choice([4, 5, 6])))
        visits.append(
            PlannedVisit(area=one, earliest=earliest, latest=latest, mode=luck.choice([*Mode]))
        )
    inspectors = []
    for role, short in zip(ROLES, ("edu", "soc", "cqc"), strict=True):
        for place in range(luck.choice([1, 2, 2])):
            away = first + timedelta(days=luck.randrange(8))
            leave = Span(first=away, last=away + timedelta(days=luck.randrange(3)))
            inspectors.append(
                Inspector(
                    ref=f"{short}-{place + 1}",
                    role=role,
                    home=luck.choice(["London", "South West"]),
                    leave=(leave,) if luck.random() < 0.3 else (),
                    conflicts=tuple(one for one in codes if luck.random() < 0.1),
                    most_visits=luck.choice([1, 2, 3, None]),
                )
            )
    return request(
        visits,
        inspectors,
        window=Span(first=first, last=last),
        areas=areas,
        seed=f"{number}",
        pace=Pace(visits_a_week=luck.choice([1, 2, 3])),
        weights=Weights(travel=luck.choice([0, 1, 3]), workload=2, spread=luck.choice([0, 5])),
        bank_holidays=(first + timedelta(days=3),) if luck.random() < 0.3 else (),
    )


def larger(visits: int, inspectors: int, number: int, seconds: float = 20) -> PlanRequest:
    """A plan for a spring term with half-term, leave and conflicts."""
    luck = Random(number)  # noqa: S311 - the same each time
    first, last = day("01-11"), day("03-25")
    codes = [code(n) for n in range(1, visits + 1)]
    areas = {}
    for one in codes:
        half = timedelta(days=luck.choice([0, 0, 7]))
        terms = (span("01-04", "02-12"), span("02-22", "04-01"))
        moved = [
            Span(first=terms[0].first, last=terms[0].last - half),
            Span(first=terms[1].first - half, last=terms[1].last),
        ]
        areas[one] = area(luck.choice(REGIONS), *moved)
    shift = [timedelta(days=days) for days in (0, 0, 0, 7, 14, 28)]
    asked = [
        PlannedVisit(
            area=one,
            earliest=first + luck.choice(shift),
            latest=last - luck.choice(shift),
            mode=luck.choices([*Mode], [7, 1, 2])[0],
        )
        for one in codes
    ]
    staff = []
    for place in range(inspectors):
        leave = []
        for _ in range(luck.choice([0, 1, 1, 2])):
            away = first + timedelta(days=luck.randrange(70))
            leave.append(Span(first=away, last=away + timedelta(days=luck.choice([0, 4, 11]))))
        staff.append(
            Inspector(
                ref=f"{('edu', 'soc', 'cqc')[place % 3]}-{place // 3 + 1}",
                role=ROLES[place % 3],
                home=luck.choice(REGIONS),
                leave=tuple(leave),
                conflicts=tuple(luck.sample(codes, luck.choice([0, 1, 2, 4]))),
                most_visits=-(-3 * visits // inspectors) + 2,
            )
        )
    return request(
        asked,
        staff,
        window=Span(first=first, last=last),
        areas=areas,
        seconds=seconds,
        pace=Pace(visits_a_week=-(-visits // 10) + 2),
        bank_holidays=(day("03-26"),),
    )


# --- Every plan ----------------------------------------------------------------------------------


def every_plan(
    asked: PlanRequest, without: Collection[Instance] = ()
) -> Iterator[tuple[Assignment, ...]]:
    """Every plan that keeps the rules but for those that are left out."""
    yield from _completed(asked, (), without)


def _completed(
    asked: PlanRequest, plan: tuple[Assignment, ...], without: Collection[Instance]
) -> Iterator[tuple[Assignment, ...]]:
    """Every plan that begins with these; what a part of a plan breaks, the whole breaks, too."""
    if len(plan) == len(asked.visits):
        yield plan
        return
    part = asked.model_copy(update={"visits": asked.visits[: len(plan) + 1]})
    for one in _choices(asked, asked.visits[len(plan)]):
        longer = (*plan, one)
        if _kept(part, broken_rules(part, longer), without):
            yield from _completed(asked, longer, without)


def least_cost(asked: PlanRequest) -> int | None:
    """What the best plan costs; `None` if there is none."""
    costs = (weighed(terms_of(asked, plan), asked.weights) for plan in every_plan(asked))
    return min(costs, default=None)


def _choices(asked: PlanRequest, visit: PlannedVisit) -> Iterator[Assignment]:
    holidays = asked.bank_holidays
    for first in asked.window.days():
        second = next_working(first, holidays)
        if not is_working(first, holidays) or not asked.window.has(second):
            continue
        if first < visit.earliest or second > visit.latest:
            continue
        for refs in product(*([one.ref for one in asked.of_role(role)] for role in ROLES)):
            yield Assignment(
                area=visit.area, days=(first, second), team=dict(zip(ROLES, refs, strict=True))
            )


def _kept(asked: PlanRequest, broken: Sequence[Broken], without: Collection[Instance]) -> bool:
    return not any(_holds(asked, one, without) for one in broken)


def _holds(asked: PlanRequest, broken: Broken, without: Collection[Instance]) -> bool:
    left = [about for about in broken.about if Instance(broken.rule, about) not in without]
    if broken.rule is HardRule.PACE:
        return len(left) > asked.pace.visits_a_week
    return len(left) == len(broken.about)
