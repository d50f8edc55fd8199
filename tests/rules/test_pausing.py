"""A visit that stands still on site: what waits, what goes on, and how it ends."""

from datetime import date

import pytest

from rules.correspondence import letters_after
from rules.deadlines import open_deadlines
from rules.decide.days import record_meetings as rule_of_meetings
from rules.evolve import replay
from rules.next_action import next_action
from rules.refusals import RefusalCode
from rules.timetable import timetable
from schemas import messages as m
from schemas.events.course import EndedIncomplete, Paused, Resumed
from schemas.events.preparation import TimetableFixed
from schemas.events.team import ConflictsChecked
from schemas.events.visit import TaskRaised
from schemas.letters import LetterOrder
from schemas.parts import TeamMember
from schemas.values import (
    Action,
    ConflictKind,
    ContentKind,
    DeadlineKind,
    InspectorRole,
    LetterKind,
    Mode,
    Outcome,
    Stage,
    TaskKind,
)
from tests.support import visits
from tests.support.visits import (
    ON_DAY_TWO,
    TEAM,
    Visit,
    at,
    confirm_team,
    content,
    declare,
    hold_feedback,
    record_findings,
    record_meetings,
    refused,
    visiting,
    with_rules,
)

LIMIT = at("2020-10-12 17:00")
"""Five working days after Monday 5 October, at the end of the day."""


def pause(*, reason: bool = True) -> m.PauseVisit:
    ref = content(ContentKind.REASON) if reason else None
    return m.PauseVisit(actor="hmi-1", reason=ref)


def resume(one: str, last: str | None = None) -> m.ResumeVisit:
    return m.ResumeVisit(
        actor="coordinator",
        next_day=date.fromisoformat(one),
        last_day=date.fromisoformat(last or one),
    )


def incomplete(*, reason: bool = True) -> m.EndIncomplete:
    ref = content(ContentKind.REASON) if reason else None
    return m.EndIncomplete(actor="coordinator", reason=ref)


def paused() -> Visit:
    """Paused on the evening of day one, with day two to come."""
    return visiting().told(pause())


def half_a_day() -> Visit:
    """Paused at midday of day one, with meetings of both days left."""
    visit = visits.planned().at("2020-10-05 12:10").told(record_meetings("leaders", "forum"))
    return visit.told(pause())


def test_while_it_stands_still_only_the_limit_is_waited_for() -> None:
    assert [(d.kind, d.at) for d in open_deadlines(paused().state)] == [
        (DeadlineKind.PAUSE_ENDS, LIMIT)
    ]
    coming = next_action(paused().state)
    assert (coming.action, coming.due) == (Action.RESUME, LIMIT)


def test_past_the_limit_a_person_is_asked_once_to_end_it() -> None:
    late = paused().at("2020-11-30 09:00")

    assert late.since(paused()) == (TaskRaised(task=TaskKind.PAUSE_TOO_LONG),)
    assert next_action(late.state).action is Action.END_INCOMPLETE
    assert refused(late, resume("2020-11-30")).code is RefusalCode.PAUSED

    ended = late.told(incomplete())
    assert ended.since(late) == (EndedIncomplete(),)
    assert (ended.state.stage, ended.state.outcome) == (Stage.ENDED, Outcome.INCOMPLETE)
    assert ended.state.pause is None


def test_before_the_limit_it_is_not_ended_as_incomplete() -> None:
    sentence = refused(paused(), incomplete()).sentence
    assert "Monday 12 October 2020" in sentence
    assert "`visits resume`" in sentence


def test_pausing_and_ending_need_a_reason() -> None:
    assert refused(visiting(), pause(reason=False)).code is RefusalCode.REASON_MISSING
    late = paused().at("2020-10-13 09:00")
    assert refused(late, incomplete(reason=False)).code is RefusalCode.REASON_MISSING


def test_a_visit_is_paused_once_and_not_after_its_two_days() -> None:
    assert refused(visits.drafting(), pause()).code is RefusalCode.WRONG_STAGE
    assert refused(paused(), pause()).code is RefusalCode.ALREADY_DONE
    assert refused(visiting(), resume("2020-10-06")).code is RefusalCode.NOT_YET
    assert refused(visiting(), incomplete()).code is RefusalCode.NOT_YET


@pytest.mark.parametrize("message", [record_meetings(*ON_DAY_TWO), hold_feedback()])
def test_nothing_is_held_while_it_stands_still(message: m.Decision) -> None:
    said = refused(paused().at("2020-10-06 15:00"), message)
    assert said.code is RefusalCode.PAUSED
    assert "`visits resume`" in said.sentence


