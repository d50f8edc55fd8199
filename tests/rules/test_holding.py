"""A visit on hold before it has begun: what waits, who is told, and how it goes on."""

from collections.abc import Callable
from datetime import date

import pytest

from rules.correspondence import letters_after
from rules.deadlines import open_deadlines
from rules.evolve import evolve, replay
from rules.next_action import next_action
from rules.refusals import RefusalCode
from rules.timetable import timetable
from rules.todo import todo
from schemas import messages as m
from schemas.events.corrections import DayOnePlanned
from schemas.events.course import PutOnHold, TakenOffHold
from schemas.events.invitation import Invited, ReplyReminded
from schemas.events.preparation import DatesSet, SurveyHandedOver, TimetableFixed
from schemas.events.visit import TaskRaised
from schemas.letters import LetterOrder
from schemas.parts import TeamMember
from schemas.state import VisitState
from schemas.terms import Term, TermsAround
from schemas.values import (
    Action,
    Answer,
    DeadlineKind,
    InspectorRole,
    LetterKind,
    LetterStatus,
    Mode,
    Outcome,
    Owner,
    Stage,
    TaskKind,
)
from tests.support import visits
from tests.support.samples import REASON
from tests.support.visits import Visit, at, refused

EVERYBODY = {"dcs", "health-1", "health-2", "officer-1", "forum", "hmi-1", "hmi-2", "cqc-1"}
HELD = (visits.held_uninvited, visits.held_invited, visits.held_prepared)


def resume(one: str | None = None, two: str | None = None) -> m.ResumeVisit:
    days = [date.fromisoformat(day) if day else None for day in (one, two)]
    return m.ResumeVisit(actor="coordinator", next_day=days[0], last_day=days[1])


def written(visit: Visit, since: Visit) -> list[LetterOrder]:
    """The letters that followed since an earlier moment."""
    state: VisitState | None = None
    orders: list[LetterOrder] = []
    for event in visit.events:
        state = evolve(state, event)
        if event.sequence > since.state.sequence:
            orders += letters_after(state, event)
    return orders


def kinds(orders: list[LetterOrder]) -> set[LetterKind]:
    return {order.kind for order in orders}


@pytest.mark.parametrize("held", HELD)
def test_nothing_is_due_until_a_person_is_asked_once_whether_it_goes_on(
    held: Callable[[], Visit],
) -> None:
    visit = held()
    coming = next_action(visit.state)
    assert (coming.action, coming.owner) == (Action.RESUME, Owner.COORDINATOR)
    assert visit.state.pause is not None
    assert coming.due == visit.state.pause.until
    assert [due.kind for due in visit.due] == [DeadlineKind.HOLD_ENDS]

    late = visit.at("2020-12-24 09:00")
    assert late.since(visit) == (TaskRaised(task=TaskKind.HOLD_TOO_LONG),)
    (thing,) = todo(late.state, late.now)
    assert (thing.action, thing.overdue) == (Action.RESUME, True)


@pytest.mark.parametrize("held", HELD)
def test_it_can_be_cancelled_and_reinstated_and_is_held_again(held: Callable[[], Visit]) -> None:
    visit = held()
    ended = visit.told(visits.cancel())
    assert ended.state.outcome is Outcome.CANCELLED

    again = ended.told(m.ReinstateVisit(actor="coordinator", reason=REASON))
    assert again.state.pause == visit.state.pause
    assert refused(again, visits.hold()).code is RefusalCode.ALREADY_DONE
    assert not any(o.calendar_sequence for o in written(again, visit))  # withdrawn before


def test_a_reason_is_needed_and_after_the_two_days_nothing_is_held() -> None:
    why = refused(visits.not_invited_yet(), m.PauseVisit(actor="coordinator"))
    assert why.code is RefusalCode.REASON_MISSING
    assert refused(visits.drafting(), visits.hold()).code is RefusalCode.WRONG_STAGE


class TestNotInvited:
    def test_no_invitation_leaves_and_nobody_is_told(self) -> None:
        held = visits.held_uninvited()
        assert [type(fact) for fact in held.since(visits.not_invited_yet())] == [PutOnHold]
        assert written(held, visits.not_invited_yet()) == []
        assert held.at("2020-09-30 09:00").state.stage is Stage.OPENED

    def test_in_time_it_is_invited_on_its_day(self) -> None:
        going = visits.held_uninvited().told(resume())
        assert going.since(visits.held_uninvited()) == (TakenOffHold(number=1),)
        assert going.at("2020-09-07 09:00").state.stage is Stage.INVITED

    def test_a_day_that_has_come_too_near_is_replaced(self) -> None:
        late = visits.held_uninvited().at("2020-09-14 12:00")
        assert "Monday 12 October 2020 at the earliest" in refused(late, resume()).sentence
        assert refused(late, resume("2020-10-09")).code is RefusalCode.DATES
        assert refused(late, resume("2020-10-17")).code is RefusalCode.DATES  # a Saturday
        assert refused(late, resume("2020-10-12", "2020-10-14")).code is RefusalCode.DATES

        going = late.told(resume("2020-10-13", "2020-10-14"))
        assert going.fact(DayOnePlanned).day_one == date(2020, 10, 13)
        assert going.at("2020-09-15 09:00").state.stage is Stage.INVITED

    def test_other_days_are_in_term_or_have_a_reason(self) -> None:
        term = Term(first=date(2020, 9, 1), last=date(2020, 10, 23))
        late = visits.held_uninvited().at("2020-09-14 12:00")
        asked = resume("2020-10-26").model_copy(update={"terms": TermsAround(terms=(term,))})
        assert refused(late, asked).code is RefusalCode.OUT_OF_TERM

        meant = late.told(asked.model_copy(update={"reason": REASON}))
        assert meant.fact(DayOnePlanned).out_of_term


