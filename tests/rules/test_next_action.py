"""What happens next in a visit, who holds it, and by when."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from rules.decide.rule import RULES
from rules.next_action import awaited, next_action
from rules.timetable import timetable
from rules.wording import holder_words
from schemas import messages as m
from schemas.values import Action, ConflictKind, Department, LetterStatus, Mode, Owner, Stage
from tests.support import visits
from tests.support.visits import (
    STAGES,
    TEAM,
    Visit,
    accepted,
    at,
    case,
    choose_cases,
    confirm_team,
    declare,
    fix_timetable,
    hand_over,
    hold_feedback,
    invited,
    just_opened,
    nominate,
    outcome,
    record_findings,
    record_meetings,
    set_dates,
    set_mode,
    settled,
    share_note,
    sharing,
    visiting,
)

Next = tuple[Action, Owner]

DECISION_OF: dict[Action, tuple[type[m.Decision], ...]] = {
    Action.RECORD_CONTACTS: (m.RecordContacts,),
    Action.PROVE_DELIVERY: (m.RecordDelivery, m.RecordContacts),
    Action.REPLY: (m.Respond,),
    Action.NOMINATE_OFFICER: (m.NominateOfficer,),
    Action.DECLARE_CONFLICTS: (m.DeclareConflicts,),
    Action.CONFIRM_TEAM: (m.ConfirmTeam, m.DeclareConflicts),
    Action.SET_DATES: (m.SetDates,),
    Action.SET_MODE: (m.SetMode,),
    Action.HAND_OVER_SURVEY: (m.HandOverSurvey,),
    Action.CHOOSE_CASES: (m.ChooseCases,),
    Action.AGREE_CASES: (m.AgreeCases,),
    Action.FIX_TIMETABLE: (m.FixTimetable,),
    Action.HOLD_MEETINGS: (m.RecordMeetings,),
    Action.RECORD_FINDINGS: (m.RecordFindings,),
    Action.HOLD_FEEDBACK: (m.HoldFeedback,),
    Action.DRAFT_NOTE: (m.IssueDraft,),
    Action.AGREE_NOTE: (m.AgreeNote,),
    Action.SHARE_NOTE: (m.ShareNote,),
    Action.ACKNOWLEDGE_NOTE: (m.AcknowledgeNote,),
    Action.RESUME: (m.ResumeVisit,),
    Action.END_INCOMPLETE: (m.EndIncomplete,),
    Action.DECIDE_DEFERRAL: (m.GrantDeferral, m.RefuseDeferral),
}
"""By which decisions each action is done; the others are the engine's, or nobody's."""


def coming(visit: Visit) -> Next:
    action = next_action(visit.state)
    return action.action, action.owner


def due(visit: Visit) -> datetime | None:
    return next_action(visit.state).due


@pytest.mark.parametrize(
    ("stage", "expected", "by"),
    [
        (visits.opened, (Action.SEND_INVITATION, Owner.ENGINE), "2020-09-07 09:00"),
        (visits.delivered, (Action.REPLY, Owner.AREA), "2020-09-14 17:00"),
        (visits.accepted, (Action.NOMINATE_OFFICER, Owner.AREA), "2020-09-15 17:00"),
        (visits.arranged, (Action.CHOOSE_CASES, Owner.LEAD_INSPECTOR), "2020-09-30 17:00"),
        (visits.planned, (Action.HOLD_MEETINGS, Owner.TEAM), "2020-10-07 17:00"),
        (visits.visiting, (Action.HOLD_MEETINGS, Owner.TEAM), "2020-10-07 17:00"),
        (visits.visited, (Action.HOLD_FEEDBACK, Owner.LEAD_INSPECTOR), "2020-10-07 17:00"),
        (visits.drafting, (Action.DRAFT_NOTE, Owner.LEAD_INSPECTOR), "2020-10-13 17:00"),
        (visits.agreeing, (Action.AGREE_NOTE, Owner.AREA), "2020-10-23 17:00"),
        (visits.sharing, (Action.SHARE_NOTE, Owner.COORDINATOR), "2020-10-20 17:00"),
        (visits.shared, (Action.ACKNOWLEDGE_NOTE, Owner.DEPARTMENTS), "2020-10-27 17:00"),
        (visits.closed, (Action.KEEP, Owner.NOBODY), "2020-11-19 17:00"),
        (visits.declined, (Action.KEEP, Owner.NOBODY), "2020-10-09 17:00"),
        (visits.cancelled, (Action.KEEP, Owner.NOBODY), "2020-10-16 17:00"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_each_stage_names_what_who_and_by_when(
    stage: Callable[[], Visit], expected: Next, by: str
) -> None:
    assert coming(stage()) == expected
    assert due(stage()) == at(by)


def test_without_contacts_a_coordinator_records_them_before_the_invitation_is_due() -> None:
    visit = just_opened().told(visits.calendar_fetched())

    assert coming(visit) == (Action.RECORD_CONTACTS, Owner.COORDINATOR)
    assert due(visit) == at("2020-09-07 09:00")


def test_before_the_bank_holidays_are_known_nothing_has_a_date() -> None:
    assert coming(just_opened()) == (Action.RECORD_CONTACTS, Owner.COORDINATOR)
    assert due(just_opened()) is None


def test_until_an_invitation_is_proven_delivered_a_coordinator_sees_to_it() -> None:
    assert coming(invited()) == (Action.PROVE_DELIVERY, Owner.COORDINATOR)
    bounced = invited().told(settled(outcome("dcs", LetterStatus.REFUSED, invited().now)))
    assert coming(bounced) == (Action.PROVE_DELIVERY, Owner.COORDINATOR)


def test_preparation_goes_one_step_after_the_other() -> None:
    agreed_later = case(7, agreed_by=None)
    steps: list[tuple[m.Decision, Next]] = [
        (nominate(), (Action.DECLARE_CONFLICTS, Owner.TEAM)),
        (declare(), (Action.CONFIRM_TEAM, Owner.COORDINATOR)),
        (confirm_team(), (Action.SET_DATES, Owner.COORDINATOR)),
        (set_dates(mode=None), (Action.SET_MODE, Owner.COORDINATOR)),
        (set_mode(Mode.MIXED), (Action.HAND_OVER_SURVEY, Owner.COORDINATOR)),
        (hand_over(), (Action.CHOOSE_CASES, Owner.LEAD_INSPECTOR)),
        (choose_cases((*visits.CASES[:3], agreed_later)), (Action.AGREE_CASES, Owner.AREA)),
        (visits.agree_cases(case(7)), (Action.FIX_TIMETABLE, Owner.COORDINATOR)),
        (fix_timetable(), (Action.HOLD_MEETINGS, Owner.TEAM)),
    ]
    visit = accepted()
    for decision, expected in steps:
        visit = visit.told(decision)
        assert coming(visit) == expected


def test_the_two_days_end_with_findings_then_feedback() -> None:
    visit = visiting().at("2020-10-06 14:30").told(record_meetings(*visits.ON_DAY_TWO))
    assert coming(visit) == (Action.RECORD_FINDINGS, Owner.TEAM)

    visit = visit.told(record_findings())
    assert coming(visit) == (Action.HOLD_FEEDBACK, Owner.LEAD_INSPECTOR)

    assert coming(visit.told(hold_feedback())) == (Action.DRAFT_NOTE, Owner.LEAD_INSPECTOR)


@pytest.mark.parametrize("stage", [visits.planned, visits.visiting])
def test_a_late_conflict_asks_for_a_team_again(stage: Callable[[], Visit]) -> None:
    conflicted = stage().told(declare(TEAM[1], conflicts=[ConflictKind.VALUES]))

    assert coming(conflicted) == (Action.CONFIRM_TEAM, Owner.COORDINATOR)


def test_with_one_department_served_the_other_is_still_shared_with() -> None:
    half = sharing().told(share_note(Department.DFE))

    assert coming(half) == (Action.SHARE_NOTE, Owner.COORDINATOR)
    assert due(half) == at("2020-10-20 17:00")


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_what_happens_next_is_something_that_can_be_done(stage: Callable[[], Visit]) -> None:
    visit = stage()
    action = next_action(visit.state).action

    if action in DECISION_OF:
        assert any(visit.state.stage in RULES[kind].stages for kind in DECISION_OF[action])
    else:
        assert action in {Action.SEND_INVITATION, Action.KEEP}
        assert visit.due


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.__name__)
def test_a_due_date_is_one_of_the_timetables(stage: Callable[[], Visit]) -> None:
    for visit in (stage(), stage().at(stage().now + timedelta(days=30))):
        when = due(visit)
        assert when is None or when in vars(timetable(visit.state)).values()


def test_nobody_holds_the_next_action_only_once_a_visit_is_over() -> None:
    for stage in STAGES:
        over = stage().state.stage is Stage.ENDED
        assert (next_action(stage().state).owner is Owner.NOBODY) is over


def test_once_one_department_has_acknowledged_the_note_the_other_alone_holds_it() -> None:
    shared = visits.shared()
    assert holder_words(awaited(shared.state)) == "DfE and NHS England"

    told = shared.told(visits.acknowledge(Department.DFE))

    assert holder_words(awaited(told.state)) == "NHS England"
