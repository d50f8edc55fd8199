from datetime import date, datetime, timedelta

import pytest

from rules.programme import programme_deadlines, programme_tasks
from rules.refusals import RefusalCode, Refused
from rules.zones import at_london, london
from schemas.programme import ProgrammeStage, Standing
from schemas.programme import messages as m
from schemas.programme.values import Assignment
from schemas.values import Mode
from tests.rules.programme.programmes import (
    AREAS,
    PLAN,
    REASON,
    Told,
    assignment,
    became,
    drawn,
    invited,
    planned,
)


def next_wave(told: Told) -> datetime | None:
    due = programme_deadlines(told.state)
    return london(due[0].at) if due else None


def plan_of(told: Told) -> int:
    one = told.state.area(AREAS[0])
    assert one is not None
    return one.plan_number


def test_visits_are_opened_five_working_days_before_their_invitation() -> None:
    told = planned()

    # Day one is Monday 19 October; the invitation goes 20 working days before it.
    assert next_wave(told) == at_london(date(2020, 9, 14), told.state.policy.day_starts_at)


def test_a_wave_takes_those_whose_turn_it_is_as_far_as_the_week_has_room() -> None:
    told = planned(visits_a_week=1)
    waves = []
    while (due := next_wave(told)) is not None:
        told.now = due
        told.tell(m.WaveDue(due=due))
        opened = tuple(one.area for one in told.state.areas if one.week is not None)
        waves.append((due.date(), len(opened)))
        told.tell(m.VisitsStarted(opened=opened))

    assert waves == [(date(2020, 9, 14) + timedelta(weeks=n), n + 1) for n in range(len(AREAS))]


@pytest.mark.parametrize(
    "decision",
    [m.PauseProgramme(actor="anna", reason=REASON), m.StopInviting(actor="anna")],
)
def test_nobody_is_invited_while_it_is_paused_or_once_it_has_stopped(
    decision: m.ProgrammeDecision,
) -> None:
    told = planned()
    told.tell(decision)

    assert next_wave(told) is None
    assert told.tell(m.WaveDue(due=told.now + timedelta(days=90))) == []


def test_a_wave_by_hand_is_for_areas_that_wait_with_days_and_a_team() -> None:
    told = invited(AREAS[0])

    with pytest.raises(Refused, match=f"{AREAS[0]} does not wait for its turn"):
        told.tell(m.OpenWave(actor="anna", areas=(AREAS[0],)))
    assert told.tell(m.OpenWave(actor="anna", areas=AREAS[1:3])) == ["programme.wave_opened.v1"]
    assert told.owed == "VisitsOwed"


def test_a_visit_that_cannot_be_opened_is_left_to_a_person() -> None:
    told = planned()
    told.tell(m.OpenWave(actor="anna", areas=AREAS[:2]))

    assert told.tell(m.VisitsStarted(opened=AREAS[:1], refused=AREAS[1:2])) == [
        "programme.visits_opened.v1",
        "programme.visit_refused.v1",
    ]
    assert told.owed == ""
    assert [task.areas for task in programme_tasks(told.state)] == [AREAS[1:2]]


def test_a_visit_that_was_seen_to_waits_for_its_turn_again() -> None:
    told = planned()
    told.tell(m.OpenWave(actor="anna", areas=AREAS[:1]))
    told.tell(m.VisitsStarted(refused=AREAS[:1]))
    seen = m.SeeToArea(actor="anna", area=AREAS[0])

    assert told.tell(seen) == ["programme.area_seen_to.v1"]
    assert programme_tasks(told.state) == []
    assert next_wave(told) == at_london(date(2020, 9, 14), told.state.policy.day_starts_at)
    with pytest.raises(Refused, match="no area has refused anything"):
        told.tell(seen)


def test_a_visit_that_was_decided_by_hand_is_not_told_again() -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.ACCEPTED)
    told.tell(m.ArrangementsMade(area=AREAS[0], number=plan_of(told), refused=True))
    assert [task.areas for task in programme_tasks(told.state)] == [AREAS[:1]]

    told.tell(m.SeeToArea(actor="anna", area=AREAS[0]))

    assert programme_tasks(told.state) == []
    assert told.owed == ""


def test_an_area_that_takes_part_is_told_its_days_and_team_once() -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.ACCEPTED)
    assert told.owed == "ArrangementOwed"

    assert told.tell(m.ArrangementsMade(area=AREAS[0], number=plan_of(told))) == [
        "programme.arrangements_made.v1"
    ]
    assert told.owed == ""


