"""What a report's workflow starts with, asks of activities, and is answered."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from schemas.base import Model
from schemas.ids import UpdateId
from schemas.proofs import Grounds
from schemas.report.events import ReportEvent
from schemas.report.messages import StartReport
from schemas.report.state import ReportState
from schemas.report.values import ReportSubject


class ReportInput(Model):
    """What the workflow of a report starts with.

    Attributes:
        opening: How it was begun.
        carried: What an earlier run handed on, all of it recorded.
        taken: The last event of each decision taken so far, by update id.
        recent: The latest events, for operators to see.
        look: Whether what it rests on is still to be looked at.
    """

    opening: StartReport
    carried: ReportState | None = None
    taken: dict[UpdateId, int] = Field(default_factory=dict)
    recent: tuple[ReportEvent, ...] = ()
    look: bool = False


class ReportResult(Model):
    """What became of a report."""

    report: ReportSubject
    sequence: int


class ReportRecordRequest(Model):
    """Ask for events of a report to be recorded, in order and once."""

    report: ReportSubject
    events: Annotated[tuple[ReportEvent, ...], Field(min_length=1)]
    grounds: tuple[Grounds, ...] = ()


class EvidenceRequest(Model):
    """Ask what visits give to a report.

    Attributes:
        only_gathered: Whether visits that were not gathered at its beginning stay out.
    """

    state: ReportState
    only_gathered: bool
    now: datetime


class CheckRequest(Model):
    """Ask for a report to go through the gate.

    Attributes:
        state: The report as it is.
        number: The event by which that was asked for.
        now: The moment by its clock.
    """

    state: ReportState
    number: int
    now: datetime


class FilesRequest(Model):
    """Ask for the files of a signed report.

    Attributes:
        state: The report as it is.
        number: The event by which publication was decided.
        now: The moment by its clock.
    """

    state: ReportState
    number: int
    now: datetime
