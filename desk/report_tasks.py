"""What people must do about reports."""

from register import reports
from register.connection import Connection
from rules.report import ReportTask, report_tasks
from schemas.report.state import ReportState


async def tasks_of_reports(connection: Connection) -> list[tuple[ReportState, ReportTask]]:
    """Each task with its report."""
    return [
        (state, task) for state in await reports.going(connection) for task in report_tasks(state)
    ]
