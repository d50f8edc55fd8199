"""Working days: weekdays that are not public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days, is_working_day, working_days_between
from tests.support.visits import CALENDAR, require_readable

days = st.dates(CALENDAR.first, CALENDAR.last)
counts = st.integers(-40, 40)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2020, 10, 2), True),
        (date(2020, 10, 3), False),  # Saturday
        (date(2020, 10, 4), False),  # Sunday
        (date(2020, 12, 24), True),
        (date(2020, 12, 25), False),
        (date(2020, 12, 26), False),  # Boxing Day, a Saturday
        (date(2020, 12, 28), False),  # so Monday is taken in its place
        (date(2020, 12, 29), True),
        (date(2021, 1, 1), False),
        (date(2021, 4, 2), False),  # Good Friday
        (date(2021, 4, 5), False),  # Easter Monday
    ],
)
def test_a_working_day_is_a_weekday_that_is_no_bank_holiday(day: date, works: bool) -> None:  # noqa: FBT001
    assert is_working_day(day, CALENDAR) is works


@pytest.mark.parametrize("day", [date(2020, 5, 29), date(2022, 1, 3)])
def test_a_day_chosen_beyond_the_known_bank_holidays_is_refused_in_a_sentence(day: date) -> None:
    with pytest.raises(Refused) as refused:
        is_working_day(day, CALENDAR)

    assert refused.value.code is RefusalCode.CALENDAR_TOO_SHORT
    assert "1 June 2020 to 31 December 2021" in refused.value.sentence
    require_readable(refused.value.sentence)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2020, 12, 24), 1, date(2020, 12, 29)),  # over Christmas and its substitute day
        (date(2020, 12, 24), 4, date(2021, 1, 4)),  # and New Year
        (date(2021, 1, 4), -4, date(2020, 12, 24)),
        (date(2021, 4, 1), 1, date(2021, 4, 6)),  # over Easter
        (date(2021, 4, 6), -1, date(2021, 4, 1)),
        (date(2020, 10, 3), 1, date(2020, 10, 5)),  # from a Saturday
        (date(2020, 10, 3), -1, date(2020, 10, 2)),
        (date(2020, 10, 3), 0, date(2020, 10, 5)),  # none: the first working day from there on
        (date(2020, 10, 5), 0, date(2020, 10, 5)),
    ],
)
def test_counting_skips_weekends_and_bank_holidays(start: date, count: int, end: date) -> None:
    assert add_working_days(start, count, CALENDAR) == end


def test_counting_goes_on_beyond_the_list_by_weekdays() -> None:
    """A reminder a day early does less harm than a visit that cannot go on."""
    assert add_working_days(date(2021, 12, 31), 1, CALENDAR) == date(2022, 1, 3)
    assert add_working_days(date(2020, 6, 1), -1, CALENDAR) == date(2020, 5, 29)


@given(days, counts)
def test_counting_ends_on_a_working_day_or_beyond_the_list(start: date, count: int) -> None:
    end = add_working_days(start, count, CALENDAR)

    outside = not CALENDAR.first <= end <= CALENDAR.last
    assert outside or is_working_day(end, CALENDAR)


@given(days, counts)
def test_there_and_back_is_the_same_day(start: date, count: int) -> None:
    there = add_working_days(start, 0, CALENDAR)

    assert add_working_days(add_working_days(there, count, CALENDAR), -count, CALENDAR) == there


@given(days, counts)
def test_as_many_working_days_lie_between_as_were_counted(start: date, count: int) -> None:
    there = add_working_days(start, 0, CALENDAR)

    assert working_days_between(there, add_working_days(there, count, CALENDAR), CALENDAR) == count


@given(days, st.integers(2, 40))
def test_one_more_working_day_is_always_later(start: date, count: int) -> None:
    assert add_working_days(start, count, CALENDAR) > add_working_days(start, count - 1, CALENDAR)


@given(days)
def test_no_day_is_its_own_neighbour(day: date) -> None:
    assert add_working_days(day, 1, CALENDAR) >= day + timedelta(days=1)
    assert add_working_days(day, -1, CALENDAR) <= day - timedelta(days=1)
