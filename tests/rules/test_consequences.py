"""What a move of the days would bring about is said before it is done."""

from datetime import date

import pytest

from rules.foreseen import foresee
from rules.refusals import Refused
from tests.support.rearranging import NEXT_TUESDAY, NEXT_WEDNESDAY
from tests.support.visits import (
    Visit,
    accepted,
    arranged,
    confirm_team,
    declare,
    nominate,
    planned,
    require_readable,
    set_dates,
    with_rules,
)

WEDNESDAY, THURSDAY = date(2020, 9, 30), date(2020, 10, 1)


def said(visit: Visit, one: date, two: date) -> tuple[str, ...]:
    found = foresee(visit.state, set_dates(one, two, None), visit.now).sentences
    for sentence in found:
        require_readable(sentence)
    return found


def test_days_that_are_set_as_planned_bring_about_nothing_else() -> None:
    visit = accepted().at("2020-09-14 10:00").told(nominate(), declare(), confirm_team())
    assert foresee(visit.state, set_dates(), visit.now).sentences == ()


def test_a_move_weeks_ahead_has_nothing_to_be_said() -> None:
    assert said(planned().at("2020-09-27 10:00"), NEXT_TUESDAY, NEXT_WEDNESDAY) == ()


def test_surveys_that_would_close_earlier_are_named_with_both_moments() -> None:
    visit = arranged().at("2020-09-22 10:00")
    assert said(visit, WEDNESDAY, THURSDAY) == (
        (
            "The surveys, which are open, would close earlier: on Fri 25 Sep 2020 17:00, and not "
            "on Wed 30 Sep 2020 17:00."
        ),
    )


def test_surveys_that_would_close_at_once_are_named() -> None:
    # Under these rules the notice of a move does not stand in the way.
    visit = with_rules(arranged().at("2020-09-28 10:00"), 2)
    assert said(visit, WEDNESDAY, THURSDAY)[0] == (
        "The surveys would close at once: with these days they close on Fri 25 Sep 2020 17:00."
    )


def test_deadlines_that_would_lie_in_the_past_are_named() -> None:
    visit = accepted().at("2020-09-22 10:00").told(declare(), confirm_team())
    found = said(visit, WEDNESDAY, THURSDAY)
    assert (
        "A deadline would lie in the past: team, days, mode and surveys are due from the "
        "coordinator on Wed 16 Sep 2020 17:00, and a person would be asked at once."
    ) in found


def test_letters_that_would_go_again_on_the_same_day_are_named() -> None:
    visit = arranged()
    assert said(visit, NEXT_TUESDAY, NEXT_WEDNESDAY) == (
        (
            "The confirmation of team, days and mode would go again to 7 people: it went today "
            "already."
        ),
    )
    assert said(visit.at("2020-09-19 10:00"), NEXT_TUESDAY, NEXT_WEDNESDAY) == ()


def test_a_timetable_that_would_go_again_on_the_same_day_is_named() -> None:
    assert said(planned(), NEXT_TUESDAY, NEXT_WEDNESDAY) == (
        "The timetable would go again to 8 people: it went today already.",
    )


def test_what_the_rules_refuse_has_no_consequences() -> None:
    visit = planned()
    with pytest.raises(Refused):
        foresee(visit.state, set_dates(date(2020, 10, 3), NEXT_TUESDAY), visit.now)


def test_other_decisions_bring_about_what_they_say() -> None:
    visit = accepted()
    assert foresee(visit.state, nominate(), visit.now).sentences == ()
