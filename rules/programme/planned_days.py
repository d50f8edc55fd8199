"""Which day a visit is told when it goes on: the one that is planned, where that is news."""

from datetime import date, datetime

from rules.zones import london_date
from schemas.programme.values import Assignment
from schemas.state import VisitState


def day_to_say(planned: Assignment | None, visit: VisitState, now: datetime) -> date | None:
    """The first day of a plan, if it is still to come and the visit does not have it."""
    if planned is None or planned.day_one <= london_date(now):
        return None
    return planned.day_one if planned.day_one != visit.day_one else None
