"""Compares what should run with what runs, and the log with all else that knows processes.

The log is the record; the register's row of a process and its run in Temporal must agree with it.
When Temporal has forgotten the run, the register still tells the full story.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from temporalio.client import Client
from temporalio.service import RPCError

from activities.admission import REFUSED_START
from register import audits, letters, mismatches
from register.connection import Connection, Pool
from register.log_proof import prove
from register.mismatches import SEARCH_ATTRIBUTES, TASK_QUEUE, WORKER_VERSION
from register.own_namespace import require_own_namespace
from register.reports import unknown_report
from register.unreadable import UNREADABLE
from register.visits import unknown_visit
from release.audit import expected as register_side
from release.audit.expected import Expected
from release.audit.numbers import in_numbers
from release.audit.report import RUN_WORDS, AuditReport, ProcessAudit, RefusedStart, Run, Stray
from release.audit.runs import (
    OFTEN,
    PATIENCE,
    Answer,
    ask,
    misrouted_by_hand,
    searched_by,
    slowed_by_hand,
    strays,
)
from release.audit.story import story_of
from release.replay.state import differences_of_states
from schemas.ids import VisitId
from schemas.streams import VISIT_STREAM, StreamKind

_AT_ONCE = 20

_STRAY = "stray"
"""How a run is called of which the register knows nothing."""
"""Processes looked at together: where no worker answers, each takes all of our patience."""

_LOOKS = 10
_A_MOMENT = 0.3  # seconds
"""A process may record something between the look at its run and the look at its log. What has not
come after so many looks does not come."""

_TELLS_STORY = frozenset({Run.GONE, Run.SILENT, Run.NOT_ASKED, Run.OVER, Run.TERMINATED})


async def audit(  # noqa: PLR0913 - all but the servers by name
    pool: Pool,
    client: Client | None = None,
    visit: VisitId | None = None,
    *,
    patience: timedelta = PATIENCE,
    now: datetime | None = None,
    task_queue: str | None = None,
    often: int = OFTEN,
) -> AuditReport:
    """Compare the log with everything else, and keep what is wrong for `visits tasks`.

    Of an audit of everything the numbers are kept as well.

    Args:
        pool: Of the register.
        client: To Temporal; without it only the register is looked at.
        visit: Only this visit and what lives beside it, with its story if Temporal cannot speak
            for it; else everything.
        patience: How long a running process may take to say what it knows.
        now: The moment by which lives have ended or not.
        task_queue: Where our workers listen: a run that was started elsewhere is none of ours.
        often: Attempts after which work that fails is told.

    Raises:
        UnknownVisit: The register has never heard of that visit.
        UnknownReport: Nor of that report.
        AnotherNamespace: It belongs to another one, so nothing would be found to run.
    """
    moment = now or datetime.now(UTC)
    async with pool.acquire() as connection:
        if client is not None:
            await require_own_namespace(connection, client.namespace)
        wrong = await _unproven(connection)
        wanted = await register_side.known(connection, visit)
        pushed = [] if visit else await register_side.known_subscriptions(connection)
    if visit is not None and not wanted:
        raise unknown_report(visit) if "/report/" in visit else unknown_visit(visit)
    servers = _Servers(pool, client, moment, patience, task_queue, often)
    at_once = asyncio.Semaphore(_AT_ONCE)

    async def one(kind: StreamKind, subject: str) -> ProcessAudit:
        async with at_once:
            return await _audited(servers, kind, subject, telling=subject == visit)

    async def subscription(expected: Expected) -> ProcessAudit:
        async with at_once:
            run = (await servers.ask(expected)).run
            return ProcessAudit(subject=expected.subject, kind=None, records=0, run=run)

    found = await asyncio.gather(
        *(one(kind, subject) for kind, subject in wanted),
        *(subscription(expected) for expected in pushed),
    )
    ids = {found.subject.replace("/", "-") for found in found} | {p.workflow_id for p in pushed}
    there = await _strays(client, ids) if client and visit is None else None
    report = AuditReport(
        log=tuple(wrong),
        processes=tuple(found),
        strays=tuple(there if there is not None else ()),
        searched_by=await searched_by(client) if client else None,
        misrouted=await misrouted_by_hand(client, task_queue) if client else None,
        slowed=await slowed_by_hand(client, task_queue) if client else {},
    )
    await _keep(pool, report, looked_for_strays=there is not None)
    report = report.model_copy(update={"refused": await _refused(pool, visit)})
    if visit is None and client is not None:
        async with pool.acquire() as connection:
            await audits.keep(connection, in_numbers(report), moment)
    return report


async def _refused(pool: Pool, visit: VisitId | None) -> tuple[RefusedStart, ...]:
    """Starts past the desk, as far as nobody has seen to them."""
    async with pool.acquire() as connection:
        known = await mismatches.open_ones(connection)
    return tuple(
        RefusedStart(workflow_id=one.subject, refused_at=one.found_at)
        for one in known
        if one.found == REFUSED_START and visit in {None, one.subject}
    )


async def _unproven(connection: Connection) -> list[str]:
    """What is wrong with the log itself, of which every stream is a part."""
    proof = await prove(connection)
    more = [f"{proof.more} more things are wrong with the log."] if proof.more else []
    return [*(fault.wrong for fault in proof.faults), *more]


async def _strays(client: Client, known: set[str]) -> list[Stray] | None:
    try:
        return await strays(client, known)
    except RPCError:
        return None  # each process is told as not compared


async def _keep(pool: Pool, report: AuditReport, *, looked_for_strays: bool) -> None:
    """Let operators see among their tasks what is wrong, and no more what is mended."""
    async with pool.acquire() as connection, connection.transaction():
        for one in report.processes:
            if one.wrong:
                # What is lost nobody but a person brings back, so that is told first.
                how = UNREADABLE if one.lost else one.run
                await mismatches.note(connection, one.subject, how, sentence_of(one))
        for stray in report.strays:
            told = f"Temporal runs {stray.workflow_id}, of which the register knows nothing."
            await mismatches.note(connection, stray.workflow_id, _STRAY, told)
        if report.searched_by:
            await mismatches.note(
                connection, SEARCH_ATTRIBUTES, SEARCH_ATTRIBUTES, report.searched_by
            )
        elif looked_for_strays:
            await mismatches.settle(connection, [SEARCH_ATTRIBUTES])
        if report.misrouted:
            await mismatches.note(connection, WORKER_VERSION, WORKER_VERSION, report.misrouted)
        elif looked_for_strays:
            await mismatches.settle(connection, [WORKER_VERSION])
        for queue, sentence in report.slowed.items():
            await mismatches.note(connection, queue, TASK_QUEUE, sentence)
        if looked_for_strays:
            # Whoever ended one by hand has nothing left to recover.
            there = [stray.workflow_id for stray in report.strays]
            await mismatches.settle_but(connection, _STRAY, there)
            await mismatches.settle_but(connection, TASK_QUEUE, report.slowed)
        await mismatches.settle(connection, [one.subject for one in report.processes if one.fine])


def sentence_of(found: ProcessAudit) -> str:
    """What is wrong with a process, for operators: in one sentence; no value of a field in it."""
    if found.lost:
        more = len(found.lost) - 1
        return found.lost[0] + (f" The audit names {more} more." if more else "")
    if found.run is Run.AGREES or found.run is Run.OVER:
        return "What the register shows of it differs from its log."
    return RUN_WORDS[found.run]


# --- One process -----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Servers:
    """What each look needs."""

    pool: Pool
    client: Client | None
    now: datetime
    patience: timedelta
    task_queue: str | None
    often: int

    async def both(self, kind: StreamKind, subject: str) -> tuple[Answer, Expected]:
        """What Temporal says of a process, and what the register has of it."""
        looked = await register_side.look(self.pool, kind, subject, self.now)
        answer = await self.ask(looked)
        if answer.state is not None and _sequence(answer) != looked.sequence:
            # The log is looked at once more: it may have been written to in between.
            looked = await register_side.look(self.pool, kind, subject, self.now)
        return answer, looked

    async def ask(self, expected: Expected) -> Answer:
        """What Temporal says of a process."""
        if self.client is None:
            return Answer(Run.NOT_ASKED)
        return await ask(
            self.client, expected, self.patience, task_queue=self.task_queue, often=self.often
        )


async def _audited(
    servers: _Servers, kind: StreamKind, subject: str, *, telling: bool
) -> ProcessAudit:
    answer, looked = await servers.both(kind, subject)
    for _ in range(_LOOKS - 1):
        if not _may_converge(answer, looked):
            break
        await asyncio.sleep(_A_MOMENT)
        answer, looked = await servers.both(kind, subject)
    left: str | None = None
    for _ in range(_LOOKS):
        left = await _left_unsent(servers, kind, subject, answer)
        if not left:
            break
        await asyncio.sleep(_A_MOMENT)
        answer, looked = await servers.both(kind, subject)
    run, found = _compare(looked, answer)
    if left and run is Run.AGREES:
        run, found = Run.DIFFERS, [left]
    story = None
    if telling and kind == VISIT_STREAM and run in _TELLS_STORY and looked.logged:
        async with servers.pool.acquire() as connection:
            story = await story_of(connection, subject, looked.logged)
    return ProcessAudit(
        subject=subject,
        kind=kind,
        records=len(looked.logged),
        run=run,
        mismatches=(*looked.mismatches, *found),
        tried_again=answer.tried_again,
        lost=looked.lost,
        foldable=looked.state is not None,
        story=story,
    )


async def _left_unsent(
    servers: _Servers, kind: StreamKind, subject: str, answer: Answer
) -> str | None:
    """Whether a visit has letters to send that its run takes to have gone, in a sentence."""
    if kind != VISIT_STREAM or not answer.at_rest:
        return None
    async with servers.pool.acquire() as connection:
        if not await letters.of_visit(connection, subject, statuses=letters.UNSENT):
            return None
    return f"{subject} has letters to send, and its run in Temporal takes them to have gone."


def _may_converge(answer: Answer, looked: Expected) -> bool:
    """Whether a run has decided more than is recorded, and may be recording it."""
    return (
        answer.running
        and looked.state is not None
        and not answer.disputed
        and answer.recorded <= looked.sequence < _sequence(answer)
    )


def _sequence(answer: Answer) -> int:
    return int(getattr(answer.state, "sequence", 0))


def _compare(looked: Expected, answer: Answer) -> tuple[Run, Sequence[str]]:
    seen = answer.state
    # One that has ended may still have recorded what the register, an older copy, has lost.
    ahead = answer.recorded > looked.sequence
    if seen is None or looked.state is None or (answer.run is Run.ENDED and not ahead):
        return answer.run, []
    numbers = (
        f"The run of {looked.subject} in Temporal knows {_sequence(answer)} records, "
        f"and the log has {looked.sequence}"
    )
    if answer.disputed:
        return Run.DISPUTED, [f"{numbers}; they differ in record {answer.recorded + 1}."]
    if _sequence(answer) < looked.sequence:
        return Run.BEHIND, [f"{numbers}."]
    if ahead:
        return Run.AHEAD, [f"{numbers}."]
    if _sequence(answer) > looked.sequence and answer.run is not Run.HELD:
        why = f": recording fails ({answer.failing})" if answer.failing else ""
        return Run.STUCK, [f"{numbers}{why}."]
    found = [
        f"{looked.subject}, {change.field}: the run in Temporal says {change.before}, "
        f"the log says {change.now}."
        for change in differences_of_states("", seen, looked.state)
    ]
    return (Run.DIFFERS if found else answer.run), found
