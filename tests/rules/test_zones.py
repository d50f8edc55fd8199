"""London's clock, whichever side of a change it is on."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from rules.zones import at_london, end_of, london, london_date


@pytest.mark.parametrize(
    ("day", "offset"),
    [
        (date(2020, 10, 23), timedelta(hours=1)),  # the Friday before the clocks go back
        (date(2020, 10, 26), timedelta(0)),  # the Monday after
        (date(2021, 3, 26), timedelta(0)),  # the Friday before they go forward
        (date(2021, 3, 29), timedelta(hours=1)),
    ],
)
@pytest.mark.parametrize("clock", [time(9), time(17)])
def test_nine_stays_nine_and_five_stays_five(day: date, offset: timedelta, clock: time) -> None:
    moment = at_london(day, clock)

    assert moment.utcoffset() == offset
    assert (london(moment.astimezone(UTC)).date(), london(moment).time()) == (day, clock)


def test_a_day_ends_at_midnight_in_london() -> None:
    assert london_date(datetime(2020, 10, 5, 22, 59, tzinfo=UTC)) == date(2020, 10, 5)
    assert london_date(datetime(2020, 10, 5, 23, 0, tzinfo=UTC)) == date(2020, 10, 6)
    assert london_date(datetime(2020, 11, 5, 23, 0, tzinfo=UTC)) == date(2020, 11, 5)


def test_two_london_moments_over_a_clock_change_are_an_hour_more_or_less_apart() -> None:
    friday, monday = (at_london(date(2020, 10, day), time(9)) for day in (23, 26))

    assert monday.astimezone(UTC) - friday.astimezone(UTC) == timedelta(days=3, hours=1)


def test_a_day_of_a_clock_change_is_over_at_midnight_and_the_last_day_there_is_has_an_end() -> None:
    assert end_of(date(2020, 10, 25)) == datetime(2020, 10, 26, tzinfo=UTC)
    assert end_of(date(2020, 10, 24)) == datetime(2020, 10, 24, 23, tzinfo=UTC)
    assert end_of(date.max) > at_london(date.max, time(23, 59))
