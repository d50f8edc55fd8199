"""The working days of a plan: Monday to Friday, and no bank holiday."""

from collections.abc import Collection
from datetime import date, timedelta

_DAY = timedelta(days=1)
_SATURDAY = 5


def is_working(day: date, bank_holidays: Collection[date]) -> bool:
    """Whether people work on a day."""
    return day.weekday() < _SATURDAY and day not in bank_holidays


def next_working(day: date, bank_holidays: Collection[date]) -> date:
    """The first working day after a day."""
    day += _DAY
    while not is_working(day, bank_holidays):
        day += _DAY
    return day


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
