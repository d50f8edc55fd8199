"""Begins what lives beside a visit: each once, however often the same request comes."""

import asyncio

from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from desk.answers import KeptForLater, NotAnswered
from desk.asking import NO_ANSWER
from desk.means import Means
from desk.processes import process_of
from desk.sending import Sending
from register import related
from register.announcements import announce
from register.streams import side_process_of
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.side_processes import SideOpeningForm, SideReceipt, SideState, workflow_id
from workflows.side_wording import side_static_summary


class SideOpenings:
    """Begins processes beside visits.

    Args:
        means: The servers, the clock and the settings.
        sending: The way to Temporal.
    """

    def __init__(self, means: Means, sending: Sending) -> None:
        self._means = means
        self._sending = sending

    async def begin(
        self, visit: VisitId, form: SideOpeningForm, actor: ActorRef, update_id: UpdateId
    ) -> SideReceipt:
        """Begin a process beside a visit; the same id is the same one."""
        async with self._means.pool.acquire() as connection, connection.transaction():
            opening, _ = await self._means.taking_in.beginning(
                connection, visit, form, actor, update_id
            )
            start = side_process_of(opening.subject).start(opening=opening)
            await announce(connection, workflow_id(opening.subject), start, update_id)
            await self._sending.keep(connection, opening.subject, update_id, start)
        if self._means.away:
            raise KeptForLater(visit, update_id)
        subject = opening.subject
        process = side_process_of(subject)
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                await self._means.client.start_workflow(
                    process_of(subject).name,
                    start,
                    id=workflow_id(subject),
                    task_queue=self._means.task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    static_summary=side_static_summary(process, opening),
                )
        except WorkflowAlreadyStartedError:
            pass  # raised before, by the same request, and over already
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        state: SideState = await self._sending.known(
            visit, update_id, lambda connection: related.load(connection, subject)
        )
        return process.receipt(state, state.sequence, recorded=True)
