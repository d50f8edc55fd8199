"""Dates, times and lists as the GOV.UK style guide writes them."""

from datetime import UTC, date, datetime, time

import pytest

from activities.wording import clock_words, day_words, list_words, moment_words, one_line


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (time(9), "9am"),
        (time(9, 30), "9:30am"),
        (time(12), "midday"),
        (time(12, 5), "12:05pm"),
        (time(17), "5pm"),
        (time(0, 15), "12:15am"),
    ],
)
def test_times_of_day(clock: time, words: str) -> None:
    assert clock_words(clock) == words


def test_days_and_moments_are_londons() -> None:
    assert day_words(date(2020, 10, 5)) == "Monday 5 October 2020"
    summer = datetime(2020, 9, 14, 16, tzinfo=UTC)
    winter = datetime(2020, 11, 2, 17, tzinfo=UTC)
    assert moment_words(summer) == "5pm on Monday 14 September 2020"
    assert moment_words(winter) == "5pm on Monday 2 November 2020"


def test_lists_stay_readable_when_an_item_has_an_and() -> None:
    assert list_words([]) == ""
    assert list_words(["a"]) == "a"
    assert list_words(["a", "b", "c"]) == "a, b and c"
    assert list_words(["parents and carers", "practitioners"]) == (
        "parents and carers, and practitioners"
    )


def test_one_line_drops_what_cannot_be_seen() -> None:
    assert one_line(" a\r\nb\x00\u2028c\u202ed\t ") == "a b cd"
