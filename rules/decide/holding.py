"""A visit on hold goes on: from where it was, with days that still will do."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NoReturn

from rules.decide.again import prepared_before
from rules.decide.changes import checked_again
from rules.decide.holidays import known_calendar
from rules.decide.term_days import out_of_term
from rules.recipients import unreached
from rules.refusals import RefusalCode, Refused
from rules.timetable import timetable
from rules.working_days import add_working_days, is_working_day, working_days_between
from rules.zones import london_date
from schemas.events.corrections import DayOnePlanned
from schemas.events.course import TakenOffHold
from schemas.events.event import Fact
from schemas.events.invitation import Invited
from schemas.events.preparation import DatesSet
from schemas.messages import ResumeVisit
from schemas.parts import VisitDays
from schemas.state import VisitState
from schemas.values import Stage


def going_on(state: VisitState, message: ResumeVisit, now: datetime) -> Sequence[Fact]:
    """What follows when a visit on hold goes on.

    Not invited: the invitation goes on its day. Invited: the area has the days to reply that were
    left. Accepted: everybody is told the days, the team and the timetable anew.

    Raises:
        Refused: Its days have come too near, or those that are named will not do.
    """
    days = _days(state, message, now)
    planned = state.days or VisitDays(
        day_one=state.day_one, day_two=add_working_days(state.day_one, 1, known_calendar(state))
    )
    number = state.pause.number if state.pause else 0
    moved = days != planned
    outside = moved and out_of_term(
        "The visit was not resumed",
        days.day_one,
        days.day_two,
        terms=message.terms,
        reason=message.reason,
        calendar=known_calendar(state),
        earliest=earliest_day_one(state, now),
    )
    facts: list[Fact] = []
    if moved and (state.days is not None or state.stage is Stage.PREPARING):
        facts.append(DatesSet(days=days, out_of_term=outside))
    elif moved:
        facts.append(DayOnePlanned(day_one=days.day_one, out_of_term=outside))
    if state.stage is Stage.PREPARING:
        return [*facts, *_prepared(state, days if moved or state.days else None, number, now)]
    if state.stage is Stage.OPENED or state.invitation is None:
        return [*facts, TakenOffHold(number=number)]
    until = _reply_until(state, now)
    facts.append(
        TakenOffHold(
            number=number, reply_until=until, remind_again=_reminded_again(state, until, now)
        )
    )
    return [*facts, *([Invited(round=state.invitation.round + 1)] if unreached(state) else [])]


def earliest_day_one(state: VisitState, now: datetime) -> date:
    """The earliest day one with which a visit on hold can go on at a moment.

    Raises:
        Refused: The bank holidays are not known yet.
    """
    calendar, policy = known_calendar(state), state.policy
    today = add_working_days(london_date(now), 0, calendar)
    match state.stage:
        case Stage.OPENED:
            return add_working_days(today, policy.invitation_before, calendar)
        case Stage.INVITED:
            reply = _reply_until(state, now)
            by = reply or add_working_days(today, policy.reply_after_delivery, calendar)
            return add_working_days(by, policy.move_notice, calendar)
        case _:
            return add_working_days(today, policy.move_notice, calendar)


_NEEDS: Final[Mapping[Stage, str]] = {
    Stage.OPENED: "an invitation goes out {invitation_before} working days before day one",
    Stage.INVITED: "between the area's reply and day one are {move_notice} working days",
    Stage.PREPARING: "its area has {move_notice} working days of notice",
}


def _days(state: VisitState, message: ResumeVisit, now: datetime) -> VisitDays:
    """The two days with which it goes on."""
    calendar = known_calendar(state)
    planned = state.days.day_one if state.days else state.day_one
    one = message.next_day or planned
    second = add_working_days(one, 1, calendar)
    if message.next_day is None and message.last_day is not None:
        _refuse("name its first day, too, or neither")
    if message.next_day is not None:
        for day in (one, message.last_day or second):
            if not is_working_day(day, calendar):
                _refuse(f"{day:%A %-d %B %Y} is not a working day; name one that is")
        if message.last_day not in {None, second}:
            _refuse(f"{one:%-d %B} goes with {second:%A %-d %B %Y}; leave --until out")
    earliest = earliest_day_one(state, now)
    if one < earliest:
        needs = _NEEDS[state.stage].format(**state.policy.model_dump())
        it = "day one" if message.next_day else f"{planned:%A %-d %B %Y} has come too near: day one"
        _refuse(
            f"{needs}, and {it} can be {earliest:%A %-d %B %Y} at the earliest; name it with "
            f"`visits resume {state.visit_id} --on DATE`"
        )
    return VisitDays(day_one=one, day_two=second)


def _prepared(
    state: VisitState, days: VisitDays | None, number: int, now: datetime
) -> Sequence[Fact]:
    """Everybody is told what holds now; a team is checked against days that have moved."""
    going = state.model_copy(update={"pause": None, "days": days})
    moved = state.days is not None and days != state.days
    checked = checked_again(going) if moved else []
    if any(check.conflicted for check in checked):
        going = going.model_copy(update={"team": ()})
    return [TakenOffHold(number=number), *checked, *prepared_before(going, now)]


def _reply_until(state: VisitState, now: datetime) -> date | None:
    """As many working days from now as were left when the visit was put on hold, at least one."""
    invitation, pause = state.invitation, state.pause
    dates = timetable(state.model_copy(update={"pause": None}))
    if pause is None or dates is None or dates.reply_due is None or invitation is None:
        return None
    stood = max(pause.since, invitation.delivered_at or pause.since)
    calendar = known_calendar(state)
    left = working_days_between(london_date(stood), london_date(dates.reply_due), calendar)
    return add_working_days(london_date(now), max(left, 1), calendar)


def _reminded_again(state: VisitState, until: date | None, now: datetime) -> bool:
    if until is None or state.invitation is None:
        return False
    later = state.invitation.model_copy(update={"extended_to": until})
    dates = timetable(state.model_copy(update={"invitation": later, "pause": None}))
    return dates is not None and dates.reminder_at is not None and dates.reminder_at > now


def _refuse(why: str) -> NoReturn:
    raise Refused(RefusalCode.DATES, f"The visit was not resumed: {why}.")
