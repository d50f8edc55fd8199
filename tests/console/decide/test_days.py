"""What the screen of one visit says of a pause and of later days."""

from datetime import date

from desk.screens import show_rows
from rules.decide import opening_events
from rules.decide.deferral import successor_opening
from rules.evolve import replay
from schemas import messages as m
from schemas.state import VisitState
from tests.support import visits


def screen(state: VisitState) -> dict[str, str]:
    return dict(show_rows(state, {}))


def granted() -> visits.Visit:
    decision = m.GrantDeferral(actor="programme-office", day_one=date(2020, 11, 9))
    return visits.deferral_asked().told(decision)


def test_a_pause_is_shown_with_its_limit_and_then_with_the_day_it_goes_on() -> None:
    assert screen(visits.paused().state)["Paused"] == (
        "since Mon 5 Oct 2020 17:15, can go on until Mon 12 Oct 2020 17:00"
    )
    day = date(2020, 10, 8)
    resume = m.ResumeVisit(actor="coordinator", next_day=day, last_day=day)
    going = visits.paused().at("2020-10-07 10:00").told(resume)
    assert screen(going.state)["Goes on"] == "on Thu 8 Oct 2020, after a pause"


def test_meetings_that_are_left_are_named_while_the_visit_is_under_way() -> None:
    left = "8 fixed, 4 held; left are study-4, study-7 and priorities"
    assert screen(visits.visiting().state)["Meetings"] == left
    assert screen(visits.planned().state)["Meetings"] == "8 fixed, 0 held"


def test_whose_agreement_is_missing_is_shown() -> None:
    signed = visits.agree_note().model_copy(update={"leaders": ("dcs",)})
    note = screen(visits.agreeing().told(signed).state)["Note"]
    assert note == "version 1, not agreed: health-1 and health-2 missing"


def test_a_request_for_later_days_is_shown_until_it_is_decided() -> None:
    assert screen(visits.deferral_asked().state)["Later days"] == (
        "asked for Fri 25 Sep 2020 10:00, decided by Tue 29 Sep 2020 17:00"
    )
    assert "Later days" not in screen(granted().state)


def test_a_deferred_visit_and_its_successor_name_each_other() -> None:
    opening = successor_opening(granted().state)
    assert opening is not None
    successor = replay(opening_events(opening, granted().now))

    assert screen(granted().state)["Deferred to"] == (
        "interim-e10000016-2, planned from Mon 9 Nov 2020"
    )
    place = "of interim-e10000016, which was deferred or ended early"
    assert screen(successor)["Takes the place"] == place


def test_a_hold_is_shown_with_the_day_on_which_a_person_is_asked() -> None:
    shown = screen(visits.held_prepared().state)
    assert "nothing is due, a person is asked on Fri 23 Oct 2020 17:00" in shown["On hold"]
    assert "Paused" not in shown
