"""Counting working days: weekdays that are not public holidays (domain brief, section 5)."""

from datetime import date, timedelta
from functools import lru_cache

from rules.refusals import RefusalCode, Refused
from schemas.working_calendar import WorkingCalendar

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working_day(day: date, calendar: WorkingCalendar) -> bool:
    """Whether people are at work on a day; for days that somebody chooses.

    Raises:
        Refused: The day is outside what the calendar vouches for.
    """
    if not calendar.first <= day <= calendar.last:
        raise Refused(
            RefusalCode.CALENDAR_TOO_SHORT,
            f"{day:%-d %B %Y} is outside the bank holidays known to this visit "
            f"({calendar.first:%-d %B %Y} to {calendar.last:%-d %B %Y}).",
        )
    return _people_work(day, calendar)


def _people_work(day: date, calendar: WorkingCalendar) -> bool:
    return _is_worked(day, calendar.holidays)


def _is_worked(day: date, holidays: tuple[date, ...]) -> bool:
    return day.weekday() < _SATURDAY and day not in holidays


def add_working_days(day: date, days: int, calendar: WorkingCalendar) -> date:
    """The working day that lies a number of working days after (or, negative, before) a day.

    Beyond what the calendar vouches for, every weekday counts: a reminder that is a day early
    does less harm than a visit that cannot go on because its list of holidays has ended.

    Args:
        day: Where to count from; need not be a working day itself.
        days: How many working days to go; zero gives the first working day from `day` on.
        calendar: The holidays to skip.
    """
    return _counted(day, days, calendar.holidays)


@lru_cache(maxsize=16_384)
def _counted(day: date, days: int, holidays: tuple[date, ...]) -> date:
    """As `add_working_days`: a timetable asks for the same few, and a list of visits for all."""
    if days == 0:
        while not _is_worked(day, holidays):
            day += _DAY
        return day
    step = _DAY if days > 0 else -_DAY
    for _ in range(abs(days)):
        day += step
        while not _is_worked(day, holidays):
            day += step
    return day


def working_days_between(start: date, end: date, calendar: WorkingCalendar) -> int:
    """How many working days after `start` the day `end` is; negative when it is before."""
    if end < start:
        return -working_days_between(end, start, calendar)
    days = (start + _DAY * n for n in range(1, (end - start).days + 1))
    return sum(_people_work(day, calendar) for day in days)
