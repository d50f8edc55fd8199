"""Reference data from outside the project: the bank holidays of England and Wales."""

import json
from datetime import date, timedelta
from functools import cache
from importlib import resources
from importlib.metadata import version

from schemas.sentences import Sentence
from schemas.working_calendar import WorkingCalendar

_BACK = timedelta(days=120)
_AHEAD = timedelta(days=400)


class CalendarTooShort(Sentence):
    """The published bank holidays do not reach as far as a visit needs."""


@cache
def working_calendar(around: date) -> WorkingCalendar:
    """The bank holidays around a day, from the list bundled with `govuk-bank-holidays`.

    The bundled list is used, never the network: it covers 2012 to the end of the last year
    GOV.UK had published, and its edition is the library's version.

    Args:
        around: Usually day one of a visit; the calendar reaches 120 days back and at most 400
            days on.

    Raises:
        CalendarTooShort: The list ends before the day, or begins after it.
    """
    days = published_holidays()
    known, end = date(days[0].year, 1, 1), date(days[-1].year, 12, 31)
    if not known <= around <= end:
        raise CalendarTooShort(
            f"Bank holidays are published from {days[0].year} to {days[-1].year}; "
            f"{around:%-d %B %Y} is outside."
        )
    first, last = max(around - _BACK, known), min(around + _AHEAD, end)
    return WorkingCalendar(
        version=f"govuk-{version('govuk-bank-holidays')}",
        first=first,
        last=last,
        holidays=tuple(day for day in days if first <= day <= last),
    )


@cache
def published_holidays() -> tuple[date, ...]:
    """Every bank holiday there is a date for, in order; read once, for it takes milliseconds."""
    # It brings `requests` along, for a network that is never asked.
    from govuk_bank_holidays.bank_holidays import BankHolidays

    class Published(BankHolidays):  # type: ignore[misc] # it has no types
        @classmethod
        def load_backup_data(cls) -> object:
            # The library reads it as the locale has it, which need not know its apostrophes.
            kept = resources.files("govuk_bank_holidays") / "bank-holidays.json"
            return json.loads(kept.read_text(encoding="utf-8"))

    library = Published(use_cached_holidays=True)
    return tuple(
        sorted(
            holiday["date"]
            for holiday in library.get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
        )
    )
