"""What the planner answers is so: compared with every plan, where few are possible."""

from collections.abc import Callable

import pytest

from activities.solvers.planning import propose
from activities.solvers.planning_changes import replan
from rules.planning.changes import moves_between
from rules.planning.collisions import instances
from rules.planning.hard_rules import broken_rules
from rules.planning.problem import Instance, Pin
from schemas.plan import HardRule, Pace, PlanRequest
from schemas.plan_answer import Assignment, Impossible, PlanAnswer, PlanStatus, Replanned
from tests.support.plans import (
    EDU,
    area,
    code,
    day,
    every_plan,
    inspector,
    larger,
    least_cost,
    request,
    span,
    team,
    tiny,
    visit,
)

CASES = (0, 1, 2, 3, 7, 8, 12, 14, 17, 22, 23, 29)


def planned(asked: PlanRequest) -> PlanAnswer:
    answer = propose(asked)
    assert isinstance(answer, PlanAnswer), answer
    return answer


@pytest.mark.parametrize("number", CASES)
def test_the_best_plan_is_the_best_and_an_impossible_one_has_none(number: int) -> None:
    asked = tiny(number)
    answer = propose(asked)
    best = least_cost(asked)

    if isinstance(answer, PlanAnswer):
        assert broken_rules(asked, answer.assignments) == []
        assert (answer.status, answer.objective, answer.bound) == (PlanStatus.OPTIMAL, best, best)
        return
    assert best is None
    rules = {one.rule for one in answer.collides}
    assert answer.frees
    if rules & {HardRule.ROLE, HardRule.DAYS}:
        return
    named = {Instance(one.rule, about) for one in answer.collides for about in one.about}
    others = {*instances(asked)} - named
    assert next(every_plan(asked, others), None) is None, "it collides by itself"
    for one in answer.collides:
        own = {Instance(one.rule, about) for about in one.about}
        assert next(every_plan(asked, others | own), None), f"without {one.rule} it would not"
        if not any("Other rules" in sentence for sentence in answer.frees):
            assert next(every_plan(asked, own), None), f"without {one.rule} there is a plan"


SAME_DAYS = [visit(1, "02-01", "02-02"), visit(2, "02-01", "02-02")]
A_WEEK = [visit(1, "02-01", "02-05"), visit(2, "02-01", "02-05")]
TWO = [*team(1), *team(2)]

COLLISIONS = {
    "role": (request([visit(1), visit(2)], team()[:2]), "role", [code(1), code(2)]),
    "days": (request([visit(1), visit(2, "02-05", "02-07")], team()), "days", [code(2)]),
    "term": (
        request(
            [visit(1), visit(2)],
            TWO,
            areas={code(1): area(), code(2): area("London", span("03-01", "03-25"))},
        ),
        "term",
        [code(2)],
    ),
    "overlap": (request(SAME_DAYS, [*TWO[:5]]), "overlap", ["cqc-1"]),
    "conflict": (
        request([visit(1), visit(2)], [*team(1)[:2], inspector("cqc-1", conflicts=(code(2),))]),
        "conflict",
        [code(2)],
    ),
    "leave": (
        request(
            [visit(1, "02-01", "02-05")],
            [*team(1)[1:], inspector("edu-1", leave=(span("02-02", "02-04"),))],
        ),
        "leave",
        ["edu-1"],
    ),
    "most visits": (
        request([visit(1), visit(2)], [*team(1)[1:], inspector("edu-1", most_visits=1)]),
        "most_visits",
        ["edu-1"],
    ),
    "pace": (request(A_WEEK, TWO, pace=Pace(visits_a_week=1)), "pace", [code(1), code(2)]),
}


@pytest.mark.parametrize("name", COLLISIONS)
def test_each_rule_that_makes_a_plan_impossible_is_named_with_a_way_out(name: str) -> None:
    asked, rule, about = COLLISIONS[name]
    answer = propose(asked)

    assert isinstance(answer, Impossible)
    told = [(one.rule.value, list(one.about)) for one in answer.collides]
    assert told == [(rule, about)]
    assert len(answer.frees) >= 1
    assert not [sentence for sentence in answer.frees if "Other rules" in sentence]


def test_what_is_short_of_a_number_is_told_the_number_that_is_enough() -> None:
    slow, _, _ = COLLISIONS["pace"]
    answer = propose(slow)
    assert isinstance(answer, Impossible)
    assert answer.frees == ("Let 2 visits begin in a week instead of 1.",)


def test_one_rule_that_hinders_several_visits_is_told_for_all_of_them() -> None:
    staff = [*team(1)[1:], inspector("edu-1", conflicts=(code(1), code(2)))]
    answer = propose(request([visit(1), visit(2), visit(3)], staff))

    assert isinstance(answer, Impossible)
    assert [(one.rule.value, one.about) for one in answer.collides] == [
        ("conflict", (code(1), code(2)))
    ]