def test_what_makes_sense_goes_on_while_it_stands_still() -> None:
    visit = paused().told(record_findings())
    ill = visit.told(declare(TEAM[1], conflicts=[ConflictKind.VALUES]))
    assert refused(ill, resume("2020-10-06")).code is RefusalCode.NOT_YET
    assert ill.told(visits.cancel()).state.outcome is Outcome.CANCELLED


def test_what_is_due_afterwards_waits_as_long_as_the_visit() -> None:
    going = paused().at("2020-10-08 09:00").told(resume("2020-10-09"))
    before, after = timetable(visiting().state), timetable(going.state)
    assert before is not None
    assert after is not None

    assert going.fact(Paused).number == 1
    assert going.fact(Resumed).next_day == date(2020, 10, 9)
    assert before.visit_record_due == at("2020-10-07 17:00")
    assert after.visit_record_due == at("2020-10-12 17:00")
    assert before.draft_due == at("2020-10-13 17:00")
    assert after.draft_due == at("2020-10-16 17:00")
    assert after.agreement_due == at("2020-10-28 17:00")


def test_going_on_as_planned_moves_nothing() -> None:
    going = paused().told(resume("2020-10-06"))

    assert going.state.days == visiting().state.days
    assert timetable(going.state) == timetable(visiting().state)
    held = going.at("2020-10-06 15:00").told(record_meetings(*ON_DAY_TWO), record_findings())
    assert held.told(hold_feedback()).state.stage is Stage.DRAFTING


def test_meetings_that_are_left_are_held_on_the_days_it_goes_on() -> None:
    going = half_a_day().at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))

    assert refused(going, record_meetings("study-1")).code is RefusalCode.TIMETABLE
    thursday = going.at("2020-10-08 16:00")
    assert rule_of_meetings(thursday.state, record_meetings("study-1", "study-3"), thursday.now)
    early = refused(thursday, record_meetings("priorities"))
    assert "Friday 9 October 2020" in early.sentence


@pytest.mark.parametrize(
    ("one", "last"),
    [
        ("2020-10-06", "2020-10-06"),  # has passed
        ("2020-10-10", "2020-10-10"),  # a Saturday
        ("2020-10-13", "2020-10-13"),  # beyond the limit
        ("2020-10-08", "2020-10-12"),  # with a gap
        ("2020-10-09", "2020-10-08"),  # backwards
    ],
)
def test_days_that_will_not_do_are_refused(one: str, last: str) -> None:
    visit = half_a_day().at("2020-10-07 09:00")
    assert refused(visit, resume(one, last)).code is RefusalCode.DATES


def test_a_visit_does_not_end_on_its_first_day() -> None:
    visit = half_a_day().at("2020-10-05 14:00")
    assert refused(visit, resume("2020-10-05")).code is RefusalCode.DATES
    assert visit.told(resume("2020-10-05", "2020-10-06")).state.pause is None


def test_everybody_is_told_and_the_calendar_follows() -> None:
    going = half_a_day().at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))
    everybody = {"dcs", "health-1", "health-2", "officer-1", "forum", "hmi-1", "hmi-2", "cqc-1"}

    stood = half_a_day()
    told = letters_after(stood.state, stood.events[-1])
    assert {(o.kind, o.round) for o in told} == {(LetterKind.PAUSE, 1)}
    assert {o.recipient for o in told} == everybody
    assert all(o.calendar_cancelled for o in told)
    assert {o.calendar_sequence for o in told} == {stood.events[-1].sequence}

    resumed = next(event for event in going.events if isinstance(event.fact, Resumed))
    again = letters_after(replay(going.events[: resumed.sequence]), resumed)
    assert {o.kind for o in again} == {LetterKind.RESUMPTION}
    assert {o.calendar_sequence for o in again} == {resumed.sequence}  # later than any before
    assert {o.recipient for o in again} == everybody
    assert not any(o.calendar_cancelled for o in again)


def test_under_earlier_rules_a_pause_leaves_calendars_alone() -> None:
    earlier = with_rules(visits.planned(), 4).at("2020-10-05 12:10")
    stood = earlier.told(record_meetings("leaders", "forum"), pause())
    told = letters_after(stood.state, stood.events[-1])

    assert {o.kind for o in told} == {LetterKind.PAUSE}
    assert {o.calendar_sequence for o in told} == {None}
    ended = stood.at("2020-10-13 09:00").told(incomplete())
    assert all(o.calendar_cancelled for o in letters_after(ended.state, ended.events[-1]))


