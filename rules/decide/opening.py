"""Whether a visit can be opened for a day."""

from datetime import datetime

from rules.decide.term_days import out_of_term
from rules.refusals import RefusalCode, Refused
from rules.working_days import add_working_days, is_working_day
from rules.zones import london_date
from schemas.messages import OpenVisit
from schemas.terms import TermsAround
from schemas.working_calendar import WorkingCalendar


def check_opening(
    message: OpenVisit, calendar: WorkingCalendar, now: datetime, terms: TermsAround | None = None
) -> bool:
    """Refuse a day one that is no working day, or leaves no time to invite and prepare.

    Args:
        message: How it is opened.
        calendar: The bank holidays.
        now: The moment.
        terms: Of the area; `None` where nobody asks for them.

    Returns:
        Whether the two days are out of term, which the message has a reason for.

    Raises:
        Refused: With the earliest day that would do.
    """
    day = message.day_one
    today = london_date(now)
    if day <= today:
        raise Refused(
            RefusalCode.DATES,
            f"The visit was not opened: {day:%A %-d %B %Y} is not in the future.",
        )
    if today < calendar.first:
        raise Refused(
            RefusalCode.DATES,
            f"The visit was not opened: {day:%A %-d %B %Y} is too far ahead; "
            f"it can be opened from {calendar.first:%A %-d %B %Y} on.",
        )
    earliest = add_working_days(
        add_working_days(today, 0, calendar), message.policy.invitation_before, calendar
    )
    if not is_working_day(day, calendar):
        raise Refused(
            RefusalCode.DATES,
            f"The visit was not opened: {day:%A %-d %B %Y} is not a working day.",
        )
    if day < earliest:
        raise Refused(
            RefusalCode.DATES,
            f"The visit was not opened: an invitation goes out "
            f"{message.policy.invitation_before} working days before day one, "
            f"so day one can be {earliest:%A %-d %B %Y} at the earliest.",
        )
    return out_of_term(
        "The visit was not opened",
        day,
        add_working_days(day, 1, calendar),
        terms=terms,
        reason=message.reason,
        calendar=calendar,
        earliest=earliest,
    )
