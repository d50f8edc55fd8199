"""The days of a rehearsal."""

from datetime import date

import pytest

from activities.reference import CalendarTooShort
from release.rehearsal import load_scenario
from release.rehearsal.days import days_from, days_in_term, days_of
from schemas.scenario import Moment, Scenario
from tests.engine import SCENARIOS
from tests.support.visits import at


class TestDays:
    @pytest.mark.parametrize(
        ("start", "opened", "one", "two"),
        [
            (date(2020, 9, 7), "2020-09-07", date(2020, 10, 5), date(2020, 10, 6)),
            (date(2020, 9, 5), "2020-09-07", date(2020, 10, 5), date(2020, 10, 6)),  # a Saturday
            (date(2020, 8, 31), "2020-09-01", date(2020, 9, 29), date(2020, 9, 30)),  # a holiday
            (date(2020, 12, 25), "2020-12-29", date(2021, 1, 27), date(2021, 1, 28)),  # Christmas
            (date(2021, 3, 4), "2021-03-04", date(2021, 4, 1), date(2021, 4, 6)),  # over Easter
        ],
    )
    def test_begin_on_the_first_working_day(
        self, start: date, opened: str, one: date, two: date
    ) -> None:
        days = days_from(start, 20)

        assert days.opened.date().isoformat() == opened
        assert (days.one, days.two) == (one, two)

    @pytest.mark.parametrize(
        ("when", "moment"),
        [
            ("T 17:15", "2020-10-05 17:15"),
            ("T+1 15:20", "2020-10-06 15:20"),
            ("T-16 11:20", "2020-09-11 11:20"),
            ("T+15 09:00", "2020-10-26 09:00"),  # after the clocks went back
            ("T-16+1d 11:00", "2020-09-12 11:00"),  # the Saturday after
            ("T+4+2d 11:00", "2020-10-11 11:00"),
        ],
    )
    def test_a_moment_is_counted_in_working_days_on_a_london_clock(
        self, when: str, moment: str
    ) -> None:
        assert days_from(date(2020, 9, 7), 20).moment(when) == at(moment)

    def test_beyond_the_published_bank_holidays_there_are_none(self) -> None:
        with pytest.raises(CalendarTooShort, match="2031 is outside"):
            days_from(date(2031, 9, 1), 20)

    def test_a_scenario_may_say_when_its_visit_is_opened(self) -> None:
        scenario = Scenario(
            title="Opened on a Sunday", area="E10000016", opened="T-25+2d 14:10", steps=()
        )

        days = days_of(scenario, date(2020, 9, 18))

        assert days.opened == at("2020-09-20 14:10")
        assert days.one == date(2020, 10, 23)
        assert days.day(-25) == date(2020, 9, 18)

    @pytest.mark.parametrize(
        ("start", "one"),
        [
            (date(2020, 9, 7), date(2020, 10, 5)),  # as it comes
            (date(2020, 11, 27), date(2021, 1, 4)),  # after Christmas
            (date(2021, 3, 1), date(2021, 4, 12)),  # not on both sides of Easter
            (date(2026, 6, 24), date(2026, 9, 1)),  # not in the summer
        ],
    )
    def test_a_rehearsal_that_may_choose_is_held_in_term(self, start: date, one: date) -> None:
        scenario = load_scenario(SCENARIOS / "smooth.yaml")

        assert days_in_term(scenario, start).one == one

    def test_the_days_that_a_scenario_moves_to_are_in_term_too(self) -> None:
        plan = {"day_one": "T+5", "day_two": "T+6"}
        step = {"at": "T-20 09:10", "do": "dates", "with": plan}
        moving = Scenario.model_validate({"title": "Moves", "area": "E10000016", "steps": [step]})
        because = {**step, "with": {**plan, "reason": "Asked for."}}
        with_reason = moving.model_validate({**moving.model_dump(), "steps": [because]})

        assert days_in_term(moving, date(2020, 9, 21)).one == date(2020, 11, 2)
        assert days_in_term(with_reason, date(2020, 9, 21)).one == date(2020, 10, 19)

    @pytest.mark.parametrize("when", ["T 09:05", "T-16 11:00", "T+3+2d 23:59", "T+1d 00:00"])
    def test_a_moment_is_written_as_it_is_read(self, when: str) -> None:
        assert str(Moment.read(when)) == when