def test_an_inspector_whose_place_is_open_loses_the_entry_too() -> None:
    ill = visiting().told(declare(TEAM[1], conflicts=[ConflictKind.VALUES]))
    stood = ill.told(pause())

    told = {o.recipient: o for o in letters_after(stood.state, stood.events[-1])}
    assert told["hmi-2"].calendar_cancelled


def orders_since(after: Visit, before: Visit) -> list[LetterOrder]:
    """The letters of what happened since."""
    fresh = after.events[len(before.events) :]
    return [
        order
        for event in fresh
        for order in letters_after(replay(after.events[: event.sequence]), event)
    ]


@pytest.mark.parametrize(
    ("message", "reader"),
    [
        (visits.nominate("officer-2"), "officer-2"),
        (visits.correct_person("health-1"), "health-1"),
        (visits.correct_person("cqc-1", InspectorRole.CQC_CHILDREN), "cqc-1"),
    ],
)
def test_whoever_comes_while_it_stands_still_has_the_timetable_and_no_entry(
    message: m.Decision, reader: str
) -> None:
    came = half_a_day().told(message)
    orders = orders_since(came, half_a_day())

    mine = {o.kind: o for o in orders if o.recipient == reader}
    assert mine[LetterKind.TIMETABLE].calendar_sequence is None
    assert not any(o.calendar_sequence for o in orders), "nobody has an entry to lose or to keep"
    again = came.at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))
    entries = {o.recipient for o in orders_since(again, came) if o.calendar_sequence}
    assert entries == set(again.state.meetings.holders if again.state.meetings else ())
    assert reader in entries


def test_a_mode_that_changes_while_it_stands_still_gives_nobody_an_entry() -> None:
    other = half_a_day().told(visits.set_mode(Mode.VIRTUAL))

    told = orders_since(other, half_a_day())
    assert {o.kind for o in told} == {LetterKind.TIMETABLE}
    assert {o.calendar_sequence for o in told} == {None}
    assert other.state.meetings is not None
    assert other.state.meetings.holders == ()


def test_ending_incomplete_has_no_calendar_entry_to_withdraw() -> None:
    ended = paused().at("2020-10-13 09:00").told(incomplete())
    orders = letters_after(ended.state, ended.events[-1])

    assert {o.kind for o in orders} == {LetterKind.INCOMPLETE}
    assert {o.calendar_sequence for o in orders} == {None}, "the pause took it back"


def test_the_events_alone_give_the_state() -> None:
    going = half_a_day().at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))
    assert replay(going.events) == going.state


def test_a_team_that_changed_meanwhile_has_its_letters_when_it_goes_on() -> None:
    other = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_SOCIAL_CARE)
    ill = half_a_day().told(declare(other), confirm_team(TEAM[0], other, TEAM[2]))
    assert not any(isinstance(fact, TimetableFixed) for fact in ill.since(half_a_day()))

    going = ill.at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))
    resumed = next(event for event in going.events if isinstance(event.fact, Resumed))
    orders = letters_after(replay(going.events[: resumed.sequence]), resumed)
    told = {(o.recipient, o.kind, o.calendar_cancelled) for o in orders}
    assert ("hmi-9", LetterKind.RESUMPTION, False) in told
    assert "hmi-2" not in {reader for reader, _, _ in told}


def test_an_inspector_who_is_replaced_meanwhile_is_told_at_once() -> None:
    other = TeamMember(inspector="hmi-9", role=InspectorRole.OFSTED_SOCIAL_CARE)
    stood = half_a_day().told(declare(other))
    change = m.ReplaceInspector(actor="allocations", leaving="hmi-2", joining="hmi-9")
    orders = orders_since(stood.told(change), stood)

    assert [(o.recipient, o.kind) for o in orders] == [("hmi-2", LetterKind.STOOD_DOWN)]
    assert orders[0].calendar_sequence is None, "the pause took it back"


def test_other_days_have_the_team_checked_again() -> None:
    going = half_a_day().at("2020-10-07 09:00").told(resume("2020-10-08", "2020-10-09"))
    assert isinstance(going.facts[-1], ConflictsChecked)
    as_planned = half_a_day().told(resume("2020-10-05", "2020-10-06"))
    assert isinstance(as_planned.facts[-1], Resumed)
