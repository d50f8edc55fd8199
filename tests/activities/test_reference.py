"""The bank holidays of England and Wales, as a visit counts with them."""

import os
import subprocess
import sys
from datetime import date, timedelta
from importlib.metadata import version

import pytest

from activities.reference import CalendarTooShort, working_calendar
from rules.working_days import is_working_day

YEARS = range(2012, 2029)


@pytest.mark.parametrize("year", YEARS)
def test_every_published_year_has_its_bank_holidays(year: int) -> None:
    calendar = working_calendar(date(year, 7, 1))
    own = [day for day in calendar.holidays if day.year == year and day >= calendar.first]

    assert list(calendar.holidays) == sorted(set(calendar.holidays))
    assert date(year, 12, 25) in own or date(year, 12, 27) in own  # a substitute at a weekend
    assert any(day.month == 8 and day.weekday() == 0 and day.day > 24 for day in own)
    assert not is_working_day(date(year, 12, 25), calendar)


@pytest.mark.parametrize("day", [date(2012, 1, 1), date(2012, 1, 3), date(2028, 12, 29)])
def test_it_reaches_to_the_edge_of_what_is_published(day: date) -> None:
    calendar = working_calendar(day)

    assert calendar.first <= day <= calendar.last
    assert calendar.first >= date(2012, 1, 1)
    assert calendar.last <= date(2028, 12, 31)


@pytest.mark.parametrize(
    "day", [date(2011, 12, 31), date(2029, 1, 1), date(1989, 10, 5), date.min, date.max]
)
def test_beyond_it_is_a_sentence(day: date) -> None:
    with pytest.raises(CalendarTooShort) as short:
        working_calendar(day)

    assert str(short.value) == (
        f"Bank holidays are published from 2012 to 2028; {day:%-d %B %Y} is outside."
    )


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2020, 12, 28), "Boxing Day 2020 was a Saturday"),
        (date(2021, 12, 27), "Christmas Day 2021 was a Saturday"),
        (date(2021, 12, 28), "Boxing Day 2021 was a Sunday"),
        (date(2020, 5, 8), "the early May holiday 2020 was moved to VE Day"),
        (date(2022, 9, 19), "the state funeral of Queen Elizabeth II"),
    ],
)
def test_substitute_and_single_holidays_are_no_working_days(day: date, why: str) -> None:
    assert not is_working_day(day, working_calendar(day)), why


def test_scotlands_holidays_are_working_days() -> None:
    assert is_working_day(date(2020, 8, 3), working_calendar(date(2020, 8, 3)))
    assert is_working_day(date(2021, 1, 4), working_calendar(date(2021, 1, 4)))


def test_it_reaches_from_the_opening_to_a_year_after_the_visit() -> None:
    day_one = date(2020, 10, 5)
    calendar = working_calendar(day_one)

    assert calendar.first == day_one - timedelta(days=120)
    assert calendar.last == day_one + timedelta(days=400)
    assert all(calendar.first <= day <= calendar.last for day in calendar.holidays)


def test_its_edition_is_the_librarys() -> None:
    calendar = working_calendar(date(2020, 10, 5))

    assert calendar.version == f"govuk-{version('govuk-bank-holidays')}"


def test_they_are_read_whatever_the_locale_writes_in() -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    asked = "from activities.reference import published_holidays as p; print(len(p()) > 50)"
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env={**os.environ, **plain},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stdout == "True\n", told.stderr
