"""School terms: the calendar that is assumed, and days of visits that are out of term."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from activities.reference import published_holidays, working_calendar
from rules.decide.opening import check_opening
from rules.easter import good_friday
from rules.refusals import RefusalCode
from rules.terms import default_terms, holidays_between, in_term, terms_around, terms_between
from schemas import messages as m
from schemas.events.corrections import DayOnePlanned
from schemas.events.course import Resumed
from schemas.events.deferral import Deferred
from schemas.events.preparation import DatesSet
from schemas.events.visit import Opened
from schemas.terms import SchoolTerm, Term, TermsAround
from tests.support import visits as v
from tests.support.samples import REASON
from tests.support.visits import Visit, refused

HALF_TERM = (date(2020, 10, 27), date(2020, 10, 28))
IN_TERM = (date(2020, 11, 3), date(2020, 11, 4))


def own(first: date, last: date, name: str = "Autumn 1") -> SchoolTerm:
    return SchoolTerm(name=name, first=first, last=last)


class TestTheDefaultCalendar:
    def test_is_that_of_the_sample_of_2020(self) -> None:
        spans = [f"{term.first} {term.last}" for term in default_terms(2020)]

        assert spans == [
            "2020-09-01 2020-10-23",
            "2020-11-02 2020-12-18",
            "2021-01-04 2021-02-12",
            "2021-02-22 2021-03-26",
            "2021-04-12 2021-05-28",
            "2021-06-07 2021-07-21",
        ]

    @pytest.mark.parametrize("year", [2010, 2016, 2024, 2026, 2032, 2099])
    def test_leaves_out_the_holidays_of_any_year(self, year: int) -> None:
        terms = default_terms(year)
        christmas = [date(year, 12, 24) + timedelta(days=n) for n in range(9)]
        easter = [good_friday(year + 1) + timedelta(days=n) for n in range(4)]

        assert not any(in_term(terms, day) for day in (*christmas, *easter))
        assert not in_term(terms, date(year + 1, 8, 1))
        for before, after in pairwise(terms):
            assert timedelta(days=9) <= after.first - before.last <= timedelta(days=19)

    def test_good_friday_is_on_the_day_that_is_published(self) -> None:
        holidays = published_holidays()

        years = range(holidays[0].year, holidays[-1].year + 1)
        assert {good_friday(year) for year in years} <= set(holidays)


class TestWhatIsRecorded:
    def test_holds_and_the_default_stands_in_for_what_is_not(self) -> None:
        autumn = own(date(2020, 9, 3), date(2020, 10, 16))
        later = own(date(2020, 10, 26), date(2020, 12, 16), "Autumn 2")

        terms = terms_between([later, autumn], date(2020, 8, 1), date(2021, 2, 1))

        assert [(str(t.first), t.assumed) for t in terms] == [
            ("2020-09-03", False),
            ("2020-10-26", False),
            ("2021-01-04", True),
        ]

    def test_is_no_reason_to_doubt_another_year(self) -> None:
        known = [own(date(2020, 9, 3), date(2020, 10, 16))]

        assert terms_between(known, date(2021, 9, 1), date(2022, 7, 31)) == list(
            default_terms(2021)
        )

    def test_says_whether_anything_around_the_days_is_assumed(self) -> None:
        known = [
            own(term.first, term.last, term.name)
            for term in (*default_terms(2020), *default_terms(2021))
        ]

        assert terms_around([], *IN_TERM).assumed
        assert not terms_around(known, *IN_TERM).assumed

    def test_days_on_both_sides_of_a_holiday_are_in_no_term(self) -> None:
        terms = default_terms(2020)

        assert in_term(terms, date(2020, 10, 22), date(2020, 10, 23))
        assert not in_term(terms, date(2020, 10, 23), date(2020, 11, 2))

    @pytest.mark.parametrize("day", [date.min, date.max])
    def test_ends_with_what_dates_there_are(self, day: date) -> None:
        assert len(terms_around([], day).terms) <= 3
        holidays_between([], day, day)

    def test_a_weekend_is_no_holiday(self) -> None:
        halves = [
            own(date(2020, 9, 1), date(2020, 10, 2)),
            own(date(2020, 10, 5), date(2020, 10, 23), "Autumn 2"),
        ]

        found = holidays_between(halves, date(2020, 9, 20), date(2020, 10, 31))

        assert [(str(h.first), str(h.last)) for h in found] == [("2020-10-24", "2020-11-01")]


def dates(terms: TermsAround | None, *, reason: bool = False) -> m.SetDates:
    one, two = HALF_TERM
    return m.SetDates(
        actor="coordinator",
        day_one=one,
        day_two=two,
        terms=terms,
        reason=REASON if reason else None,
    )


AROUND = terms_around([], *HALF_TERM)


class TestDaysOutOfTerm:
    def test_are_refused_with_the_terms_and_the_nearest_days(self) -> None:
        told = refused(v.accepted(), dates(AROUND))

        assert told.code is RefusalCode.OUT_OF_TERM
        assert told.sentence == (
            "The days were not set: Tuesday 27 October 2020 and Wednesday 28 October 2020 are not "
            "in one term (terms by the default calendar, as the area's own terms are not recorded: "
            "1 September 2020 to 23 October 2020 and 2 November 2020 to 18 December 2020). In "
            "term, day one can be Thursday 22 October 2020 or Monday 2 November 2020 at the "
            "nearest. Name days in term, or say why not, with --reason."
        )

    def test_no_day_is_named_that_would_be_refused_again(self) -> None:
        late = v.accepted().at("2020-10-19 09:00")

        told = refused(late, dates(AROUND)).sentence

        assert "day one can be Monday 2 November 2020 at the nearest" in told

    def test_are_taken_for_a_reason_which_the_event_tells(self) -> None:
        (event,) = (
            event
            for event in v.accepted().told(dates(AROUND, reason=True)).events
            if isinstance(event.fact, DatesSet)
        )

        assert event.reason == REASON
        assert event.fact.model_dump()["out_of_term"] is True

    def test_are_not_asked_about_where_nobody_looked_terms_up(self) -> None:
        """As in every decision that was taken before there were any."""
        before = v.accepted().told(dates(None))

        (fact,) = (e.fact for e in before.events if isinstance(e.fact, DatesSet))
        assert "out_of_term" not in fact.model_dump_json()
        assert "terms" not in dates(None).model_dump_json()

    def test_are_asked_about_before_the_invitation_too(self) -> None:
        assert refused(v.opened(), dates(AROUND)).code is RefusalCode.OUT_OF_TERM
        planned = v.opened().told(dates(AROUND, reason=True)).events[-1].fact
        assert isinstance(planned, DayOnePlanned)
        assert planned.out_of_term

    def test_are_asked_about_when_a_visit_is_deferred_and_its_successor_knows(self) -> None:
        day = date(2020, 12, 30)
        grant = m.GrantDeferral(actor="office", day_one=day, terms=terms_around([], day))

        assert refused(v.deferral_asked(), grant).code is RefusalCode.OUT_OF_TERM
        granted = v.deferral_asked().told(grant.model_copy(update={"reason": REASON}))
        assert isinstance(granted.events[-1].fact, Deferred)
        assert _successor(granted).out_of_term
        assert not _successor(
            v.deferral_asked().told(
                m.GrantDeferral(
                    actor="office", day_one=IN_TERM[0], terms=terms_around([], *IN_TERM)
                )
            )
        ).out_of_term

    def test_are_asked_about_when_a_visit_goes_on_and_one_day_can_be_the_nearest(self) -> None:
        day = date(2020, 10, 8)
        closed = TermsAround(terms=(Term(first=date(2020, 9, 1), last=date(2020, 10, 7)),))
        paused = v.paused().at("2020-10-07 10:00")
        resume = m.ResumeVisit(actor="coordinator", next_day=day, last_day=day, terms=closed)

        told = refused(paused, resume)
        assert told.code is RefusalCode.OUT_OF_TERM
        assert "Thursday 8 October 2020 is not in term" in told.sentence
        going = paused.told(resume.model_copy(update={"reason": REASON}))
        (fact,) = (e.fact for e in going.events if isinstance(e.fact, Resumed))
        assert fact.out_of_term


def _successor(visit: Visit) -> Opened:
    from rules.decide import opening_events
    from rules.decide.deferral import successor_opening

    opening = successor_opening(visit.state)
    assert opening is not None
    fact = opening_events(opening, visit.state.changed_at)[0].fact
    assert isinstance(fact, Opened)
    return fact


def test_a_visit_is_opened_out_of_term_for_a_reason_only() -> None:
    message = v.open_visit().model_copy(update={"day_one": HALF_TERM[0]})
    calendar = working_calendar(HALF_TERM[0])
    now = v.opened().state.opened_at

    assert check_opening(message.model_copy(update={"reason": REASON}), calendar, now, AROUND)
    assert not check_opening(message, calendar, now)
    with pytest.raises(Exception, match="The visit was not opened: Tuesday 27 October") as told:
        check_opening(message, calendar, now, AROUND)
    assert getattr(told.value, "code", None) is RefusalCode.OUT_OF_TERM
