"""Whether a visit can be opened for a day."""

from datetime import date

import pytest

from rules.decide import decide_opening
from rules.decide.opening import check_opening
from rules.refusals import RefusalCode, Refused
from schemas.event_types import EventType
from schemas.events.visit import Opened
from schemas.policy import VisitPolicy
from tests.support.visits import CALENDAR, at, open_visit, require_readable

MONDAY = "2020-09-07 16:00"


@pytest.mark.parametrize(
    ("now", "day_one"),
    [
        (MONDAY, date(2020, 10, 5)),  # T-20
        (MONDAY, date(2020, 10, 6)),
        ("2020-09-05 10:00", date(2020, 10, 5)),  # a Saturday counts as the Monday
        ("2020-11-30 09:00", date(2020, 12, 30)),  # over Christmas
        ("2020-06-01 09:00", date(2020, 10, 5)),  # as early as the bank holidays are known
    ],
)
def test_a_working_day_that_leaves_time_to_invite_will_do(now: str, day_one: date) -> None:
    check_opening(open_visit(day_one=day_one), CALENDAR, at(now))


@pytest.mark.parametrize(
    ("now", "day_one", "why"),
    [
        (MONDAY, date(2020, 10, 10), "Saturday 10 October 2020 is not a working day."),
        (MONDAY, date(2020, 12, 28), "Monday 28 December 2020 is not a working day."),
        (
            MONDAY,
            date(2020, 10, 2),
            "so day one can be Monday 5 October 2020 at the earliest.",
        ),
        (
            "2020-12-01 09:00",
            date(2020, 12, 30),
            "so day one can be Thursday 31 December 2020 at the earliest.",
        ),
        (MONDAY, date(2020, 9, 7), "Monday 7 September 2020 is not in the future."),
        (MONDAY, date(2018, 9, 7), "Friday 7 September 2018 is not in the future."),
        (
            "2020-05-29 09:00",
            date(2020, 10, 5),
            "is too far ahead; it can be opened from Monday 1 June 2020 on.",
        ),
    ],
)
def test_another_day_is_refused_with_what_would_do(now: str, day_one: date, why: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_opening(open_visit(day_one=day_one), CALENDAR, at(now))

    assert refusal.value.code is RefusalCode.DATES
    assert refusal.value.sentence.startswith("The visit was not opened: ")
    assert refusal.value.sentence.endswith(why)
    require_readable(refusal.value.sentence)


def test_how_long_before_is_the_policys() -> None:
    quick = VisitPolicy(invitation_before=5)

    check_opening(open_visit(day_one=date(2020, 9, 14), policy=quick), CALENDAR, at(MONDAY))


def test_the_first_event_says_what_was_opened_by_whom() -> None:
    event = decide_opening(open_visit(), at(MONDAY))

    assert (event.sequence, event.type, event.actor) == (1, EventType.OPENED, "coordinator")
    assert isinstance(event.fact, Opened)
    assert event.fact.day_one == date(2020, 10, 5)
    assert event.fact.policy == VisitPolicy()
