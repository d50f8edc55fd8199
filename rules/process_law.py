"""What each kind of process follows, in one place: how it opens, decides, what the clock tells.

A recorder asks this whether events follow from what they are said to rest on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from rules.deadlines import Deadline, open_deadlines
from rules.decide import DECISIONS, decide, opening_events
from rules.programme import (
    PROGRAMME_DECISIONS,
    WaveDeadline,
    decide_programme,
    programme_deadlines,
)
from rules.programme import opening_events as programme_opening_events
from rules.report import (
    REPORT_DECISIONS,
    SettlingDeadline,
    decide_report,
    report_deadlines,
)
from rules.report import opening_events as report_opening_events
from rules.side_process import SideDeadline, SideProcess, side_deadlines
from schemas.base import Model
from schemas.messages import CalendarFetched, DeadlinePassed, LettersSettled
from schemas.programme.messages import ProgrammeOccurrence, WaveDue
from schemas.programme.work import ProgrammeInput
from schemas.report.messages import ConsentSettled, ReportOccurrence
from schemas.report.work import ReportInput
from schemas.side_processes import SideDue
from schemas.streams import AnyEvent
from schemas.work import VisitInput


class Due(NamedTuple):
    """A moment, and what the process is told when it has come."""

    at: datetime
    message: Model


@dataclass(frozen=True)
class ProcessLaw:
    """What a kind of process follows.

    Attributes:
        start: What its workflow starts with.
        opens: Its first events, by how it is opened and when.
        decide: What follows from a message: how it was opened, its state, the message, the moment.
        decisions: What people can decide about it.
        findings: What it is told of what activities found; nothing else is told by the engine.
        due: The moments that matter in a state.
    """

    # `Any`: an opening, a state and its messages are the kind's own.
    start: type[Model]
    opens: Callable[[Any, datetime], Sequence[AnyEvent]]
    decide: Callable[[Any, Any, Any, datetime], Sequence[AnyEvent]]
    decisions: tuple[type[Model], ...]
    findings: tuple[type[Model], ...]
    due: Callable[[Any], Sequence[Due]]


def deadline_passed(deadline: Deadline) -> DeadlinePassed:
    """What a visit is told when a deadline has come."""
    return DeadlinePassed(deadline=deadline.kind, due=deadline.at)


def side_due(deadline: SideDeadline) -> SideDue:
    """What a process beside a visit is told when its moment has come."""
    return SideDue(due=deadline.at)


def wave_due(deadline: WaveDeadline) -> WaveDue:
    """What a programme is told when visits are to be opened."""
    return WaveDue(due=deadline.at)


def consent_settled(deadline: SettlingDeadline) -> ConsentSettled:
    """What a report is told when agreements can no longer be withdrawn."""
    return ConsentSettled(due=deadline.at)


VISIT_LAW = ProcessLaw(
    start=VisitInput,
    opens=opening_events,
    decide=lambda _, state, message, now: decide(state, message, now),
    decisions=DECISIONS,
    findings=(CalendarFetched, LettersSettled),
    due=lambda state: [Due(one.at, deadline_passed(one)) for one in open_deadlines(state)],
)

PROGRAMME_LAW = ProcessLaw(
    start=ProgrammeInput,
    opens=programme_opening_events,
    decide=lambda _, state, message, now: decide_programme(state, message, now),
    decisions=tuple(PROGRAMME_DECISIONS),
    findings=tuple(each for each in ProgrammeOccurrence.__subclasses__() if each is not WaveDue),
    due=lambda state: [Due(one.at, wave_due(one)) for one in programme_deadlines(state)],
)

REPORT_LAW = ProcessLaw(
    start=ReportInput,
    opens=report_opening_events,
    decide=lambda _, state, message, now: decide_report(state, message, now),
    decisions=tuple(REPORT_DECISIONS),
    findings=tuple(
        each for each in ReportOccurrence.__subclasses__() if each is not ConsentSettled
    ),
    due=lambda state: [Due(one.at, consent_settled(one)) for one in report_deadlines(state)],
)


@cache
def side_law(kind: SideProcess[Any, Any]) -> ProcessLaw:
    """What a kind of process beside a visit follows."""
    return ProcessLaw(
        start=kind.start,
        opens=lambda opening, now: [kind.open(opening, now)],
        decide=kind.decide,
        decisions=kind.decisions,
        findings=(),
        due=lambda state: [Due(one.at, side_due(one)) for one in side_deadlines(state)],
    )


__all__ = [
    "PROGRAMME_LAW",
    "REPORT_LAW",
    "VISIT_LAW",
    "Due",
    "ProcessLaw",
    "consent_settled",
    "deadline_passed",
    "side_due",
    "side_law",
    "wave_due",
]
