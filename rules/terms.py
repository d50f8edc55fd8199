"""School terms: what days are in term, and the calendar of an area whose terms nobody recorded.

A visit is made in term only (domain brief, section 5, an assumption of this project): outside it
schools are closed and practitioners are away. Whoever chooses other days says why.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from rules.easter import good_friday
from schemas.terms import SchoolHoliday, SchoolTerm, Term, TermsAround

_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_AROUND = timedelta(days=75)
"""Longer than any holiday, so that the terms before and after it are seen."""

_FRIDAY = 4
_MARCH, _AUGUST = 3, 8
_LATE = 11  # in April: from then on, most of the holidays are before Easter


def school_year_of(day: date) -> int:
    """The year in which a day's school year began; one runs from August to July."""
    return day.year if day.month >= _AUGUST else day.year - 1


def default_terms(school_year: int) -> tuple[SchoolTerm, ...]:
    """The terms of an area of which none are recorded, for any school year.

    An assumption: there is no national calendar and councils differ by a week. It follows the
    sample of 2020-21 in the domain brief (section 5, Terms): autumn half-term 26-30 October,
    Christmas from 21 December to 3 January, half-term 15-19 February, two weeks around Good Friday,
    the week of the late May bank holiday, summer from 22 July to 31 August.

    Args:
        school_year: In which it begins.
    """
    spring = school_year + 1
    autumn_break = _week_of(date(school_year, 10, 28))
    christmas = _week_of(date(school_year, 12, 25))
    february = _week_of(date(spring, 2, 18))
    easter_first, easter_last = _easter_holidays(spring)
    may = _week_of(date(spring, 5, 31))
    begins = (
        date(school_year, 9, 1),
        autumn_break + _WEEK,
        christmas + 2 * _WEEK,
        february + _WEEK,
        _after_weekend(easter_last),
        may + _WEEK,
    )
    ends = (
        *(_before_weekend(monday) for monday in (autumn_break, christmas, february)),
        _before_weekend(easter_first),
        _before_weekend(may),
        date(spring, 7, 21),
    )
    names = (
        *("Autumn term, first half", "Autumn term, second half"),
        *("Spring term, first half", "Spring term, second half"),
        *("Summer term, first half", "Summer term, second half"),
    )
    return tuple(
        SchoolTerm(name=name, first=first, last=last, assumed=True)
        for name, first, last in zip(names, begins, ends, strict=True)
    )


def _easter_holidays(year: int) -> tuple[date, date]:
    """Two weeks around Good Friday; when Easter is early or late most of them are in April."""
    friday = good_friday(year)
    if friday.month == _MARCH:
        return friday, friday + 2 * _WEEK
    if friday.day < _LATE:
        return friday - 4 * _DAY, friday + _WEEK
    return friday - 11 * _DAY, friday + 3 * _DAY


def _week_of(day: date) -> date:
    """The Monday on or before a day."""
    return day - day.weekday() * _DAY


def _before_weekend(day: date) -> date:
    """The last weekday before a day."""
    before = day - _DAY
    return before - max(0, before.weekday() - _FRIDAY) * _DAY


def _after_weekend(day: date) -> date:
    """The first weekday after a day."""
    after = day + _DAY
    return after if after.weekday() <= _FRIDAY else _week_of(after) + _WEEK


def terms_between(recorded: Iterable[SchoolTerm], first: date, last: date) -> list[SchoolTerm]:
    """The terms of an area that touch a period, in order.

    What is recorded holds. Where a school year, or its beginning or end, is not recorded, the
    default calendar stands in.

    Args:
        recorded: The area's own, in any order.
        first: Of the period.
        last: Of the period.
    """
    own = sorted(recorded, key=lambda term: term.first)
    years = range(
        max(school_year_of(first), date.min.year), min(school_year_of(last) + 1, date.max.year)
    )
    found = [term for year in years for term in _terms_of(year, own)]
    return [term for term in found if term.first <= last and first <= term.last]


def _terms_of(year: int, own: Sequence[SchoolTerm]) -> Iterator[SchoolTerm]:
    known = [term for term in own if school_year_of(term.first) == year]
    assumed = [
        term
        for term in default_terms(year)
        if not known or term.last < known[0].first or term.first > known[-1].last
    ]
    yield from sorted((*known, *assumed), key=lambda term: term.first)


def terms_around(recorded: Iterable[SchoolTerm], *days: date) -> TermsAround:
    """What a rule needs to know of an area's terms to judge some days."""
    near = terms_between(recorded, *_around(min(days), max(days)))
    return TermsAround(
        terms=tuple(Term(first=term.first, last=term.last) for term in near),
        assumed=any(term.assumed for term in near),
    )


def _around(first: date, last: date) -> tuple[date, date]:
    """A longer period, as far as dates go."""
    return max(first, date.min + _AROUND) - _AROUND, min(last, date.max - _AROUND) + _AROUND


def in_term(terms: Iterable[Term], *days: date) -> bool:
    """Whether all of some days are in one and the same term."""
    return any(term.holds(*days) for term in terms)


def holidays_between(
    recorded: Iterable[SchoolTerm], first: date, last: date
) -> list[SchoolHoliday]:
    """The holidays of an area that touch a period, in order; a weekend alone is none."""
    terms = terms_between(recorded, *_around(first, last))
    found = [
        SchoolHoliday(
            first=before.last + _DAY,
            last=after.first - _DAY,
            assumed=before.assumed or after.assumed,
        )
        for before, after in pairwise(terms)
        if after.first > _after_weekend(before.last)
    ]
    return [holiday for holiday in found if holiday.first <= last and first <= holiday.last]


def first_overlap(terms: Iterable[SchoolTerm]) -> tuple[SchoolTerm, SchoolTerm] | None:
    """Two terms of one area that share a day, if there are any."""
    ordered = sorted(terms, key=lambda term: (term.first, term.last))
    for earlier, later in pairwise(ordered):
        if later.first <= earlier.last:
            return earlier, later
    return None
