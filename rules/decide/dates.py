"""The two days: set, moved, or planned anew before the area is invited."""

from collections.abc import Sequence
from datetime import date, datetime

from rules.decide.changes import arrangements, checked_again, require_new, timetable_again
from rules.decide.holidays import known_calendar
from rules.decide.rule import rule
from rules.decide.term_days import out_of_term
from rules.refusals import RefusalCode, Refused
from rules.versions import CORRECTIONS, NOTICE_OF_A_MOVE
from rules.working_days import add_working_days, is_working_day
from rules.zones import london_date
from schemas.events.corrections import DayOnePlanned
from schemas.events.event import Fact
from schemas.events.preparation import DatesSet, ModeSet
from schemas.messages import SetDates
from schemas.parts import VisitDays
from schemas.state import VisitState
from schemas.values import Stage
from schemas.working_calendar import WorkingCalendar


@rule(
    SetDates,
    stages=(Stage.OPENED, Stage.PREPARING),
    words="the days can be set",
    while_paused=False,
)
def set_dates(state: VisitState, message: SetDates, now: datetime) -> Sequence[Fact]:
    """Set two consecutive working days in the future."""
    one, two = message.day_one, message.day_two
    calendar = known_calendar(state)
    for day in (one, two):
        if not is_working_day(day, calendar):
            _refuse_dates(f"{day:%A %-d %B %Y} is not a working day; name one that is")
    if two != add_working_days(one, 1, calendar):
        _refuse_dates(
            f"{one:%A %-d %B %Y} and {two:%A %-d %B %Y} are not consecutive working days; "
            f"{one:%-d %B} goes with {add_working_days(one, 1, calendar):%A %-d %B %Y}"
        )
    if one <= london_date(now):
        _refuse_dates(f"{one:%A %-d %B %Y} is not in the future; name a later day")
    if state.stage is Stage.OPENED:
        return _plan_anew(state, message, calendar, now)
    days = VisitDays(day_one=one, day_two=two)
    same = state.days == days and message.mode in {None, state.mode}
    require_new(state, "The days were not set", same=same)
    _require_notice(state, one, calendar, now)
    if state.meetings is not None and message.mode not in {None, state.mode}:
        _refuse_dates("the timetable is fixed; change the mode by itself, with `visits mode`")
    outside = _out_of_term(message, calendar, _noticed(state, calendar, now))
    facts: list[Fact] = [DatesSet(days=days, out_of_term=outside)]
    if message.mode is not None:
        facts.append(ModeSet(mode=message.mode))
    moved = state.days is not None and state.days != days
    checked = checked_again(state) if moved else []
    facts += checked
    if not any(check.conflicted for check in checked):
        facts += arrangements(state, days=True, mode=message.mode is not None)
    return [*facts, *timetable_again(state)] if moved else facts


def _plan_anew(
    state: VisitState, message: SetDates, calendar: WorkingCalendar, now: datetime
) -> Sequence[Fact]:
    """Before the area is invited, the day is a plan, and nobody has to be told."""
    if state.rules_version < CORRECTIONS or message.mode is not None:
        _refuse_dates(
            "the area has not accepted; only day one, as planned, can be another: leave --mode out"
        )
    if message.day_one == state.day_one:
        raise Refused(RefusalCode.ALREADY_DONE, "The days were not set: they are planned so.")
    days = state.policy.invitation_before
    earliest = _working_days_on(days, calendar, now)
    if message.day_one < earliest:
        _refuse_dates(
            f"an invitation goes out {days} working days before day one, so day one can be "
            f"{earliest:%A %-d %B %Y} at the earliest"
        )
    outside = _out_of_term(message, calendar, earliest)
    return [DayOnePlanned(day_one=message.day_one, out_of_term=outside)]


def _require_notice(state: VisitState, day: date, calendar: WorkingCalendar, now: datetime) -> None:
    """Days that are moved leave the area some notice, as those of an opening do."""
    planned = state.days.day_one if state.days else state.day_one
    if state.rules_version < NOTICE_OF_A_MOVE or day == planned:
        return
    earliest = _noticed(state, calendar, now)
    if day < earliest:
        _refuse_dates(
            f"days that are moved leave {state.policy.move_notice} working days of notice, "
            f"so day one can be {earliest:%A %-d %B %Y} at the earliest"
        )


def _noticed(state: VisitState, calendar: WorkingCalendar, now: datetime) -> date:
    """The first day to which a visit can be moved with the policy's notice."""
    return _working_days_on(state.policy.move_notice, calendar, now)


def _working_days_on(days: int, calendar: WorkingCalendar, now: datetime) -> date:
    return add_working_days(add_working_days(london_date(now), 0, calendar), days, calendar)


def _out_of_term(message: SetDates, calendar: WorkingCalendar, earliest: date) -> bool:
    return out_of_term(
        "The days were not set",
        message.day_one,
        message.day_two,
        terms=message.terms,
        reason=message.reason,
        calendar=calendar,
        earliest=earliest,
    )


def _refuse_dates(why: str) -> None:
    raise Refused(RefusalCode.DATES, f"The days were not set: {why}.")
