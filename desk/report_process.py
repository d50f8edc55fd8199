"""A report as the desk sees it: how a decision is checked first, and how a new run begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from activities.reference import working_calendar
from activities.report_standing import changed_since
from desk.process_kind import Beginning, Check, ProcessKind, Unopened, way_back
from register import content, decisions, reports
from register.connection import Connection
from register.logged import Logged
from rules.foreseen import Foreseen, steps_of
from rules.refusals import RefusalCode, Refused
from rules.report import decide_report, evolve_report, report_receipt
from rules.report.stages import STAGE_CLAUSES
from rules.zones import london_date
from schemas.report.events import ReportStarted
from schemas.report.messages import PublishReport, ReportDecision, SignReport, StartReport
from schemas.report.state import ReportReceipt, ReportState
from schemas.report.values import report_name
from schemas.report.words import GateResult
from schemas.report.work import ReportInput

_RECENT = 5
_DONE: Mapping[type[ReportDecision], str] = {SignReport: "signed", PublishReport: "published"}
"""What people do with what has passed the gate."""


async def _check(connection: Connection, subject: str, now: datetime) -> Check:
    state = await reports.require(connection, subject)

    async def checked(message: ReportDecision) -> Foreseen:
        events = decide_report(state, message, now)
        if done := _DONE.get(type(message)):
            await _require_unchanged(connection, state, done)
        return Foreseen(state, steps_of(evolve_report, state, events))

    return checked


async def _require_unchanged(connection: Connection, state: ReportState, done: str) -> None:
    """Refuse what would only be sent back.

    Raises:
        Refused: It cannot come out any more as it was checked.
    """
    assert state.result is not None  # noqa: S101 - of what passed the gate
    result = await content.fetch(connection, state.programme, state.result, GateResult)
    why = await changed_since(connection, state, result)
    if why is not None:
        raise Refused(
            RefusalCode.NOT_YET,
            f"The report was not {done}: {why}. Put it through the gate again with "
            f"`visits report check {report_name(state.report)}`, and read it anew.",
        )


async def _no_run(connection: Connection, subject: str, message: ReportDecision) -> None:
    del message
    state = await reports.require(connection, subject)
    name = report_name(subject)
    if state.over:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"That was not recorded: report {name} {STAGE_CLAUSES[state.stage]}.",
        )
    raise Refused(
        RefusalCode.WRONG_STAGE,
        f"Report {name} has no open run in Temporal; `visits report show {name}` tells what the "
        f"register knows of it. {way_back(subject)}",
    )


def _lives(state: ReportState, now: datetime) -> bool:
    del now
    return not state.over


async def _again(
    connection: Connection,
    state: ReportState,
    logged: Sequence[Logged[Any]],
    clock_offset: timedelta,
) -> Beginning:
    opening = _opening_of(logged, clock_offset)
    start = ReportInput(
        opening=opening,
        carried=state,
        taken=await decisions.taken(connection, state.report),
        recent=tuple(entry.event for entry in logged[-_RECENT:]),
        look=True,
    )
    from workflows.report_wording import report_static_summary

    return Beginning(start, report_static_summary(opening))


def _opening_of(logged: Sequence[Logged[Any]], clock_offset: timedelta) -> StartReport:
    """How a report was begun, by its log.

    Raises:
        Unopened: The log does not begin so.
    """
    match [entry.event.fact for entry in logged[:1]]:
        case [ReportStarted() as started]:
            first = logged[0].event
            return StartReport(
                report=first.subject,
                programme=first.partition,
                actor=first.actor,
                title=started.title,
                span=started.span,
                policy=started.policy,
                earlier=started.earlier,
                calendar=working_calendar(london_date(first.at)),
                clock_offset=clock_offset,
            )
        case _:
            subject = logged[0].event.subject if logged else "a report"
            raise Unopened(f"The log of {subject} does not begin with its opening.")


def _workflow() -> type[Any]:
    from workflows.report import Report

    return Report


REPORT = ProcessKind(
    name="Report",
    load=_workflow,
    receipt=ReportReceipt,
    answer=partial(report_receipt, recorded=False),
    check=_check,
    no_run=_no_run,
    lives=_lives,
    again=_again,
)
"""What there is to know of reports."""