class TestInvited:
    def test_the_area_is_told_and_its_clock_stands_still(self) -> None:
        before = visits.delivered().at("2020-09-09 10:00")
        held = visits.held_invited()
        orders = written(held, before)

        assert {o.recipient for o in orders} == set(visits.INVITED)
        assert {o.recipient for o in orders if o.copy_only} == {"forum"}
        assert kinds(orders) == {LetterKind.ON_HOLD}
        assert not any(isinstance(f, ReplyReminded) for f in held.at("2020-09-30 09:00").facts)
        assert timetable(held.state).reply_due is None  # type: ignore[union-attr]
        late = held.at("2020-09-30 09:00")
        assert refused(late, m.RecordNoReply(actor="coordinator")).code is RefusalCode.PAUSED

    def test_it_goes_on_with_the_working_days_that_were_left(self) -> None:
        going = visits.held_invited().at("2020-09-16 09:00").told(resume())
        (fact,) = going.since(visits.held_invited())

        # Due on Monday 14 September, held on Wednesday 9: three working days were left.
        assert fact == TakenOffHold(number=1, reply_until=date(2020, 9, 21), remind_again=True)
        dates = timetable(going.state)
        assert dates is not None
        assert dates.reply_due == at("2020-09-21 17:00")
        assert kinds(written(going, visits.held_invited())) == {LetterKind.OFF_HOLD}
        due = going.at("2020-09-22 09:00")
        assert [type(f) for f in due.since(going)] == [ReplyReminded, TaskRaised]

    def test_a_reminder_that_has_gone_comes_again_in_a_letter_of_its_own(self) -> None:
        reminded = visits.delivered().at("2020-09-11 10:00").told(visits.hold())
        going = reminded.at("2020-09-21 08:00").told(resume()).at("2020-09-25 09:00")
        keys = [o.key for o in written(going, visits.invited()) if o.kind is LetterKind.REMINDER]
        assert len(keys) == len(set(keys))

    def test_it_leaves_time_between_the_reply_and_day_one(self) -> None:
        late = visits.held_invited().at("2020-09-28 09:00")
        assert "Thursday 8 October 2020 at the earliest" in refused(late, resume()).sentence
        going = late.told(resume("2020-11-09"))
        assert going.fact(DayOnePlanned).day_one == date(2020, 11, 9)
        assert going.state.stage is Stage.INVITED

    def test_whoever_came_meanwhile_is_invited_when_it_goes_on(self) -> None:
        other = visits.HEALTH_2.model_copy(update={"ref": "health-3"})
        contacts = (*(c for c in visits.CONTACTS if c.ref != "health-2"), other)
        changed = visits.held_invited().told(visits.record_contacts(contacts))
        assert not any(isinstance(f, Invited) for f in changed.since(visits.held_invited()))

        going = changed.at("2020-09-10 09:00").told(resume())
        invited = [o for o in written(going, changed) if o.kind is LetterKind.INVITATION]
        assert [o.recipient for o in invited] == ["health-3"]

    def test_an_invitation_that_arrives_meanwhile_gives_the_area_all_its_days(self) -> None:
        sent = [
            visits.outcome(ref, LetterStatus.SENT, at("2020-09-07 09:30")) for ref in visits.INVITED
        ]
        held = visits.invited().told(visits.settled(*sent), visits.hold())
        there = held.at("2020-09-09 09:00")
        assert there.state.invitation is not None
        assert there.state.invitation.delivered_at == at("2020-09-08 09:30")
        going = there.at("2020-09-10 09:00").told(resume())
        assert going.fact(TakenOffHold).reply_until == date(2020, 9, 17)

    @pytest.mark.parametrize(
        ("answer", "stage"), [(Answer.ACCEPT, Stage.PREPARING), (Answer.DECLINE, Stage.ENDED)]
    )
    def test_a_reply_that_comes_all_the_same_is_recorded(
        self, answer: Answer, stage: Stage
    ) -> None:
        told = visits.held_invited().told(visits.respond(answer))
        assert told.state.stage is stage
        assert (told.state.pause is None) is (stage is Stage.ENDED)

    def test_it_can_be_deferred(self) -> None:
        asked = visits.held_invited().told(m.AskDeferral(actor="coordinator", reason=REASON))
        granted = m.GrantDeferral(actor="coordinator", day_one=date(2020, 11, 23))
        assert asked.told(granted).state.outcome is Outcome.DEFERRED


