"""The bank holidays a visit counts with."""

from datetime import date

from schemas.base import Model
from schemas.ids import CalendarVersion


class WorkingCalendar(Model):
    """Public holidays of England and Wales around a visit, with their edition.

    Kept in the state: a later edition of the list must not move a deadline by replay.

    Attributes:
        version: Which edition, e.g. `govuk-0.19`.
        first: The first day the list vouches for.
        last: The last day the list vouches for.
        holidays: Days that are not working days, besides Saturdays and Sundays, in order.
    """

    version: CalendarVersion
    first: date
    last: date
    holidays: tuple[date, ...]
