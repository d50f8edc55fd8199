"""The days of a rehearsal: as somebody asked for them, or the next that are in term."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from datetime import time as clock_time

from activities.reference import working_calendar
from rules.terms import in_term, terms_around
from rules.working_days import add_working_days
from rules.zones import at_london
from schemas.forms.course import ResumptionForm
from schemas.forms.deferral import DeferralForm
from schemas.forms.preparation import DatesForm
from schemas.scenario import Moment, Scenario, filled_in

OPENING_TIME = clock_time(9, 5)
_A_YEAR = 366  # days; a scenario that is nowhere in term by then never is


@dataclass(frozen=True)
class Days:
    """The days a rehearsal is about.

    Attributes:
        opened: When the visit is opened, aware.
        one: Day one (T).
        two: Day two.
    """

    opened: datetime
    one: date
    two: date

    def day(self, distance: int) -> date:
        """The working day at a distance from day one."""
        if not distance:
            return self.one
        return add_working_days(self.one, distance, working_calendar(self.one))

    def moment(self, when: str) -> datetime:
        """A scenario's `T-16 11:00` as a moment."""
        moment = Moment.read(when)
        day = self.day(moment.working_days) + timedelta(days=moment.days)
        return at_london(day, moment.clock)


def days_from(start: date, notice: int) -> Days:
    """The days of a visit that is opened on a day or the first working day after it.

    Args:
        start: The day.
        notice: Working days from the opening to day one.
    """
    calendar = working_calendar(start)
    opened = add_working_days(start, 0, calendar)
    one = add_working_days(opened, notice, calendar)
    two = add_working_days(one, 1, calendar)
    return Days(opened=at_london(opened, OPENING_TIME), one=one, two=two)


def days_of(scenario: Scenario, start: date) -> Days:
    """The days of a scenario that begins on a day or the first working day after it."""
    if scenario.opened is None:
        return days_from(start, scenario.policy.invitation_before)
    opened = Moment.read(scenario.opened)
    days = days_from(start, -opened.working_days)
    return dataclasses.replace(days, opened=days.moment(scenario.opened))


def days_in_term(scenario: Scenario, start: date) -> Days:
    """The days of a scenario that begins on the first day from `start` on that suits schools.

    All days that it chooses without a reason are in term then, by the default calendar.
    """
    for later in range(_A_YEAR):
        days = days_of(scenario, start + timedelta(days=later))
        if all(_in_default_term(chosen) for chosen in _chosen(scenario, days)):
            return days
    return days_of(scenario, start)


def _in_default_term(chosen: Sequence[date]) -> bool:
    return in_term(terms_around([], *chosen).terms, *chosen)


def _chosen(scenario: Scenario, days: Days) -> Iterator[tuple[date, ...]]:
    """The days that are chosen in a scenario, those apart that come with a reason."""
    yield days.one, days.two
    for step in scenario.steps:
        form = filled_in(step, days.one, days.two, day=days.day)
        if form.reason is not None or step.refused:
            continue
        match form:
            case DatesForm():
                yield form.day_one, form.day_two
            case ResumptionForm(next_day=date() as first):
                # Of a visit that was on hold, the last day is the one after it.
                calendar = working_calendar(days.one)
                yield first, form.last_day or add_working_days(first, 1, calendar)
            case DeferralForm():
                yield form.day_one, add_working_days(form.day_one, 1, working_calendar(days.one))
            case _:
                pass
