"""The coordinator's desk: opens visits and brings people's decisions to them.

A form's content goes into the register first; the visit is told a reference. Everything here may
be repeated: content is kept by version and digest, a visit is opened once, and an update with the
same id is one update.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.reference import working_calendar
from desk.answers import NotAnswered, NotYetRecorded, Opening
from desk.intake import prepare
from desk.visit_area import area_to_visit, require_area
from register import visits
from register.connection import Pool
from rules.decide import decide, decide_opening
from rules.decide.opening import check_opening
from rules.decide.stages import require_stage
from rules.evolve import evolve
from rules.refusals import RefusalCode, Refused
from schemas import forms, messages
from schemas.areas import LocalArea
from schemas.ids import ActorRef, UpdateId, VisitId, visit_id
from schemas.state import Receipt, VisitResult
from schemas.work import VisitInput
from workflows.decisions import update_name
from workflows.visit import Visit
from workflows.wording import static_details, static_summary

PATIENCE = timedelta(seconds=10)
"""How long a person waits for a decision to be recorded before being told how to ask again."""


LOOK_AGAIN = 0.1
"""Seconds between looks at whether something has been recorded."""

_ONE_LOOK = timedelta(seconds=2)
"""A worker that lets go of a visit forgets the queries it holds: asking again helps."""

_NO_LOOK = (RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED)

NO_ANSWER = (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError)
"""Our own patience ending cancels the call, which the SDK reports as the second."""


class Desk:
    """Brings openings and decisions to visits.

    Args:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        now: The clock decisions are checked against before they are sent.
        patience: How long to wait for a record.
    """

    def __init__(
        self,
        client: Client,
        pool: Pool,
        *,
        task_queue: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        patience: timedelta = PATIENCE,
    ) -> None:
        self._client = client
        self._pool = pool
        self._task_queue = task_queue
        self._now = now
        self._patience = patience

    def handle(self, visit: VisitId) -> WorkflowHandle[Visit, VisitResult]:
        """The run of a visit in Temporal."""
        return self._client.get_workflow_handle_for(Visit.run, visit)

    async def open(
        self,
        opening: Opening,
        contacts: forms.ContactsForm | None,
        update_id: UpdateId,
        *,
        repeated: bool | None = None,
    ) -> tuple[VisitId, Receipt | None]:
        """Open a visit, with its contacts when they are at hand; opening it again is the same.

        Args:
            opening: What to open.
            contacts: Whom to write to.
            update_id: The same id is the same decision, however often it is brought.
            repeated: Whether it may have been brought before; as for `submit`.

        Returns:
            Its id, and the receipt for the contacts if they were given.

        Raises:
            UnknownArea: No area has that code.
            AreaNotThen: The area does not exist on the two days.
            Refused: The day will not do, the contacts will not, or the visit is over.
            NotYetRecorded: The record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        now = self._now()
        area = area_to_visit(opening.area, opening.day_one)
        message = _message(opening, area)
        try:
            decision = await self._admit(message, contacts, now)
        except Refused:
            if repeated is False:
                raise
            # As in `submit`: an opening that is repeated later is refused by what followed it.
            earlier = await self._earlier(message.visit_id, update_id)
            if earlier is None:
                raise
            return message.visit_id, earlier
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                update = await self._start(message, area, decision, update_id)
        except WorkflowAlreadyStartedError:
            raise Refused(
                RefusalCode.ALREADY_DONE,
                f"Visit {message.visit_id} is over; an area is visited once in a programme.",
            ) from None
        except NO_ANSWER:
            raise NotAnswered(message.visit_id, update_id) from None
        if update is None:
            await self._opened(message.visit_id, update_id)
            return message.visit_id, None
        return message.visit_id, await self._recorded(update)

    async def _admit(
        self, message: messages.OpenVisit, contacts: forms.ContactsForm | None, now: datetime
    ) -> messages.Decision | None:
        """Keep the contacts only if the visit can be opened, or is open, and would take them."""
        async with self._pool.acquire() as connection, connection.transaction():
            known = await visits.load(connection, message.visit_id)
            if known is None:
                check_opening(message, working_calendar(message.day_one), now)
                known = evolve(None, decide_opening(message, now))
            if contacts is None:
                return None
            decision = await prepare(connection, message.visit_id, contacts, message.actor)
            decide(known, decision, now)
            return decision

    async def _opened(self, visit: VisitId, update_id: UpdateId) -> None:
        """Wait until the register knows a visit, so that the next command finds it."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    async with self._pool.acquire() as connection:
                        if await visits.load(connection, visit):
                            return
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NotYetRecorded(visit, update_id) from None

    async def _start(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
    ) -> WorkflowUpdateHandle[Receipt] | None:
        start = WithStartWorkflowOperation(
            Visit.run,
            VisitInput(opening=message),
            id=message.visit_id,
            task_queue=self._task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=static_summary(message, area.name),
            static_details=static_details(message, area.name),
        )
        if decision is None:
            await self._client.start_workflow(
                Visit.run,
                VisitInput(opening=message),
                id=message.visit_id,
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=static_summary(message, area.name),
                static_details=static_details(message, area.name),
            )
            return None
        try:
            with refusals_told():
                return await self._client.start_update_with_start_workflow(
                    update_name(type(decision)),
                    decision,
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

    async def submit(
        self,
        visit: VisitId,
        form: forms.Form,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
    ) -> Receipt:
        """Bring a decision to a visit and wait until it is recorded.

        Args:
            visit: Its id.
            form: What was decided, with its content.
            actor: Who decided.
            update_id: The same id is the same decision, however often it is brought.
            repeated: Whether it may have been brought before. `True`: that is looked up first, so
                that its content is not kept twice. `False`: the id is new, so nothing is looked
                up. Not known: it is looked up when the decision is refused.

        Raises:
            UnknownVisit: There is no such visit.
            Refused: The rules do not allow it; nothing has changed.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        if repeated and (receipt := await self._earlier(visit, update_id)):
            return receipt
        try:
            message = await self._part(visit, form, actor)
        except Refused:
            if repeated is False:
                raise
            # A decision that was taken earlier is refused by the state it brought about.
            earlier = await self._earlier(visit, update_id)
            if earlier is None:
                raise
            return earlier
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                with refusals_told():
                    update = await self.handle(visit).start_update(
                        update_name(type(message)),
                        message,
                        wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                        id=update_id,
                        result_type=Receipt,
                    )
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            await self._say_how_it_ended(visit, message)
            raise Refused(
                RefusalCode.WRONG_STAGE,
                f"Visit {visit} has no open run in Temporal; `visits show {visit}` tells "
                "what the register knows of it.",
            ) from None
        return await self._recorded(update)

    async def _say_how_it_ended(self, visit: VisitId, message: messages.Decision) -> None:
        """Refuse by the rules what came just as a visit ended."""
        async with self._pool.acquire() as connection:
            require_stage(await visits.require(connection, visit), message)

    async def _part(self, visit: VisitId, form: forms.Form, actor: ActorRef) -> messages.Decision:
        """Keep a form's content only if the visit, as recorded, would take the decision."""
        async with self._pool.acquire() as connection, connection.transaction():
            state = await visits.require(connection, visit)
            message = await prepare(connection, visit, form, actor)
            decide(state, message, self._now())
            require_area(state, message)
            return message

    async def _earlier(self, visit: VisitId, update_id: UpdateId) -> Receipt | None:
        """The receipt of a decision that was taken before, once it is recorded."""
        taken = False
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    try:
                        receipt = await self.handle(visit).query(
                            Visit.receipt, update_id, rpc_timeout=_ONE_LOOK
                        )
                    except RPCError as error:
                        if error.status not in _NO_LOOK:
                            raise
                        continue
                    if receipt is None or receipt.recorded:
                        return receipt
                    taken = True
                    await asyncio.sleep(LOOK_AGAIN)
        except (RPCError, WorkflowQueryFailedError):
            return None
        except NO_ANSWER:
            raise (NotYetRecorded if taken else NotAnswered)(visit, update_id) from None

    async def _recorded(self, update: WorkflowUpdateHandle[Receipt]) -> Receipt:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                with refusals_told():
                    return await update.result()
        except NO_ANSWER:
            raise NotYetRecorded(update.workflow_id, update.id) from None


@contextmanager
def refusals_told() -> Iterator[None]:
    """A refusal comes back from Temporal as a failed update; make it a `Refused` again."""
    try:
        yield
    except WorkflowUpdateFailedError as failed:
        cause = failed.cause
        if isinstance(cause, ApplicationError) and cause.type in set(RefusalCode):
            raise Refused(RefusalCode(cause.type), cause.message) from None
        raise


def _message(opening: Opening, area: LocalArea) -> messages.OpenVisit:
    return messages.OpenVisit(
        visit_id=visit_id(opening.programme, area.gss_code),
        programme=opening.programme,
        area=area.gss_code,
        region=area.region,
        council_type=area.council_type,
        day_one=opening.day_one,
        actor=opening.actor,
        policy=opening.policy,
        clock_offset=opening.clock_offset,
    )
