"""What operators read of a report in the Temporal Web UI; no words of the report itself."""

from collections.abc import Sequence

from rules.report import ReportTask, SettlingDeadline, report_tasks, report_words
from rules.report.stages import STAGE_CLAUSES
from rules.wording import moment
from schemas.report.events import ReportEvent
from schemas.report.messages import StartReport
from schemas.report.state import ReportState
from workflows.wording import details_of, short, summary_of


def report_static_summary(opening: StartReport) -> str:
    """One line of a list, e.g. `Report autumn-2020/report/autumn`."""
    return short(f"Report {opening.report}")


def report_record_summary(batch: Sequence[ReportEvent]) -> str:
    """What a record activity writes down."""
    return summary_of(report_words(event) for event in batch)


def settling_summary(_state: ReportState, deadlines: Sequence[SettlingDeadline]) -> str:
    """What the timer is for."""
    return short(f"Until {moment(deadlines[0].at)}: the last agreement may be withdrawn")


def report_details(state: ReportState, recent: Sequence[ReportEvent]) -> str:
    """Where it stands, as Markdown."""
    rows = [
        ("Stands", STAGE_CLAUSES[state.stage]),
        ("Visits with an agreed note", str(len(state.visits))),
        ("Themes", str(len(state.themes))),
        ("Statements", str(len(state.statements))),
        *((("Failures at the gate", str(state.failures)),) if state.failures else ()),
        *(("A person must see to", _task(task)) for task in report_tasks(state)),
    ]
    return details_of("Where it stands", rows, recent, report_words)


def _task(task: ReportTask) -> str:
    return f"{task.words} `{task.command}`"
