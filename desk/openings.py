"""Opens visits: each once, announced before it starts, with its contacts when they are at hand."""

import asyncio
from contextlib import suppress
from typing import Any

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.spans import span
from desk.answers import KeptForLater, NotAnswered, NotConfirmed, NotYetRecorded, Opening
from desk.asking import NO_ANSWER, refusals_told
from desk.authority import SentAgain
from desk.confirming import require_nothing_unsaid
from desk.hearing import require_hearing
from desk.means import Means
from desk.sending import Sending
from desk.taking_in import Admitted, over, to_open
from desk.visit_process import VISIT
from register import brought, mismatches, visits
from register.announcements import is_announced
from rules.refusals import Refused
from schemas import messages
from schemas.areas import LocalArea
from schemas.forms.letters import ContactsForm
from schemas.ids import UpdateId, VisitId
from schemas.proofs import Proof
from schemas.state import Receipt
from schemas.work import VisitInput
from workflows.names import update_name
from workflows.wording import static_details, static_summary

_NOT_ANNOUNCED = "started past the desk: the register knows of no such start"


class Openings:
    """Opens visits.

    Args:
        means: The servers, the clock and the settings.
        sending: The way to Temporal.
    """

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending

    async def open(
        self,
        opening: Opening,
        contacts: ContactsForm | None,
        update_id: UpdateId,
        *,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> tuple[VisitId, Receipt | None]:
        """Open a visit: what it is given, gives and raises, tells `desk.desk.Desk.open`."""
        async with self._means.pool.acquire() as connection:
            message, area = await to_open(connection, opening)
        visit = message.visit_id
        try:
            (message, known, decision, _), proof = await self._admit(
                message, contacts, update_id, reason=opening.reason, confirmed=confirmed
            )
        except brought.IdOfAnother:
            raise
        except (Refused, NotConfirmed) as refused:
            # As in `submit`: an opening that is repeated later is refused by what followed it.
            earlier = await self._sending.earlier_or(refused, visit, update_id, repeated=repeated)
            again = SentAgain(visit, update_id, (messages.OpenVisit,), opening.actor)
            async with self._means.pool.acquire() as connection:
                authority = self._means.taking_in.authority
                await require_hearing(connection, authority, again, earlier, refused)
            return visit, earlier
        if self._means.away and (known is None or decision is not None):
            raise KeptForLater(visit, update_id)
        if known is not None:
            # It is never given a second life here, whatever became of its run in Temporal: what
            # the register knows comes back by `visits recover`.
            if decision is None or proof is None:
                return visit, None
            return visit, await self._sending.bring(visit, decision, update_id, proof)
        try:
            return visit, await self._started(message, area, decision, update_id, proof)
        except (NotAnswered, NotYetRecorded, WorkflowUpdateFailedError):
            if not await self._stood_in_the_way(visit):
                raise
        return visit, await self._started(message, area, decision, update_id, proof)

    async def _started(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
        proof: Proof | None,
    ) -> Receipt | None:
        """Start a visit and wait until it is recorded, with its contacts if there are any."""
        visit = message.visit_id
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                update = await self._start_visit(message, area, decision, update_id, proof)
        except WorkflowAlreadyStartedError:
            raise over(visit) from None
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        except RPCError as error:
            if error.status is not RPCStatusCode.FAILED_PRECONDITION:
                raise
            # A run has this id that no worker can take on, and the server waits for it no longer.
            raise NotAnswered(visit, update_id) from None
        if update is not None:
            return await self._sending.recorded(visit, update)
        await self._sending.known(
            visit, update_id, lambda connection: visits.load(connection, visit)
        )
        return None

    async def _stood_in_the_way(self, visit: VisitId) -> bool:
        """Whether a run that nobody announced had the visit's id; it has it no longer.

        The worker ends such a run at once, and can only if it can read what it was started with.
        """
        from activities.admission import REFUSED_START, start_of

        try:
            start = await start_of(self._means.client, visit)
            async with self._means.pool.acquire() as connection:
                announced = start is not None and await is_announced(connection, visit, start)
                if announced or await visits.load(connection, visit) is not None:
                    return False
                told = f"A start of {visit} that did not come from the desk stood in its way."
                await mismatches.note(connection, visit, REFUSED_START, told)
            with suppress(RPCError):  # the worker was faster
                await self._means.client.get_workflow_handle(visit).terminate(reason=_NOT_ANNOUNCED)
        except RPCError:
            return False
        return True

    async def _admit(
        self,
        message: messages.OpenVisit,
        contacts: ContactsForm | None,
        update_id: UpdateId,
        *,
        reason: str | None,
        confirmed: bool,
    ) -> tuple[Admitted, Proof | None]:
        """Announce the visit, and keep its contacts, only if it would be opened with them.

        Returns:
            What was admitted, and the proof of the decision that brings its contacts.
        """
        visit = message.visit_id
        with span("take in"):
            async with self._means.pool.acquire() as connection, connection.transaction():
                admitted = await self._means.taking_in.opening(
                    connection, message, contacts, update_id, reason
                )
                if not confirmed:
                    await require_nothing_unsaid(connection, visit, admitted.foreseen)
                if admitted.known is None:
                    start = VisitInput(opening=admitted.message)
                    await self._sending.keep(connection, visit, update_id, start)
                proof = None
                if admitted.decision is not None:
                    proof = await self._sending.keep(
                        connection, visit, update_id, admitted.decision
                    )
                return admitted, proof

    async def _start_visit(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
        proof: Proof | None,
    ) -> WorkflowUpdateHandle[Receipt] | None:
        if decision is None:
            await self._means.client.start_workflow(
                VISIT.name,
                VisitInput(opening=message),
                id=message.visit_id,
                task_queue=self._means.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=static_summary(message, area.name),
                static_details=static_details(message, area.name),
            )
            return None
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            VISIT.name,
            VisitInput(opening=message),
            id=message.visit_id,
            task_queue=self._means.task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=static_summary(message, area.name),
            static_details=static_details(message, area.name),
        )
        try:
            with refusals_told():
                return await self._means.client.start_update_with_start_workflow(
                    update_name(type(decision)),
                    args=[decision, proof],
                    start_workflow_operation=start,
                    wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                    id=update_id,
                    result_type=Receipt,
                )
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            # The operation has the same news, and complains later if nobody takes it.
            with suppress(asyncio.CancelledError, RPCError):
                await start.workflow_handle()
            raise
