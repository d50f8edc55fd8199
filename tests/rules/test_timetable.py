"""Every date of a visit, worked out from a few anchors."""

from dataclasses import fields
from datetime import UTC, date, datetime, time
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.timetable import Timetable, timetable
from rules.working_days import add_working_days, is_working_day
from rules.zones import london
from schemas.parts import VisitDays
from schemas.policy import VisitPolicy
from schemas.state import VisitState
from tests.support.visits import (
    CALENDAR,
    Visit,
    accepted,
    agreeing,
    at,
    closed,
    delivered,
    invited,
    just_opened,
    opened,
    set_dates,
    shared,
    sharing,
)


def dates_of(visit: Visit | VisitState) -> Timetable:
    dates = timetable(visit.state if isinstance(visit, Visit) else visit)
    assert dates is not None
    return dates


def planned_for(day_one: date, policy: VisitPolicy | None = None) -> Timetable:
    return dates_of(opened(policy).state.model_copy(update={"day_one": day_one}))


def moments(dates: Timetable) -> dict[str, datetime]:
    named = {field.name: getattr(dates, field.name) for field in fields(dates)}
    return {name: cast("datetime", moment) for name, moment in named.items() if moment}


def test_there_is_none_before_the_bank_holidays_are_known() -> None:
    assert timetable(just_opened().state) is None


def test_a_visit_in_october_2020() -> None:
    assert moments(dates_of(opened())) == {
        "invite_at": at("2020-09-07 09:00"),  # T-20
        "officer_due": at("2020-09-15 17:00"),  # T-14
        "arrangements_due": at("2020-09-21 17:00"),  # T-10
        "survey_opens": at("2020-09-21 09:00"),  # T-10
        "survey_closes": at("2020-09-30 17:00"),  # T-3
        "timetable_due": at("2020-09-30 17:00"),  # T-3
        "day_one": at("2020-10-05 09:00"),
        "day_two": at("2020-10-06 09:00"),
        "visit_record_due": at("2020-10-07 17:00"),
        "draft_due": at("2020-10-13 17:00"),  # T+6
        "agreement_due": at("2020-10-23 17:00"),  # T+14
    }


def test_over_christmas_2020_with_the_substitute_day() -> None:
    dates = planned_for(date(2020, 12, 30))

    assert dates.invite_at == at("2020-11-30 09:00")
    assert dates.timetable_due == at("2020-12-23 17:00")  # 29, 24, 23: not 28, not 25
    assert dates.day_two == at("2020-12-31 09:00")
    assert dates.visit_record_due == at("2021-01-04 17:00")  # not New Year's Day, not a weekend
    assert dates.draft_due == at("2021-01-08 17:00")


def test_over_easter_2021() -> None:
    dates = planned_for(date(2021, 4, 1))

    assert dates.day_two == at("2021-04-06 09:00")  # the day after Easter Monday
    assert dates.visit_record_due == at("2021-04-07 17:00")
    assert dates.draft_due == at("2021-04-13 17:00")


@pytest.mark.parametrize(
    ("day_one", "invite_at", "draft_due"),
    [
        (date(2020, 10, 21), "2020-09-23 08:00", "2020-10-29 17:00"),  # clocks go back
        (date(2021, 3, 24), "2021-02-24 09:00", "2021-04-01 16:00"),  # clocks go forward
    ],
    ids=["25 October 2020", "28 March 2021"],
)
def test_nine_and_five_in_london_on_both_sides_of_a_clock_change(
    day_one: date, invite_at: str, draft_due: str
) -> None:
    dates = planned_for(day_one)

    for moment, utc in ((dates.invite_at, invite_at), (dates.draft_due, draft_due)):
        assert f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}" == utc
    assert london(dates.invite_at).time() == time(9)
    assert london(dates.draft_due).time() == time(17)


@given(st.dates(date(2020, 7, 6), date(2021, 11, 30)))
def test_every_moment_is_on_a_working_day_at_nine_or_at_five(day: date) -> None:
    dates = planned_for(add_working_days(day, 0, CALENDAR))

    for moment in moments(dates).values():
        assert is_working_day(london(moment).date(), CALENDAR)
        assert london(moment).time() in {time(9), time(17)}


@given(st.dates(date(2020, 7, 6), date(2021, 11, 30)))
def test_the_moments_come_in_the_order_of_a_visit(day: date) -> None:
    dates = planned_for(add_working_days(day, 0, CALENDAR))

    order = [
        dates.invite_at,
        dates.officer_due,
        dates.survey_opens,
        dates.arrangements_due,
        dates.survey_closes,
        dates.timetable_due,
        dates.day_one,
        dates.day_two,
        dates.visit_record_due,
        dates.draft_due,
        dates.agreement_due,
    ]
    assert order == sorted(order)


def test_the_reply_clock_starts_with_proven_delivery() -> None:
    assert dates_of(invited()).reply_due is None
    assert dates_of(invited()).reminder_at is None

    dates = dates_of(delivered())  # on Monday 7 September, T-20

    assert dates.reminder_at == at("2020-09-10 09:00")  # T-17
    assert dates.reply_due == at("2020-09-14 17:00")  # T-15


def test_sharing_follows_the_agreement_and_acknowledgement_the_sharing() -> None:
    assert dates_of(agreeing()).sharing_due is None
    assert dates_of(sharing()).sharing_due == at("2020-10-20 17:00")
    assert dates_of(sharing()).acknowledgement_due is None
    assert dates_of(shared()).acknowledgement_due == at("2020-10-27 17:00")


def test_a_visit_is_kept_while_consent_can_be_withdrawn() -> None:
    assert dates_of(shared()).consent_window_ends is None
    assert dates_of(closed()).consent_window_ends == at("2020-11-19 17:00")


def test_moving_the_days_moves_everything_that_hangs_on_them() -> None:
    state = opened().state
    later = VisitDays(day_one=date(2020, 10, 12), day_two=date(2020, 10, 13))
    moved = moments(dates_of(state.model_copy(update={"days": later})))

    assert moved["officer_due"] == at("2020-09-22 17:00")
    assert moved["draft_due"] == at("2020-10-20 17:00")
    assert all(moved[name] > moment for name, moment in moments(dates_of(state)).items())


def test_every_period_is_the_policys() -> None:
    slow = VisitPolicy(
        invitation_before=30,
        officer_before=20,
        survey_closes_at=time(12),
        draft_after=10,
        day_starts_at=time(8),
        day_ends_at=time(18),
    )
    dates = planned_for(date(2020, 10, 5), slow)

    assert dates.invite_at == at("2020-08-21 08:00")  # over the bank holiday of 31 August
    assert dates.officer_due == at("2020-09-07 18:00")
    assert dates.survey_closes == at("2020-09-30 12:00")
    assert dates.draft_due == at("2020-10-19 18:00")


def test_a_visit_that_outlasts_its_list_of_bank_holidays_still_has_its_dates() -> None:
    late = closed().state.model_copy(update={"ended_at": at("2023-03-01 10:00")})

    assert dates_of(late).consent_window_ends == at("2023-03-29 17:00")


def test_set_dates_move_the_timetable_of_the_visit_they_are_told_to() -> None:
    visit = accepted().told(set_dates(date(2020, 10, 12), date(2020, 10, 13)))

    assert dates_of(visit).day_one == at("2020-10-12 09:00")
    assert dates_of(visit).day_two == at("2020-10-13 09:00")
