"""Which activity does what a programme owes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.programme import ProgrammeVisits, Selecting
    from rules.programme import work as o
    from rules.programme.requests import request_for
    from schemas.base import Model
    from schemas.programme import ProgrammeState

_SOLVING = timedelta(minutes=10)
_QUICK = timedelta(seconds=30)
_MANY = timedelta(minutes=10)


class Asked(NamedTuple):
    """One call of an activity.

    Attributes:
        activity: Its method.
        request: What it is asked.
        within: How long one attempt may take.
        summary: What operators read of it.
    """

    activity: Callable[..., Any]
    request: Model
    within: timedelta
    summary: str


def asked_for(task: o.Owed, state: ProgrammeState, now: datetime, *, rehearsed: bool) -> Asked:
    """What is asked of which activity, so that a task gets done.

    Args:
        task: What is owed.
        state: By the programme as it is.
        now: The moment by the programme's clock.
        rehearsed: Whether that clock is a rehearsal's.
    """
    activity, within, summary = _done_by(task)
    return Asked(activity, request_for(task, state, now, rehearsed=rehearsed), within, summary)


# `Any`: each activity takes a request of its own.
def _done_by(task: o.Owed) -> tuple[Callable[..., Any], timedelta, str]:
    match task:
        case o.FixOwed():
            summary = "Work out the portfolio of permissible samples"
            return Selecting.fix_portfolio, _SOLVING, summary
        case o.DrawOwed():
            return Selecting.draw_sample, _SOLVING, "Draw the sample"
        case o.PromotionOwed(lost=lost):
            summary = f"Find the reserve that takes the place of {lost}"
            return Selecting.promote_reserve, _SOLVING, summary
        case o.VisitsOwed(areas=areas):
            summary = f"Open {len(areas)} visits of the wave"
            return ProgrammeVisits.open_visits, _MANY, summary
        case o.ArrangementOwed(area=area):
            summary = f"Tell {area.area} its days and team"
            return ProgrammeVisits.arrange_visit, _QUICK, summary
        case o.SteeringOwed(asked=asked, areas=areas):
            summary = f"Tell {len(areas)} visits: {asked.steering}"
            return ProgrammeVisits.steer_visits, _MANY, summary
        case o.CancelOwed(removal=removal):
            summary = f"Cancel the visit to {removal.area}"
            return ProgrammeVisits.cancel_visit, _QUICK, summary
