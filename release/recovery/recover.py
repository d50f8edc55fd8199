"""Brings back what the audit finds wrong: from the log, which is the record.

Whatever is done may be done again: a run is started once under its id, an event is recorded once
under its number, a letter goes once under its key.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from desk.process_kind import Unopened
from desk.processes import processes
from desk.subscriptions import SubscriptionDesk
from register import mismatches
from register.announcements import announce
from register.connection import Pool
from register.keyring import KeyRing
from register.streams import STREAMS
from release.audit import AuditReport, ProcessAudit, Run, audit
from release.audit import expected as register_side
from release.recovery.catching_up import catch_up
from release.recovery.releasing import release_run
from schemas.base import Model
from schemas.side_processes import workflow_id
from schemas.streams import StreamKind
from worker.slowed_queues import let_go_on


class Remedy(StrEnum):
    """What brings a process back."""

    NOTHING = "nothing"
    START = "start"
    RESTART = "restart"
    CATCH_UP = "catch up"
    REWRITE_ROW = "rewrite row"
    END = "end"
    RELEASE = "release"
    LET_GO_ON = "let go on"
    ASK_AGAIN = "ask again"
    TRIED_AGAIN = "tried again"
    PUT_BACK = "put back"
    BY_HAND = "by hand"


REMEDY_WORDS: Final[Mapping[Remedy, str]] = {
    Remedy.NOTHING: "nothing is to be done",
    Remedy.START: "a run is started from its log",
    Remedy.RESTART: "its run is ended, and a run is started from its log",
    Remedy.CATCH_UP: "the register takes over what its run has recorded",
    Remedy.REWRITE_ROW: "the list of its kind is written anew from its log",
    Remedy.END: "its run is ended: the register knows nothing of it",
    Remedy.RELEASE: "what holds its run back is taken away",
    Remedy.LET_GO_ON: "the limit on its rate is taken away",
    Remedy.TRIED_AGAIN: "recording is tried again by itself; the audit says by what it fails",
    Remedy.ASK_AGAIN: "nobody answered for it; start a worker, then recover again",
    Remedy.PUT_BACK: "what it refers to is lost; put that back from a copy of the register",
    Remedy.BY_HAND: "its log is damaged; restore the register from a copy",
}

_REMEDIES: Final[Mapping[Run, Remedy]] = {
    Run.AGREES: Remedy.NOTHING,
    Run.OVER: Remedy.NOTHING,
    Run.DIFFERS: Remedy.RESTART,
    Run.BEHIND: Remedy.RESTART,
    Run.DISPUTED: Remedy.RESTART,
    Run.HELD: Remedy.RELEASE,
    Run.FAILING: Remedy.RESTART,
    Run.FOREIGN: Remedy.RESTART,
    Run.STUCK: Remedy.TRIED_AGAIN,
    Run.AHEAD: Remedy.CATCH_UP,
    Run.ENDED: Remedy.START,
    Run.CANCELLED: Remedy.START,
    Run.TERMINATED: Remedy.START,
    Run.FAILED: Remedy.START,
    Run.GONE: Remedy.START,
    Run.SILENT: Remedy.ASK_AGAIN,
    Run.NOT_ASKED: Remedy.ASK_AGAIN,
}

_REASON = "brought back from its log by `visits recover`"


class Step(Model):
    """What is done for one process.

    Attributes:
        subject: Which.
        remedy: What brings it back.
        found: What the audit said of it.
        done: Whether that was done and the process agrees now; `None` in a preview.
        sentence: What there is to say besides.
    """

    subject: str
    remedy: Remedy
    found: Run | None = None
    done: bool | None = None
    sentence: str | None = None


class Recovery:
    """Brings processes back.

    Args:
        pool: Of the register.
        client: To Temporal.
        keys: What seals the secrets of subscriptions.
        task_queue: Where workers listen.
        clock_offset: Of the new runs; zero outside rehearsals.
        patience: How long a running process may take to say what it knows.
        now: The clock.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        pool: Pool,
        client: Client,
        *,
        keys: KeyRing,
        task_queue: str,
        clock_offset: Callable[[], timedelta] = lambda: timedelta(0),
        patience: timedelta = timedelta(seconds=5),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pool = pool
        self._client = client
        self._keys = keys
        self._task_queue = task_queue
        self._clock_offset = clock_offset
        self._patience = patience
        self._now = now

    async def plan(self, visit: str | None = None) -> list[Step]:
        """What would be done; nothing is changed."""
        report = await self._audit(visit)
        steps = [self._step(found) for found in report.processes]
        steps += [
            Step(subject=stray.workflow_id, remedy=Remedy.END, sentence=stray.workflow)
            for stray in report.strays
        ]
        steps += [
            Step(subject=start.workflow_id, remedy=Remedy.END, sentence="refused")
            for start in report.refused
            if start.workflow_id not in {step.subject for step in steps}
        ]
        if visit is None:  # it is no visit's alone
            steps += [
                Step(subject=queue, remedy=Remedy.LET_GO_ON, sentence=told)
                for queue, told in report.slowed.items()
            ]
        return [step for step in steps if step.remedy is not Remedy.NOTHING]

    async def carry_out(self, visit: str | None = None) -> list[Step]:
        """Do what brings everything back, then see whether it agrees."""
        steps = await self.plan(visit)
        for step in steps:
            await self._do(step)
        report = await self._audit(visit)
        agreeing = {found.subject for found in report.processes if found.fine}

        def is_done(step: Step) -> bool:
            if step.remedy is Remedy.LET_GO_ON:
                return step.subject not in report.slowed
            return step.remedy is Remedy.END or step.subject in agreeing

        return [step.model_copy(update={"done": is_done(step)}) for step in steps]

    async def _audit(self, visit: str | None) -> AuditReport:
        return await audit(
            self._pool,
            self._client,
            visit,
            patience=self._patience,
            now=self._now(),
            task_queue=self._task_queue,
        )

    @staticmethod
    def _step(found: ProcessAudit) -> Step:
        remedy = _REMEDIES[found.run]
        if remedy is Remedy.NOTHING and found.mismatches:
            remedy = Remedy.REWRITE_ROW if found.foldable else Remedy.BY_HAND
        if remedy is Remedy.NOTHING and found.lost:
            remedy = Remedy.PUT_BACK
        return Step(subject=found.subject, remedy=remedy, found=found.run)

    async def _do(self, step: Step) -> None:
        match step.remedy:
            case Remedy.START | Remedy.RESTART:
                await self._start(step.subject)
            case Remedy.CATCH_UP:
                await catch_up(self._pool, self._client, step.subject, self._now())
            case Remedy.RELEASE:
                await release_run(self._client, workflow_id(step.subject))
            case Remedy.LET_GO_ON:
                await let_go_on(self._client, step.subject)
            case Remedy.REWRITE_ROW:
                await self._rewrite(step.subject)
            case Remedy.END:
                await self._end(step.subject)
            case _:
                return

    async def _start(self, subject: str) -> None:
        kind = await self._kind(subject)
        if kind is None:
            desk = SubscriptionDesk(
                self._client,
                self._pool,
                keys=self._keys,
                task_queue=self._task_queue,
                private=False,
            )
            await desk.reconcile()
            return
        looked = await register_side.look(self._pool, kind, subject, self._now())
        if looked.state is None:
            return
        process = processes()[kind]
        try:
            async with self._pool.acquire() as connection:
                begins = await process.again(
                    connection, looked.state, looked.logged, self._clock_offset()
                )
        except Unopened:
            return
        async with self._pool.acquire() as connection:
            await announce(connection, looked.workflow_id, begins.start)
        await self._client.start_workflow(
            process.workflow.run,
            begins.start,
            id=looked.workflow_id,
            task_queue=self._task_queue,
            # A run that ended too early, or was ended, has its place taken; one that goes on and
            # knows otherwise is ended as the new one starts.
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
            static_summary=begins.summary,
            static_details=begins.details,
        )
        async with self._pool.acquire() as connection:
            await mismatches.settle(connection, [subject])

    async def _rewrite(self, subject: str) -> None:
        kind = await self._kind(subject)
        if kind is None:
            return
        looked = await register_side.look(self._pool, kind, subject, self._now())
        rows = STREAMS[kind].read_model
        if looked.state is None or rows is None:
            return
        async with self._pool.acquire() as connection, connection.transaction():
            await rows.load(connection, subject, lock=True)
            await rows.save(connection, looked.state)

    async def _end(self, workflow_id: str) -> None:
        try:
            await self._client.get_workflow_handle(workflow_id).terminate(reason=_REASON)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
        async with self._pool.acquire() as connection:
            await mismatches.settle(connection, [workflow_id])

    async def _kind(self, subject: str) -> StreamKind | None:
        async with self._pool.acquire() as connection:
            found = await register_side.known(connection, subject)
        return next((kind for kind, name in found if name == subject), None)