class TestAccepted:
    def test_everybody_is_told_and_has_the_entry_withdrawn(self) -> None:
        orders = written(visits.held_prepared(), visits.planned())
        assert {o.recipient for o in orders} == EVERYBODY
        assert {(o.kind, o.calendar_cancelled) for o in orders} == {(LetterKind.ON_HOLD, True)}

    def test_only_whoever_leaves_is_written_to_by_what_is_prepared_meanwhile(self) -> None:
        held = visits.held_prepared()
        other = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_SOCIAL_CARE)
        told = held.told(
            visits.declare(other),
            visits.confirm_team(visits.TEAM[0], other, visits.TEAM[2]),
            visits.set_mode(Mode.VIRTUAL),
            visits.nominate("officer-2"),
        )
        gone = {(o.recipient, o.kind, o.calendar_sequence) for o in written(told, held)}
        leave = LetterKind.STOOD_DOWN
        assert gone == {("hmi-2", leave, None), ("officer-1", leave, None)}
        assert refused(held, visits.set_dates()).code is RefusalCode.PAUSED
        assert refused(held, visits.record_meetings("leaders")).code is RefusalCode.PAUSED

        going = told.told(resume())
        orders = written(going, told)
        timetables = {o.recipient for o in orders if o.kind is LetterKind.TIMETABLE}
        assert timetables == (EVERYBODY - {"hmi-2", "officer-1"}) | {"hmi-9", "officer-2"}
        assert going.state.meetings is not None
        assert {slot.mode for slot in going.state.meetings.slots} == {Mode.VIRTUAL}

    def test_whoever_is_replaced_meanwhile_is_told(self) -> None:
        held = visits.held_prepared()
        other = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_SOCIAL_CARE)
        change = m.ReplaceInspector(actor="coordinator", leaving="hmi-2", joining="hmi-9")
        orders = written(held.told(visits.declare(other), change), held)
        assert [(o.kind, o.recipient) for o in orders] == [(LetterKind.STOOD_DOWN, "hmi-2")]
        assert orders[0].calendar_sequence is None

    def test_on_other_days_everything_is_counted_anew(self) -> None:
        late = visits.held_prepared().at("2020-11-02 09:00")
        assert "at the earliest" in refused(late, resume()).sentence
        going = late.told(resume("2020-11-16"))
        dates = timetable(going.state)
        assert dates is not None
        assert going.fact(DatesSet).days.day_two == date(2020, 11, 17)
        assert dates.draft_due == at("2020-11-24 17:00")
        assert going.state.arrangements_stand
        orders = written(going, late)
        assert kinds(orders) == {
            LetterKind.OFF_HOLD,
            LetterKind.TIMETABLE,
            LetterKind.SURVEY_LINKS,
        }
        entries = {o.recipient for o in orders if o.calendar_sequence is not None}
        assert entries == EVERYBODY
        assert going.fact(SurveyHandedOver).round == 2

    def test_on_the_same_days_calendars_have_them_back(self) -> None:
        held = visits.held_prepared()
        going = held.told(resume())
        assert isinstance(going.since(held)[0], TakenOffHold)
        assert isinstance(going.fact(TimetableFixed), TimetableFixed)
        assert not any(isinstance(f, DatesSet) for f in going.since(held))
        back = {o.recipient for o in written(going, held) if o.calendar_sequence is not None}
        assert back == EVERYBODY
        assert open_deadlines(going.state)[0].kind is not DeadlineKind.HOLD_ENDS

    def test_before_days_are_set_it_goes_on_with_those_that_are_planned(self) -> None:
        held = visits.accepted().told(visits.hold())
        going = held.told(resume())
        assert going.since(held) == (TakenOffHold(number=1),)
        assert going.state.days is None

    def test_it_can_be_withdrawn(self) -> None:
        told = visits.held_prepared().told(m.WithdrawVisit(actor="coordinator"))
        assert told.state.outcome is Outcome.WITHDRAWN
        assert {o.calendar_sequence for o in written(told, visits.held_prepared())} == {None}

    def test_it_has_not_begun_if_that_was_recorded_by_mistake_after_a_hold(self) -> None:
        going = visits.held_prepared().told(resume()).at("2020-10-05 17:15")
        begun = going.told(visits.record_meetings("leaders"))
        wrong = m.CorrectMeetings(actor="hmi-1", slots=("leaders",), reason=REASON)
        assert begun.told(wrong).state.stage is Stage.PREPARING

    def test_the_events_alone_give_the_state(self) -> None:
        going = visits.held_prepared().told(resume("2020-11-16"))
        assert replay(going.events) == going.state


@pytest.mark.parametrize(
    "stage", [visits.not_invited_yet, visits.delivered, visits.held_invited, visits.held_uninvited]
)
def test_how_it_is_held_is_planned_before_the_area_accepts(stage: Callable[[], Visit]) -> None:
    visit = stage()
    remote = visit.told(visits.set_mode(Mode.VIRTUAL))
    assert remote.state.mode is Mode.VIRTUAL
    assert written(remote, visit) == []
    assert refused(remote, visits.set_mode(Mode.VIRTUAL)).code is RefusalCode.ALREADY_DONE
