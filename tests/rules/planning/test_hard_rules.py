"""Whether days and teams are a plan, asked rule by rule."""

import pytest

from rules.planning.hard_rules import broken_rules
from rules.planning.objective import gap_of, terms_of, weighed
from schemas.plan import HardRule, Pace, PlanRequest
from schemas.plan_answer import Assignment
from schemas.values import Mode
from tests.support.plans import (
    CQC,
    EDU,
    SOC,
    area,
    code,
    day,
    inspector,
    request,
    span,
    team,
    visit,
)


def at(number: int, first: str, second: str, place: int = 1) -> Assignment:
    refs = {EDU: f"edu-{place}", SOC: f"soc-{place}", CQC: f"cqc-{place}"}
    return Assignment(area=code(number), days=(day(first), day(second)), team=refs)


def broken(asked: PlanRequest, *plan: Assignment) -> set[HardRule]:
    return {one.rule for one in broken_rules(asked, plan)}


ONE = request([visit(1)], team())


@pytest.mark.parametrize(
    ("first", "second", "rules"),
    [
        ("02-01", "02-02", set()),
        ("02-05", "02-08", set()),  # a Friday and the Monday after it
        ("02-06", "02-08", {HardRule.DAYS}),  # a Saturday
        ("02-01", "02-03", {HardRule.DAYS}),  # a day between
        ("02-12", "02-15", {HardRule.DAYS}),  # beyond the window
        ("02-02", "02-01", {HardRule.DAYS}),
    ],
)
def test_the_days_are_two_working_days_in_a_row(
    first: str, second: str, rules: set[HardRule]
) -> None:
    assert broken(ONE, at(1, first, second)) == rules


def test_over_a_bank_holiday_the_second_day_is_the_next_working_day() -> None:
    asked = request([visit(1)], team(), bank_holidays=(day("02-02"),))

    assert broken(asked, at(1, "02-01", "02-03")) == set()
    assert broken(asked, at(1, "02-01", "02-02")) == {HardRule.DAYS}


def test_both_days_lie_between_the_earliest_and_the_latest() -> None:
    asked = request([visit(1, "02-03", "02-04")], team())

    assert broken(asked, at(1, "02-03", "02-04")) == set()
    assert broken(asked, at(1, "02-04", "02-05")) == {HardRule.DAYS}


def test_both_days_lie_in_one_term() -> None:
    terms = area("London", span("01-04", "02-05"), span("02-08", "03-25"))
    asked = request([visit(1)], team(), areas={code(1): terms})

    assert broken(asked, at(1, "02-04", "02-05")) == set()
    assert broken(asked, at(1, "02-05", "02-08")) == {HardRule.TERM}


@pytest.mark.parametrize(
    ("modes", "later", "rules"),
    [
        ((Mode.ON_SITE, Mode.ON_SITE), ("02-04", "02-05"), set()),
        ((Mode.ON_SITE, Mode.ON_SITE), ("02-03", "02-04"), {HardRule.OVERLAP}),
        ((Mode.ON_SITE, Mode.MIXED), ("02-03", "02-04"), {HardRule.OVERLAP}),
        ((Mode.ON_SITE, Mode.VIRTUAL), ("02-03", "02-04"), set()),
        ((Mode.VIRTUAL, Mode.VIRTUAL), ("02-03", "02-04"), set()),
        ((Mode.VIRTUAL, Mode.VIRTUAL), ("02-02", "02-03"), {HardRule.OVERLAP}),
    ],
)
def test_between_two_visits_on_site_lies_a_working_day(
    modes: tuple[Mode, Mode], later: tuple[str, str], rules: set[HardRule]
) -> None:
    asked = request([visit(1, mode=modes[0]), visit(2, mode=modes[1])], team())

    assert broken(asked, at(1, "02-01", "02-02"), at(2, *later)) == rules


def test_a_weekend_is_no_working_day_between_two_visits() -> None:
    asked = request([visit(1), visit(2)], team())

    assert broken(asked, at(1, "02-04", "02-05"), at(2, "02-08", "02-09")) == {HardRule.OVERLAP}
    assert broken(asked, at(1, "02-04", "02-05"), at(2, "02-09", "02-10")) == set()


def test_each_role_is_taken_by_one_who_has_it() -> None:
    asked = request([visit(1)], [*team(1), *team(2)])
    swapped = at(1, "02-01", "02-02").model_copy(
        update={"team": {EDU: "soc-1", SOC: "soc-2", CQC: "cqc-1"}}
    )

    assert broken(asked, swapped) == {HardRule.ROLE}


def test_nobody_goes_where_they_have_a_conflict_nor_on_leave_nor_too_often() -> None:
    staff = [
        inspector("edu-1", conflicts=(code(1),)),
        inspector("soc-1", leave=(span("02-02", "02-02"),)),
        inspector("cqc-1", most_visits=0),
    ]

    assert broken(request([visit(1)], staff), at(1, "02-01", "02-02")) == {
        HardRule.CONFLICT,
        HardRule.LEAVE,
        HardRule.MOST_VISITS,
    }


def test_the_pace_counts_first_days_from_monday_to_sunday() -> None:
    asked = request([visit(1), visit(2)], [*team(1), *team(2)], pace=Pace(visits_a_week=1))

    assert broken(asked, at(1, "02-01", "02-02"), at(2, "02-05", "02-08", 2)) == {HardRule.PACE}
    assert broken(asked, at(1, "02-05", "02-08"), at(2, "02-08", "02-09", 2)) == set()


def test_each_visit_is_planned_once() -> None:
    twice = (at(1, "02-01", "02-02"), at(1, "02-08", "02-09"))

    assert broken(ONE, *twice) == {HardRule.DAYS}
    assert broken(ONE) == {HardRule.DAYS}
    assert broken(ONE, at(1, "02-01", "02-02"), at(2, "02-08", "02-09")) == {HardRule.DAYS}


def test_what_a_plan_costs() -> None:
    staff = [*team(1), *team(2, home="South West")]
    asked = request([visit(1), visit(2), visit(3, mode=Mode.VIRTUAL)], staff)
    plan = (
        at(1, "02-01", "02-02"),
        at(2, "02-02", "02-03", 2),  # three who travel
        at(3, "02-08", "02-09", 2),  # nobody travels to a virtual one
    )

    terms = terms_of(asked, plan)

    assert (terms.travel, terms.workload, terms.spread) == (3, 3, 2)
    assert weighed(terms, asked.weights) == 3 * 3 + 2 * 3 + 5 * 2
    assert gap_of(25, 20) == pytest.approx(0.2)
    assert gap_of(0, 0) == 0
