"""Opens visits: each once, announced before it starts, with its contacts when they are at hand."""

import asyncio
from contextlib import suppress
from datetime import datetime

from temporalio.client import (
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateRPCTimeoutOrCancelledError,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from activities.admission import REFUSED_START, start_of
from activities.reference import working_calendar
from desk.answers import KeptForLater, NotAnswered, NotYetRecorded, Opening
from desk.asking import NO_ANSWER, refusals_told
from desk.intake import to_message
from desk.made_up_ids import require_nameless_ids
from desk.means import Means
from desk.sending import Sending
from desk.visit_area import area_to_visit
from register import mismatches, visits
from register.announcements import announce, is_announced
from rules.decide import decide, decide_opening
from rules.decide.opening import check_opening
from rules.evolve import evolve
from rules.refusals import RefusalCode, Refused
from schemas import forms, messages
from schemas.areas import LocalArea
from schemas.ids import UpdateId, VisitId, visit_id
from schemas.state import Receipt, VisitState
from schemas.values import Stage
from schemas.work import VisitInput
from workflows.decisions import update_name
from workflows.visit import Visit
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
            KeptForLater: Temporal is away.
        """
        now = self._means.now()
        area = area_to_visit(opening.area, opening.day_one)
        message = _message(opening, area)
        visit = message.visit_id
        try:
            known, decision = await self._admit(message, contacts, update_id, now)
        except Refused as refused:
            # As in `submit`: an opening that is repeated later is refused by what followed it.
            return visit, await self._sending.earlier_or(
                refused, visit, update_id, repeated=repeated
            )
        if self._means.away and not (known and decision is None):
            raise KeptForLater(visit, update_id)
        if known:
            # It is never given a second life here, whatever became of its run in Temporal: what
            # the register knows comes back by `visits recover`.
            if decision is None:
                return visit, None
            return visit, await self._sending.bring(visit, decision, update_id)
        try:
            return visit, await self._started(message, area, decision, update_id)
        except (NotAnswered, NotYetRecorded, WorkflowUpdateFailedError):
            if not await self._stood_in_the_way(visit):
                raise
        return visit, await self._started(message, area, decision, update_id)

    async def _started(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
    ) -> Receipt | None:
        """Start a visit and wait until it is recorded, with its contacts if there are any."""
        visit = message.visit_id
        try:
            async with asyncio.timeout(self._means.patience.total_seconds()):
                update = await self._start_visit(message, area, decision, update_id)
        except WorkflowAlreadyStartedError:
            raise _over(visit) from None
        except NO_ANSWER:
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
        contacts: forms.ContactsForm | None,
        update_id: UpdateId,
        now: datetime,
    ) -> tuple[bool, messages.Decision | None]:
        """Keep the contacts only if the visit can be opened, or is open, and would take them.

        Returns:
            Whether the register knows the visit, and the decision that brings its contacts.
        """
        async with self._means.pool.acquire() as connection, connection.transaction():
            known: VisitState | None = await visits.load(connection, message.visit_id)
            state = known
            if state is None:
                self._means.mailboxes()  # a visit whose note could go nowhere is not begun
                check_opening(message, working_calendar(message.day_one), now)
                state = evolve(None, decide_opening(message, now))
            if known is not None and known.stage is Stage.ENDED:
                raise _over(known.visit_id)
            decision = None
            if contacts is not None:
                told = await to_message(
                    connection, message.visit_id, contacts, message.actor, self._means.mailboxes
                )
                assert isinstance(told, messages.Decision)  # noqa: S101 - contacts make no other
                decide(state, told, now)
                decision = told
            await require_nameless_ids(
                connection,
                message.visit_id,
                [message.programme, message.actor, update_id],
                message=decision,
                state=known,
            )
            if known is None:
                start = VisitInput(opening=message)
                await announce(connection, message.visit_id, start, update_id)
                await self._sending.keep(connection, message.visit_id, update_id, start)
            if decision is not None:
                await self._sending.keep(connection, message.visit_id, update_id, decision)
            return known is not None, decision

    async def _start_visit(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
    ) -> WorkflowUpdateHandle[Receipt] | None:
        if decision is None:
            await self._means.client.start_workflow(
                Visit.run,
                VisitInput(opening=message),
                id=message.visit_id,
                task_queue=self._means.task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=static_summary(message, area.name),
                static_details=static_details(message, area.name),
            )
            return None
        start = WithStartWorkflowOperation(
            Visit.run,
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


def _over(visit: VisitId) -> Refused:
    return Refused(
        RefusalCode.ALREADY_DONE, f"Visit {visit} is over; an area is visited once in a programme."
    )


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
