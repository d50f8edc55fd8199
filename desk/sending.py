"""Brings what was taken in to a process in Temporal, and waits for its answer.

While Temporal is away, what is brought waits in the register instead.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio.client import (
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateStage,
)
from temporalio.service import RPCError, RPCStatusCode

from activities.spans import span
from desk.answers import KeptForLater, NotAnswered, NotConfirmed, NotYetRecorded
from desk.asking import NO_ANSWER, refusals_told, waits_its_turn
from desk.inbox import Inbox
from desk.means import LOOK_AGAIN, Means
from desk.processes import process_of
from desk.receipt_letters import with_letters
from desk.receipts import AnyReceipt
from register import decisions, inbox, proofs
from register.announcements import announce
from register.connection import Connection
from rules.refusals import Refused
from schemas.base import Model
from schemas.ids import SYSTEM, UpdateId, VisitId
from schemas.programme import ProgrammeReceipt
from schemas.programme.work import ProgrammeInput
from schemas.proofs import Proof
from schemas.report.state import ReportReceipt
from schemas.report.work import ReportInput
from schemas.side_processes import SideInput, SideReceipt, workflow_id
from schemas.state import Receipt
from schemas.streams import partition_of
from schemas.work import VisitInput
from workflows.names import update_name

T = TypeVar("T")
Answered = TypeVar("Answered", Receipt, SideReceipt, ProgrammeReceipt, ReportReceipt, AnyReceipt)

_ONE_LOOK = timedelta(seconds=2)
"""A worker that lets go of a process forgets the queries it holds: asking again helps."""

_NO_LOOK = (RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED)


_TAKEN_AND_FAILED = (
    "a worker took this, and what it made of it failed. An operator sees why by `visits audit` and "
    "in the worker's log; have that mended"
)

_STARTS = (VisitInput, SideInput, ProgrammeInput, ReportInput)


class Sending:
    """The way to processes in Temporal, and back.

    Args:
        means: The servers, and how long to wait for them.
    """

    def __init__(self, means: Means) -> None:
        self._means = means

    # `Any`: what a run gives goes with the kind of the process.
    def handle(self, subject: str) -> WorkflowHandle[Any, Any]:
        """The run of a process in Temporal; what it gives at its end is not known here."""
        process_of(subject)  # nothing that is called otherwise is asked
        return self._means.client.get_workflow_handle(workflow_id(subject))

    async def bring(self, subject: str, message: Model, update_id: UpdateId, proof: Proof) -> Any:  # noqa: ANN401 - as `handle`
        """Bring a message to its process, and wait until it is recorded.

        Raises:
            Refused: The process, or its record, refused it.
            NotAnswered: No worker took it.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
        """
        return await self.recorded(subject, await self._send(subject, message, update_id, proof))

    async def _send(
        self, subject: str, message: Model, update_id: UpdateId, proof: Proof
    ) -> WorkflowUpdateHandle[Any]:
        kind = process_of(subject)
        visit = partition_of(subject)
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                while True:
                    try:
                        with refusals_told():
                            return await self.handle(subject).start_update(
                                update_name(type(message)),
                                args=[message, proof],
                                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                                id=update_id,
                                result_type=kind.receipt,
                            )
                    except RPCError as error:
                        if not waits_its_turn(error):
                            raise
                        await asyncio.sleep(LOOK_AGAIN)
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        except RPCError as error:
            if error.status is RPCStatusCode.FAILED_PRECONDITION:
                raise NotAnswered(visit, update_id, _TAKEN_AND_FAILED) from None
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise NotAnswered(visit, update_id) from None
            async with self._means.pool.acquire() as connection:
                await kind.no_run(connection, subject, message)
            raise

    async def recorded(self, subject: str, update: WorkflowUpdateHandle[Answered]) -> Answered:
        """Wait until what was accepted is recorded.

        Raises:
            Refused: The process, or its record, refused it.
            NotYetRecorded: That was not confirmed in time.
        """
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                with refusals_told(), span("await record"):
                    receipt = await update.result()
        except (RPCError, *NO_ANSWER):
            raise NotYetRecorded(partition_of(subject), update.id) from None
        # A process that is brought back from its log answers a repeated decision by this.
        async with self._means.pool.acquire() as connection:
            await decisions.keep(connection, subject, update.id, receipt.sequence)
            if not isinstance(receipt, Receipt):
                return receipt
            now = await self._means.taking_in.clock(connection)
            return await with_letters(connection, subject, receipt, now)

    # --- What was brought before ------------------------------------------------------------

    async def earlier_or(
        self,
        refused: Refused | NotConfirmed,
        subject: str,
        update_id: UpdateId,
        *,
        repeated: bool | None,
    ) -> Any:  # noqa: ANN401 - as `handle`
        """The receipt of a decision that was taken before; raises the refusal if it was not."""
        unasked = repeated is False or self._means.away
        earlier = None if unasked else await self.earlier(subject, update_id)
        if earlier is None:
            raise refused from None
        return earlier

    async def earlier(self, subject: str, update_id: UpdateId) -> AnyReceipt | None:
        """The receipt of a decision that was taken before, once it is recorded."""
        kind = process_of(subject)
        visit = partition_of(subject)
        taken = False
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                while True:
                    try:
                        receipt: AnyReceipt | None = await self.handle(subject).query(
                            "receipt", update_id, result_type=kind.receipt, rpc_timeout=_ONE_LOOK
                        )
                    except RPCError as error:
                        if error.status not in _NO_LOOK:
                            raise
                        continue
                    if receipt is None or receipt.recorded:
                        return receipt
                    taken = True
                    await asyncio.sleep(LOOK_AGAIN)
        except (RPCError, WorkflowQueryFailedError) as error:
            if isinstance(error, RPCError) and error.status is RPCStatusCode.NOT_FOUND:
                return None  # Temporal's own word that there is no such run
            raise (NotYetRecorded if taken else NotAnswered)(visit, update_id) from None
        except NO_ANSWER:
            raise (NotYetRecorded if taken else NotAnswered)(visit, update_id) from None
        except ValueError:  # the SDK has no word for a run that is paused
            raise NotAnswered(visit, update_id, _TAKEN_AND_FAILED) from None

    # --- While Temporal is away ---------------------------------------------------------------

    async def deliver_what_waits(self, subject: str, update_id: UpdateId) -> None:
        """What was brought before comes first; a decision that waits is not brought beside itself.

        Raises:
            KeptForLater: It waits on, or what was brought before it does.
            Refused: It was delivered, and refused.
        """
        if not self._means.away:
            waiting = Inbox(
                self._means.client,
                self._means.pool,
                task_queue=self._means.task_queue,
                patience=self._means.patience,
            )
            if await waiting.deliver(subject):
                raise NotAnswered(partition_of(subject), update_id)
            return
        async with self._means.pool.acquire() as connection:
            kept = await inbox.find(connection, subject, update_id)
        if kept is None:
            return
        if kept.refused is not None:
            raise kept.refused
        raise KeptForLater(partition_of(subject), update_id)

    async def sign(
        self, connection: Connection, subject: str, update_id: UpdateId, told: Model
    ) -> Proof:
        """Sign what is brought, keep the proof, and announce what is to be started.

        Args:
            connection: In the transaction that takes it in.
            subject: About what.
            update_id: Under which id.
            told: What was decided, or what is to be started.

        Returns:
            The proof.
        """
        with span("sign"):
            now = await self._means.taking_in.clock(connection)
            proof = self._means.signer.sign(subject, update_id, told, now)
            await proofs.keep(connection, subject, update_id, proof)
            if isinstance(told, _STARTS):
                await announce(connection, workflow_id(subject), told, update_id, proof)
            return proof

    async def keep(
        self, connection: Connection, subject: str, update_id: UpdateId, told: Model
    ) -> Proof:
        """As `sign`, and let what is brought wait for Temporal, if that is away."""
        proof = await self.sign(connection, subject, update_id, told)
        if not self._means.away:
            return proof
        if isinstance(told, _STARTS):
            name, actor = inbox.START, told.opening.actor
        else:
            name, actor = update_name(type(told)), str(getattr(told, "actor", SYSTEM))
        await inbox.put(connection, subject, update_id, name, actor, told, proof)
        return proof

    async def known(
        self,
        visit: VisitId,
        update_id: UpdateId,
        load: Callable[[Connection], Awaitable[T | None]],
    ) -> T:
        """Wait until the register knows what was opened, so that the next command finds it."""
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                while True:
                    async with self._means.pool.acquire() as connection:
                        known = await load(connection)
                    if known is not None:
                        return known
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NotYetRecorded(visit, update_id) from None
