"""When nothing that a published report rests on can leave any more."""

from datetime import datetime
from typing import NamedTuple

from schemas.report.state import ReportState
from schemas.report.values import ReportStage


class SettlingDeadline(NamedTuple):
    """The moment after which no agreement can be withdrawn."""

    at: datetime


def report_deadlines(state: ReportState) -> tuple[SettlingDeadline, ...]:
    """The end of the last window for withdrawing agreement, once it is published and known."""
    if state.stage is not ReportStage.PUBLISHED:
        return ()
    ends = [one.consent_until for one in state.visits if one.consent_until is not None]
    if len(ends) < len(state.visits):
        return ()  # a visit goes on, and its cases can be withdrawn for as long
    return (SettlingDeadline(max([state.changed_at, *ends])),)
