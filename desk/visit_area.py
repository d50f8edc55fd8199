"""Whether a local area exists on the days that an opening or a decision gives its visit.

Asked at the desk and not by a rule of the visit: which councils there are is a fact from outside,
which changes while a visit is under way, and what was decided yesterday is not undone by it.
"""

from collections.abc import Sequence
from datetime import date

from activities.reference import working_calendar
from register import areas
from register.area_names import area_named
from register.areas import AreaNotThen
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days
from schemas import messages as m
from schemas.areas import LocalArea
from schemas.state import VisitState


def area_to_visit(typed: str, day_one: date) -> LocalArea:
    """The local area to which a visit may be made on a day and the working day after it.

    Args:
        typed: Its code or its name.
        day_one: The first day.

    Raises:
        UnknownArea: It is nobody's code or name.
        AreaNotPlain: It may be the name of several.
        AreaNotThen: The area does not exist on both days.
        CalendarTooShort: The bank holidays around the day are not known.
    """
    area = area_named(typed, day_one)
    return areas.area_on(area.gss_code, *_two_days(day_one))


def require_area(state: VisitState, message: m.Decision) -> None:
    """Refuse a decision that gives a visit days on which its area does not exist.

    Raises:
        Refused: With the areas that exist then.
    """
    what, days = _days_given(message)
    if not days:
        return
    try:
        areas.area_on(state.area, *days)
    except AreaNotThen as gone:
        raise Refused(RefusalCode.DATES, f"{what}: {gone}") from None


def _days_given(message: m.Decision) -> tuple[str, Sequence[date]]:
    """What is not done when the area does not exist, and the days on which it has to."""
    match message:
        case m.SetDates():
            return "The days were not set", (message.day_one, message.day_two)
        case m.GrantDeferral():
            return "The visit was not deferred", _two_days(message.day_one)
        case m.ResumeVisit():
            given = (message.next_day, message.last_day)
            return "The visit was not resumed", [day for day in given if day is not None]
        case _:
            return "", ()


def _two_days(day_one: date) -> tuple[date, date]:
    return day_one, add_working_days(day_one, 1, working_calendar(day_one))