def test_a_plan_that_is_confirmed_while_a_visit_is_told_the_one_before_is_told_next() -> None:
    told = invited(AREAS[0])
    became(told, AREAS[0], Standing.ACCEPTED)
    before = plan_of(told)
    moved = assignment(AREAS[0], date(2020, 11, 2))
    told.tell(m.ConfirmPlan(actor="planner", plan=PLAN, visits=(moved,)))

    assert told.tell(m.ArrangementsMade(area=AREAS[0], number=before)) == []
    assert told.owed == "ArrangementOwed"
    told.tell(m.ArrangementsMade(area=AREAS[0], number=plan_of(told)))
    assert told.owed == ""


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (assignment("E10000016"), "is not in programme"),
        (assignment(AREAS[0], date(2020, 10, 24)), "not a working day"),
        (assignment(AREAS[0], date(2021, 1, 11)), "visits are held from"),
        (
            assignment(AREAS[0]).model_copy(update={"day_two": date(2020, 10, 21)}),
            "not the working day after",
        ),
        (
            assignment(AREAS[0]).model_copy(update={"team": ()}),
            "one inspector of each of the three roles",
        ),
    ],
)
def test_a_plan_that_cannot_be_is_refused(wrong: Assignment, why: str) -> None:
    told = drawn()

    with pytest.raises(Refused, match=why):
        told.tell(m.ConfirmPlan(actor="planner", plan=PLAN, visits=(wrong,)))
    assert told.state.stage is ProgrammeStage.DRAWN


def test_areas_come_in_and_go_out_by_hand_with_a_reason() -> None:
    told = planned()

    with pytest.raises(Refused) as refused:
        told.tell(m.AddArea(actor="anna", area="E10000016"))
    assert refused.value.code is RefusalCode.REASON_MISSING
    told.tell(m.AddArea(actor="anna", area="E10000016", reason=REASON))
    told.tell(m.RemoveArea(actor="anna", area=AREAS[0], reason=REASON))

    assert told.standing("E10000016") is Standing.SELECTED
    assert told.standing(AREAS[0]) is Standing.REMOVED
    assert told.owed == "", "no visit was opened that would have to be cancelled"


def test_the_visit_of_an_area_that_is_taken_out_is_cancelled() -> None:
    told = invited(AREAS[0])
    told.tell(m.RemoveArea(actor="anna", area=AREAS[0], reason=REASON))
    assert told.owed == "CancelOwed"

    told.tell(m.VisitCancelled(area=AREAS[0]))
    became(told, AREAS[0], Standing.ENDED)

    assert told.owed == ""
    assert told.standing(AREAS[0]) is Standing.REMOVED


def test_it_is_closed_when_no_visit_is_under_way() -> None:
    told = invited(AREAS[0])
    with pytest.raises(Refused, match="1 of its visits is under way"):
        told.tell(m.CloseProgramme(actor="anna", reason=REASON))
    became(told, AREAS[0], Standing.VISITED)

    with pytest.raises(Refused, match="areas are still to be visited"):
        told.tell(m.CloseProgramme(actor="anna"))
    told.tell(m.CloseProgramme(actor="anna", reason=REASON))

    assert told.state.over
    with pytest.raises(Refused, match="is closed"):
        told.tell(m.SetPace(actor="anna", visits_a_week=9))


def test_every_visit_is_told_what_was_decided_for_all() -> None:
    told = invited(AREAS[0], AREAS[1])
    told.tell(m.PauseProgramme(actor="anna", reason=REASON))
    assert told.owed == "SteeringOwed"
    asked = told.state.steering
    assert asked is not None
    with pytest.raises(Refused, match="still being told"):
        told.tell(m.GoRemote(actor="anna", reason=REASON))

    told.tell(m.VisitsSteered(steering=asked.steering, told=AREAS[:1], refused=AREAS[1:2]))

    assert told.owed == ""
    assert told.state.paused
    assert [one.area for one in told.state.areas if one.trouble] == [AREAS[1]]
    told.tell(m.ResumeProgramme(actor="anna"))
    assert not told.state.paused


def test_going_remote_leaves_the_confirmed_plan_as_it_is() -> None:
    told = planned()
    told.tell(m.GoRemote(actor="anna", reason=REASON))

    assert told.state.remote
    assert {one.planned.mode for one in told.state.areas if one.planned} == {Mode.ON_SITE}