def test_of_a_visit_without_days_it_is_said_whether_days_would_be_enough() -> None:
    """A weekend has no working days; other days help, but not where nobody may go there at all."""
    weekend = visit(1, "02-06", "02-07")
    barred = [*team(1)[1:], inspector("edu-1", conflicts=(code(1),))]
    for staff, other_rules in ((team(1), False), (barred, True)):
        answer = propose(request([weekend, visit(2)], staff))

        assert isinstance(answer, Impossible)
        assert [(one.rule.value, one.about) for one in answer.collides] == [("days", (code(1),))]
        assert any("Other rules collide" in one for one in answer.frees) is other_rules


def test_with_the_same_seed_the_same_plan_comes_out_whatever_time_is_allowed() -> None:
    asked = larger(24, 15, 3)

    first = planned(asked)
    again = planned(asked.model_copy(update={"seconds": 40}))

    assert first.status is PlanStatus.OPTIMAL
    assert again == first
    assert broken_rules(asked, first.assignments) == []


# --- Late changes --------------------------------------------------------------------------------


def test_little_time_gives_a_worse_plan_and_not_none() -> None:
    plan = planned(larger(100, 42, 1, seconds=3))

    assert len(plan.assignments) == 100


def _ill(asked: PlanRequest, plan: PlanAnswer) -> PlanRequest:
    """The education inspector of the first visit is on leave from then on."""
    one = plan.assignments[0]
    leave = span(f"{one.days[0]:%m-%d}", f"{one.days[1]:%m-%d}")
    staff = tuple(
        who.model_copy(update={"leave": (*who.leave, leave)}) if who.ref == one.team[EDU] else who
        for who in asked.inspectors
    )
    return asked.model_copy(update={"inspectors": staff})


def _in_conflict(asked: PlanRequest, plan: PlanAnswer) -> PlanRequest:
    one = plan.assignments[-1]
    staff = tuple(
        who.model_copy(update={"conflicts": (*who.conflicts, one.area)})
        if who.ref == one.team[EDU]
        else who
        for who in asked.inspectors
    )
    return asked.model_copy(update={"inspectors": staff})


def _gone(asked: PlanRequest, plan: PlanAnswer) -> PlanRequest:
    gone = plan.assignments[0].team[EDU]
    staff = tuple(who for who in asked.inspectors if who.ref != gone)
    return asked.model_copy(update={"inspectors": staff})


@pytest.mark.parametrize("change", [_ill, _in_conflict, _gone])
@pytest.mark.parametrize("number", [2, 17, 25])
def test_a_late_change_moves_as_little_as_can_be(
    number: int, change: Callable[[PlanRequest, PlanAnswer], PlanRequest]
) -> None:
    confirmed = planned(tiny(number))
    asked = change(tiny(number), confirmed)
    answer = replan(asked, confirmed.assignments)
    possible = list(every_plan(asked))

    if isinstance(answer, Impossible):
        assert possible == []
        return
    assert broken_rules(asked, answer.answer.assignments) == []
    fewest = min(len(moves_between(confirmed.assignments, plan)) for plan in possible)
    assert (len(answer.moves), answer.fewest) == (fewest, True)
    assert answer.moves == moves_between(confirmed.assignments, answer.answer.assignments)
    assert answer.objective_before <= confirmed.objective


def test_a_plan_that_still_holds_stays_as_it_was() -> None:
    asked = larger(12, 9, 0)
    confirmed = planned(asked)
    answer = replan(asked.model_copy(update={"seed": "another"}), confirmed.assignments)

    assert isinstance(answer, Replanned)
    assert answer.moves == ()
    assert answer.answer.assignments == confirmed.assignments


def test_a_visit_that_has_begun_stays_whatever_the_rules_say() -> None:
    asked = larger(12, 9, 0)
    confirmed = planned(asked)
    begun = confirmed.assignments[0]
    answer = replan(_ill(asked, confirmed), confirmed.assignments, begun=[begun.area])

    assert isinstance(answer, Replanned)
    assert begun in answer.answer.assignments
    assert answer.moves == ()


def test_a_visit_that_comes_in_is_planned_around_the_others() -> None:
    asked = larger(12, 9, 0)
    without = asked.model_copy(update={"visits": asked.visits[1:]})
    confirmed = planned(without)
    answer = replan(asked, confirmed.assignments)

    assert isinstance(answer, Replanned)
    assert answer.moves == ()
    assert len(answer.answer.assignments) == len(asked.visits)


def test_what_a_person_settles_is_so_and_costs_what_it_costs() -> None:
    asked = request([visit(1), visit(2)], [*team(1), *team(2, home="South West")])
    alone = planned(asked)
    settled: Assignment = alone.assignments[0]
    pins = {settled.area: Pin(day("02-10"), {EDU: "edu-2"})}
    answer = propose(asked, pins=pins)

    assert isinstance(answer, PlanAnswer)
    one = next(one for one in answer.assignments if one.area == settled.area)
    assert (one.days[0], one.team[EDU]) == (day("02-10"), "edu-2")
    assert answer.objective >= alone.objective
