"""The first activity of a run: it sees that the start was announced, and looks up bank holidays."""

from datetime import date, timedelta

from temporalio import workflow
from temporalio.common import Priority

with workflow.unsafe.imports_passed_through():
    from activities.admission import Admission
    from schemas.work import CalendarRequest
    from schemas.working_calendar import WorkingCalendar


async def looked_up(
    around: date, summary: str, priority: Priority = Priority.default
) -> WorkingCalendar:
    """The bank holidays around a day; fails for good, and the run with it, if nobody announced it.

    Args:
        around: The day.
        summary: What operators read of it.
        priority: In which order it is taken.
    """
    return await workflow.execute_activity_method(
        Admission.fetch_working_calendar,
        CalendarRequest(around=around),
        start_to_close_timeout=timedelta(seconds=30),
        summary=summary,
        priority=priority,
    )


async def require_announced(around: date, priority: Priority = Priority.default) -> None:
    """Fail for good, and the run with it, if nobody announced its start.

    Args:
        around: Any day of the process: the activity is that which looks up bank holidays.
        priority: In which order it is taken.
    """
    await looked_up(around, "See that this start was announced", priority)
