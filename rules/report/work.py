"""What a report has still to do by itself, by its state alone."""

from enum import StrEnum

from schemas.report.state import ReportState
from schemas.report.values import ReportStage


class ReportWork(StrEnum):
    """One thing to do."""

    GATHER = "gather"
    CHECK = "check"
    PUBLISH = "publish"


_OWED = {
    ReportStage.GATHERING: ReportWork.GATHER,
    ReportStage.CHECKING: ReportWork.CHECK,
    ReportStage.PUBLISHING: ReportWork.PUBLISH,
}


def report_owed(state: ReportState) -> ReportWork | None:
    """The next thing to do, or nothing."""
    return _OWED.get(state.stage)
