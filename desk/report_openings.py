"""Begins reports: each once, on what visits of a programme have agreed."""

from dataclasses import dataclass, field
from datetime import timedelta

from activities.reference import working_calendar
from activities.report_evidence import gives_any
from desk.answers import KeptForLater
from desk.made_up_ids import require_nameless_ids
from desk.means import Means
from desk.report_process import REPORT
from desk.run_start import begin_run
from desk.sending import Sending
from desk.taking_in import TakingIn
from register import content, reports, visits
from register.connection import Connection
from rules.foreseen import Foreseen, steps_of
from rules.refusals import RefusalCode, Refused
from rules.report import evolve_report, opening_events, report_receipt
from rules.zones import london_date
from schemas.ids import ActorRef, ProgrammeId, UpdateId
from schemas.report.messages import StartReport
from schemas.report.state import ReportReceipt, ReportState
from schemas.report.values import (
    ReportName,
    ReportPolicy,
    ReportSubject,
    Span,
    report_name,
    report_subject,
)
from schemas.report.words import ReportTitle
from schemas.report.work import ReportInput
from schemas.sentences import filled_in
from schemas.side_processes import workflow_id
from schemas.values import ContentKind


@dataclass(frozen=True)
class ReportOpening:
    """What a person says to begin a report.

    Attributes:
        programme: Whose visits it draws on.
        name: Of the report within the programme.
        title: What it is called, and how it begins.
        actor: Who begins it.
        span: Which visits.
        policy: Its limits.
        earlier: Reports of other programmes whose publications count, too.
        clock_offset: For rehearsals.
    """

    programme: ProgrammeId
    name: ReportName
    title: ReportTitle
    actor: ActorRef
    span: Span = field(default_factory=Span)
    policy: ReportPolicy = field(default_factory=ReportPolicy)
    earlier: tuple[ReportSubject, ...] = ()
    clock_offset: timedelta = timedelta(0)


class ReportOpenings:
    """Begins reports.

    Args:
        means: The servers, the clock and the settings.
        sending: The way to Temporal.
    """

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending

    async def open(self, opening: ReportOpening, update_id: UpdateId) -> ReportReceipt:
        """Begin a report; again as it was begun is the same.

        Raises:
            Refused: No visit of the programme is known, none of those drawn on has agreed to a
                note, a visit is of another, or there is a report of that name that was begun
                otherwise.
            UnknownVisit: A visit that is named is not in the register.
            UnknownReport: So is an earlier report.
            NotAnswered: No worker took it.
            NotYetRecorded: It was not recorded in time.
            KeptForLater: Temporal is away.
        """
        subject = report_subject(opening.programme, opening.name)
        async with self._means.pool.acquire() as connection, connection.transaction():
            start = await _taken_in(self._means.taking_in, connection, subject, opening, update_id)
            known = await reports.load(connection, subject)
            if known is not None:
                return _same_again(known, start.opening)
            await _require_something(connection, start.opening)
            await self._sending.sign(connection, subject, update_id, start)
        called = f"{opening.programme}/{opening.name}"
        if self._means.away:
            raise KeptForLater(called, update_id)
        from workflows.report_wording import report_static_summary

        await begin_run(
            self._means,
            REPORT.name,
            start,
            run_id=workflow_id(subject),
            summary=report_static_summary(start.opening),
            called=called,
            update_id=update_id,
        )
        state: ReportState = await self._sending.known(
            called, update_id, lambda connection: reports.load(connection, subject)
        )
        return report_receipt(state, state.sequence, recorded=True)


async def foresee_report(
    taking_in: TakingIn, connection: Connection, opening: ReportOpening, update_id: UpdateId
) -> Foreseen:
    """What beginning it would bring about; raises what `ReportOpenings.open` would.

    Args:
        taking_in: How openings are checked.
        connection: In a transaction that is rolled back.
        opening: How it would be begun.
        update_id: By which.
    """
    subject = report_subject(opening.programme, opening.name)
    start = await _taken_in(taking_in, connection, subject, opening, update_id)
    known = await reports.load(connection, subject)
    if known is not None:
        _same_again(known, start.opening)
        return Foreseen(known, ())
    await _require_something(connection, start.opening)
    events = opening_events(start.opening, await taking_in.clock(connection))
    return Foreseen(None, steps_of(evolve_report, None, events))


async def _require_visits(connection: Connection, programme: ProgrammeId) -> None:
    if not await visits.are_any_of(connection, programme):
        raise Refused(
            RefusalCode.NOT_YET,
            f"The report was not begun: there is no visit of a programme {programme}. "
            "`visits list --all` shows the visits there are.",
        )


async def _taken_in(
    taking_in: TakingIn,
    connection: Connection,
    subject: ReportSubject,
    opening: ReportOpening,
    update_id: UpdateId,
) -> ReportInput:
    for visit in opening.span.visits:
        with filled_in("visits"):
            state = await visits.require(connection, visit)
            if state.programme != opening.programme:
                raise Refused(
                    RefusalCode.WRONG_STAGE,
                    f"The report was not begun: {visit} is a visit of {state.programme}, and this "
                    f"is a report of {opening.programme}.",
                )
    with filled_in("of"):
        await _require_visits(connection, opening.programme)
    for earlier in opening.earlier:
        with filled_in("earlier"):
            await reports.require(connection, earlier)
    today = london_date(await taking_in.clock(connection))
    message = StartReport(
        report=subject,
        programme=opening.programme,
        actor=opening.actor,
        title=await content.keep(
            connection, opening.programme, ContentKind.REPORT_TITLE, opening.title
        ),
        span=opening.span,
        policy=opening.policy,
        earlier=opening.earlier,
        calendar=working_calendar(today),
        clock_offset=opening.clock_offset,
    )
    await taking_in.authority.require(connection, message.actor, message, message.report)
    await require_nameless_ids(
        connection,
        opening.programme,
        [opening.programme, opening.name, opening.actor, update_id],
    )
    return ReportInput(opening=message)


async def _require_something(connection: Connection, start: StartReport) -> None:
    """Refuse a report that would rest on nothing: what visits agree later stays out of it."""
    if await gives_any(connection, start.programme, start.span):
        return
    which = "none of these visits" if start.span.visits else f"no visit of {start.programme}"
    until = start.span.through
    by_then = f" by the end of {until.day} {until:%B %Y}" if until else ""
    raise Refused(
        RefusalCode.NOT_YET,
        f"The report was not begun: there is nothing to report on, because {which} had an agreed "
        f"note{by_then}. What is agreed once a report is begun stays out of it, so begin it later.",
    )


def _same_again(known: ReportState, asked: StartReport) -> ReportReceipt:
    same = (known.title, known.span, known.policy) == (asked.title, asked.span, asked.policy)
    if not same or set(known.earlier) != set(asked.earlier):
        raise Refused(
            RefusalCode.ALREADY_DONE,
            f"The report was not begun: there is a report {report_name(known.report)} with another "
            "title, other visits, other limits or other earlier reports. Choose another name.",
        )
    return report_receipt(known, known.sequence, recorded=True)
