"""The two days: meetings held, findings, feedback."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NoReturn

from rules.consent import too_few_cases
from rules.decide.rule import rule
from rules.decide.timing import happened
from rules.meeting_days import day_of
from rules.missing import arrangements_missing
from rules.next_step import listed, meetings_left
from rules.refusals import RefusalCode, Refused
from rules.versions import WHOLE_TEAM_AT_FEEDBACK
from rules.zones import london_date
from schemas.events.course import FeedbackHeld, FindingsRecorded, MeetingsHeld, Started
from schemas.events.event import Fact
from schemas.messages import HoldFeedback, RecordFindings, RecordMeetings
from schemas.parts import Slot
from schemas.state import VisitState
from schemas.values import SlotKind, Stage


def _open_to_meetings(state: VisitState, now: datetime) -> None:
    if state.meetings is None or state.days is None:
        raise Refused(RefusalCode.NOT_YET, "Meetings were not recorded: no timetable is fixed.")
    if state.stage is Stage.PREPARING and not state.arrangements_stand:
        # No visit without all three inspectors (domain brief, section 2, Team).
        raise Refused(
            RefusalCode.NOT_YET,
            f"Meetings were not recorded: {arrangements_missing(state)}.",
        )
    if state.stage is Stage.PREPARING and too_few_cases(state):
        raise Refused(
            RefusalCode.NOT_YET,
            "Meetings were not recorded: there are fewer case studies than planned; accept it "
            "with `visits cases proceed`.",
        )
    left = meetings_left(state)
    if not left:
        _refuse_meetings(_left(state))
    if not state.meetings.held:
        coming = [slot for slot in state.meetings.slots if slot.slot_id in left]
        first = min(coming, key=lambda slot: day_of(state, slot))
        _require_come(state, first, london_date(now))


@rule(
    RecordMeetings,
    stages=(Stage.PREPARING, Stage.VISITING),
    words="meetings can be recorded as held",
    while_paused=False,
    open_to=_open_to_meetings,
)
def record_meetings(state: VisitState, message: RecordMeetings, now: datetime) -> Sequence[Fact]:
    """Keep that meetings of the timetable were held; the first one starts the visit."""
    planned, recorded = (state.meetings.slots, state.meetings.held) if state.meetings else ((), ())
    slots = {slot.slot_id: slot for slot in planned}
    when = happened(state, message, now, "Meetings were not recorded")
    today = london_date(when or now)
    for slot_id in message.slots:
        slot = slots.get(slot_id)
        if slot is None:
            _refuse_meetings(f"{slot_id} is not in the timetable; {_left(state)}")
        if slot_id in recorded:
            _refuse_meetings(f"{slot_id} is already recorded as held; {_left(state)}")
        if slot.kind is SlotKind.FEEDBACK:
            _refuse_meetings("the feedback meeting is recorded with `visits feedback`")
        _require_come(state, slot, today)
    if len(set(message.slots)) != len(message.slots):
        _refuse_meetings(f"one meeting is named twice; {_left(state)}")
    held = MeetingsHeld(slots=message.slots, happened_at=when)
    return [held] if state.stage is Stage.VISITING else [Started(), held]


def _require_come(state: VisitState, slot: Slot, today: date) -> None:
    day = day_of(state, slot)
    if today < day:
        _refuse_meetings(
            f"{slot.slot_id} is on {day:%A %-d %B %Y}, which has not come; {_left(state)}"
        )


def _left(state: VisitState) -> str:
    """Which meetings are left to be recorded as held."""
    left = meetings_left(state)
    if not left:
        return (
            f"none is left to be recorded but the feedback, with `visits feedback {state.visit_id}`"
        )
    return f"`visits held {state.visit_id} {' '.join(left)}` names all that are left"


def _refuse_meetings(why: str) -> NoReturn:
    raise Refused(RefusalCode.TIMETABLE, f"Meetings were not recorded: {why}.")


@rule(RecordFindings, stages=(Stage.VISITING,), words="findings can be recorded")
def record_findings(state: VisitState, message: RecordFindings, now: datetime) -> Sequence[Fact]:
    """Keep that findings were written down."""
    del state, now
    return [FindingsRecorded(findings=message.findings, content=message.content)]


def _open_to_feedback(state: VisitState, now: datetime) -> None:
    _require_day_two(state, now)
    held = state.meetings.held if state.meetings else ()
    slots = state.meetings.slots if state.meetings else ()
    left = [
        slot.slot_id
        for slot in slots
        if slot.kind is not SlotKind.FEEDBACK and slot.slot_id not in held
    ]
    if left:
        _refuse_feedback(
            f"{listed(tuple(left))} {'are' if left[1:] else 'is'} not recorded as held; "
            f"`visits held {state.visit_id} {' '.join(left)}` records that"
        )
    if not state.findings_recorded:
        _refuse_feedback("no findings are recorded; `visits finding` records them")
    if not state.team and state.rules_version >= WHOLE_TEAM_AT_FEEDBACK:
        # What reopened it has to be decided while it can be: the note is the whole team's.
        _refuse_feedback("the team was reopened and is not confirmed; `visits team` confirms it")


@rule(
    HoldFeedback,
    stages=(Stage.VISITING,),
    words="the feedback meeting can be recorded",
    while_paused=False,
    open_to=_open_to_feedback,
)
def hold_feedback(state: VisitState, message: HoldFeedback, now: datetime) -> Sequence[Fact]:
    """Keep that the feedback meeting was held, on day two, after all other meetings."""
    when = happened(state, message, now, "The feedback meeting was not recorded")
    _require_day_two(state, when or now)
    return [FeedbackHeld(happened_at=when)]


def _require_day_two(state: VisitState, when: datetime) -> None:
    if state.days is not None and london_date(when) < state.days.day_two:
        _refuse_feedback(f"it is on {state.days.day_two:%A %-d %B %Y}, which has not come")


def _refuse_feedback(why: str) -> None:
    raise Refused(RefusalCode.NOT_YET, f"The feedback meeting was not recorded: {why}.")
