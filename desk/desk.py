"""The desk: opens processes and brings people's decisions to them.

A form's content goes into the register first; the process is told a reference. Everything here may
be repeated: content is kept by version and digest, a process is opened once, and an update with
the same id is one update.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, overload

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
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.admission import REFUSED_START, start_of
from activities.reference import working_calendar
from desk.answers import KeptForLater, NotAnswered, NotConfirmed, NotYetRecorded, Opening
from desk.asking import NO_ANSWER, refusals_told
from desk.departments import EXAMPLES, Mailboxes
from desk.inbox import Inbox
from desk.intake import to_message, to_opening
from desk.made_up_ids import require_nameless_ids
from desk.processes import process_of
from desk.visit_area import area_to_visit
from register import decisions, held_letters, inbox, mismatches, related, visits
from register.announcements import announce, is_announced
from register.connection import Connection, Pool
from register.streams import side_process_of
from rules.decide import decide, evolve_all, opening_events
from rules.decide.opening import check_opening
from rules.decide.reopening import EARLY, opening_again
from rules.evolve import evolve
from rules.refusals import RefusalCode, Refused
from rules.zones import london_date
from schemas import forms, messages
from schemas.areas import LocalArea
from schemas.base import Model
from schemas.ids import SYSTEM, ActorRef, UpdateId, VisitId, visit_id
from schemas.personal import Person
from schemas.side_processes import (
    SideForm,
    SideInput,
    SideOpeningForm,
    SideReceipt,
    SideState,
    workflow_id,
)
from schemas.state import Receipt, VisitState
from schemas.streams import partition_of
from schemas.values import Stage
from schemas.work import VisitInput
from workflows.decisions import update_name
from workflows.side_wording import side_static_summary
from workflows.visit import Visit
from workflows.wording import static_details, static_summary

T = TypeVar("T")
Answered = TypeVar("Answered", Receipt, SideReceipt, Receipt | SideReceipt)

PATIENCE = timedelta(seconds=10)
"""How long a person waits for a decision to be recorded before being told how to ask again."""


LOOK_AGAIN = 0.1
"""Seconds between looks at whether something has been recorded."""

_NOT_ANNOUNCED = "started past the desk: the register knows of no such start"

_ONE_LOOK = timedelta(seconds=2)
"""A worker that lets go of a process forgets the queries it holds: asking again helps."""

_NO_LOOK = (RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED)


def _examples() -> tuple[Person, ...]:
    return EXAMPLES


def _no_offset() -> timedelta:
    return timedelta(0)


class Desk:
    """Brings openings and decisions to visits, and to what lives beside them.

    Args:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        now: The clock decisions are checked against before they are sent.
        offset: What the clock of a new process beside a visit is moved by; only a rehearsal moves
            any.
        mailboxes: Where agreed notes go; by default example addresses, which nobody has.
        patience: How long to wait for a record.
        away: Whether Temporal does not answer: what is brought is then kept for later.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        client: Client,
        pool: Pool,
        *,
        task_queue: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        offset: Callable[[], timedelta] = _no_offset,
        mailboxes: Mailboxes = _examples,
        patience: timedelta = PATIENCE,
        away: bool = False,
    ) -> None:
        self._client = client
        self._away = away
        self._pool = pool
        self._task_queue = task_queue
        self._now = now
        self._offset = offset
        self._mailboxes = mailboxes
        self._patience = patience

    # `Any`: what a run gives goes with the kind of the process.
    def handle(self, subject: str) -> WorkflowHandle[Any, Any]:
        """The run of a process in Temporal: of a visit by its id, of what is beside it by name."""
        kind = process_of(subject)
        return self._client.get_workflow_handle_for(kind.workflow.run, workflow_id(subject))

    # --- Opening ----------------------------------------------------------------------------

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
        now = self._now()
        area = area_to_visit(opening.area, opening.day_one)
        message = _message(opening, area)
        if opening.again:
            message = await self._again(message)
        visit = message.visit_id
        try:
            known, decision = await self._admit(message, contacts, update_id, now)
        except Refused as refused:
            # As in `submit`: an opening that is repeated later is refused by what followed it.
            return visit, await self._earlier_or(refused, visit, update_id, repeated=repeated)
        if self._away and not (known and decision is None):
            raise KeptForLater(visit, update_id)
        if known:
            # It is never given a second life here, whatever became of its run in Temporal: what
            # the register knows comes back by `visits recover`.
            if decision is None:
                return visit, None
            return visit, await self._recorded(visit, await self._send(visit, decision, update_id))
        try:
            return visit, await self._started(message, area, decision, update_id)
        except (NotAnswered, NotYetRecorded, WorkflowUpdateFailedError):
            if not await self._stood_in_the_way(visit):
                raise
        return visit, await self._started(message, area, decision, update_id)

    async def _again(self, message: messages.OpenVisit) -> messages.OpenVisit:
        async with self._pool.acquire() as connection:
            latest = await visits.latest(connection, message.visit_id)
        return opening_again(message, latest) if latest else message

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
            async with asyncio.timeout(self._patience.total_seconds()):
                update = await self._start_visit(message, area, decision, update_id)
        except WorkflowAlreadyStartedError:
            raise _over(visit) from None
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        if update is not None:
            return await self._recorded(visit, update)
        await self._known(visit, update_id, lambda connection: visits.load(connection, visit))
        return None

    async def _stood_in_the_way(self, visit: VisitId) -> bool:
        """Whether a run that nobody announced had the visit's id; it has it no longer.

        The worker ends such a run at once, and can only if it can read what it was started with.
        """
        try:
            start = await start_of(self._client, visit)
            async with self._pool.acquire() as connection:
                announced = start is not None and await is_announced(connection, visit, start)
                if announced or await visits.load(connection, visit) is not None:
                    return False
                told = f"A start of {visit} that did not come from the desk stood in its way."
                await mismatches.note(connection, visit, REFUSED_START, told)
            with suppress(RPCError):  # the worker was faster
                await self._client.get_workflow_handle(visit).terminate(reason=_NOT_ANNOUNCED)
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
        async with self._pool.acquire() as connection, connection.transaction():
            known: VisitState | None = await visits.load(connection, message.visit_id)
            state = known
            if state is None:
                self._mailboxes()  # a visit whose note could go nowhere is not begun
                check_opening(message, working_calendar(message.day_one), now)
                first, *others = opening_events(message, now)
                state = evolve_all(evolve(None, first), others)
            if known is not None and known.stage is Stage.ENDED:
                raise _over(known.visit_id, again=known.outcome in EARLY)
            decision = None
            if contacts is not None:
                told = await to_message(
                    connection, message.visit_id, contacts, message.actor, self._mailboxes
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
                await self._keep(connection, message.visit_id, update_id, start)
            if decision is not None:
                await self._keep(connection, message.visit_id, update_id, decision)
            return known is not None, decision

    async def _keep(
        self, connection: Connection, subject: str, update_id: UpdateId, told: Model
    ) -> None:
        """Let what is brought wait for Temporal, if that is away."""
        if not self._away:
            return
        if isinstance(told, VisitInput | SideInput):
            name, actor = inbox.START, told.opening.actor
        else:
            name, actor = update_name(type(told)), str(getattr(told, "actor", SYSTEM))
        await inbox.put(connection, subject, update_id, name, actor, told)

    async def _start_visit(
        self,
        message: messages.OpenVisit,
        area: LocalArea,
        decision: messages.Decision | None,
        update_id: UpdateId,
    ) -> WorkflowUpdateHandle[Receipt] | None:
        if decision is None:
            await self._client.start_workflow(
                Visit.run,
                VisitInput(opening=message),
                id=message.visit_id,
                task_queue=self._task_queue,
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
            task_queue=self._task_queue,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=static_summary(message, area.name),
            static_details=static_details(message, area.name),
        )
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

    async def _raise(
        self, visit: VisitId, form: SideOpeningForm, actor: ActorRef, update_id: UpdateId
    ) -> SideReceipt:
        """Begin a process beside a visit; the same id is the same one."""
        async with self._pool.acquire() as connection, connection.transaction():
            opening = await to_opening(
                connection,
                visit,
                form,
                actor,
                asked_as=update_id,
                today=london_date(self._now()),
                clock_offset=self._offset(),
            )
            await require_nameless_ids(connection, visit, [actor, update_id])
            start = side_process_of(opening.subject).start(opening=opening)
            await announce(connection, workflow_id(opening.subject), start, update_id)
            await self._keep(connection, opening.subject, update_id, start)
        if self._away:
            raise KeptForLater(visit, update_id)
        subject = opening.subject
        process = side_process_of(subject)
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await self._client.start_workflow(
                    process_of(subject).workflow.run,
                    start,
                    id=workflow_id(subject),
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    static_summary=side_static_summary(process, opening),
                )
        except WorkflowAlreadyStartedError:
            pass  # raised before, by the same request, and over already
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        state: SideState = await self._known(
            visit, update_id, lambda connection: related.load(connection, subject)
        )
        return process.receipt(state, state.sequence, recorded=True)

    async def _known(
        self,
        visit: VisitId,
        update_id: UpdateId,
        load: Callable[[Connection], Awaitable[T | None]],
    ) -> T:
        """Wait until the register knows what was opened, so that the next command finds it."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    async with self._pool.acquire() as connection:
                        known = await load(connection)
                    if known is not None:
                        return known
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NotYetRecorded(visit, update_id) from None

    # --- Deciding ---------------------------------------------------------------------------

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: SideForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> SideReceipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: forms.VisitForm,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> Receipt: ...

    @overload
    async def submit(
        self,
        visit: VisitId,
        form: forms.Form,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> Receipt | SideReceipt: ...

    async def submit(  # noqa: PLR0913 - what goes with a decision
        self,
        visit: VisitId,
        form: forms.Form,
        *,
        actor: ActorRef,
        update_id: UpdateId,
        repeated: bool | None = None,
        confirmed: bool = True,
    ) -> Receipt | SideReceipt:
        """Bring a decision to a visit, or to what lives beside it, and wait until it is recorded.

        Args:
            visit: Its id.
            form: What was decided, with its content.
            actor: Who decided.
            update_id: The same id is the same decision, however often it is brought.
            repeated: Whether it may have been brought before. `True`: that is looked up first, so
                that its content is not kept twice. `False`: the id is new, so nothing is looked
                up. Not known: it is looked up when the decision is refused.
            confirmed: Whether it is meant with all that it brings about.

        Raises:
            UnknownVisit: There is no such visit.
            UnknownSideProcess: The visit has no such referral or complaint.
            UnknownArea: No area has that code.
            Refused: The rules do not allow it; nothing has changed.
            NotConfirmed: It would bring about more than it says; nothing has changed.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        if isinstance(form, SideOpeningForm):
            return await self._raise(visit, form, actor, update_id)
        subject = form.subject(visit)
        await self._deliver_what_waits(subject, update_id)
        if repeated and not self._away and (earlier := await self._earlier(subject, update_id)):
            return earlier
        receipt: Receipt | SideReceipt
        try:
            message = await self._taken_in(subject, form, actor, update_id, confirmed=confirmed)
        except (Refused, NotConfirmed) as refused:
            # A decision that was taken earlier is refused by the state it brought about.
            receipt = await self._earlier_or(refused, subject, update_id, repeated=repeated)
        else:
            if self._away:
                raise KeptForLater(visit, update_id)
            receipt = await self._recorded(subject, await self._send(subject, message, update_id))
        return receipt

    async def _deliver_what_waits(self, subject: str, update_id: UpdateId) -> None:
        """What was brought before comes first; a decision that waits is not brought beside itself.

        Raises:
            KeptForLater: It waits on, or what was brought before it does.
            Refused: It was delivered, and refused.
        """
        if not self._away:
            waiting = Inbox(
                self._client, self._pool, task_queue=self._task_queue, patience=self._patience
            )
            if await waiting.deliver(subject):
                raise NotAnswered(partition_of(subject), update_id)
            return
        async with self._pool.acquire() as connection:
            kept = await inbox.find(connection, subject, update_id)
        if kept is None:
            return
        if kept.refused is not None:
            raise kept.refused
        raise KeptForLater(partition_of(subject), update_id)

    async def _taken_in(
        self,
        subject: str,
        form: forms.Form,
        actor: ActorRef,
        update_id: UpdateId,
        *,
        confirmed: bool,
    ) -> Model:
        """Keep a form's content only if the process, as recorded, would take the decision."""
        kind = process_of(subject)
        async with self._pool.acquire() as connection, connection.transaction():
            check = await kind.check(connection, subject, self._now())
            visit = partition_of(subject)
            message = await to_message(connection, visit, form, actor, self._mailboxes)
            foreseen = await check(message)
            if foreseen and not confirmed:
                raise NotConfirmed(visit, foreseen)
            await require_nameless_ids(
                connection,
                visit,
                [actor, update_id],
                message=message,
                state=await visits.load(connection, visit),
            )
            await self._keep(connection, subject, update_id, message)
            return message

    async def _send(
        self, subject: str, message: Model, update_id: UpdateId
    ) -> WorkflowUpdateHandle[Any]:
        kind = process_of(subject)
        visit = partition_of(subject)
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    try:
                        with refusals_told():
                            return await self.handle(subject).start_update(
                                update_name(type(message)),
                                message,
                                wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                                id=update_id,
                                result_type=kind.receipt,
                            )
                    except RPCError as error:
                        if error.status is not RPCStatusCode.RESOURCE_EXHAUSTED:
                            raise
                        # The server takes ten updates of a process at once: this one waits.
                        await asyncio.sleep(LOOK_AGAIN)
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise NotAnswered(visit, update_id) from None
            async with self._pool.acquire() as connection:
                await kind.no_run(connection, subject, message)
            raise

    async def _earlier_or(
        self,
        refused: Refused | NotConfirmed,
        subject: str,
        update_id: UpdateId,
        *,
        repeated: bool | None,
    ) -> Any:  # noqa: ANN401 - as `handle`
        """The receipt of a decision that was taken before; raises the refusal if it was not."""
        unasked = repeated is False or self._away
        earlier = None if unasked else await self._earlier(subject, update_id)
        if earlier is None:
            raise refused from None
        return earlier

    async def _earlier(self, subject: str, update_id: UpdateId) -> Receipt | SideReceipt | None:
        """The receipt of a decision that was taken before, once it is recorded."""
        kind = process_of(subject)
        visit = partition_of(subject)
        taken = False
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    try:
                        receipt: Receipt | SideReceipt | None = await self.handle(subject).query(
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

    async def _recorded(self, subject: str, update: WorkflowUpdateHandle[Answered]) -> Answered:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                with refusals_told():
                    receipt = await update.result()
        except (RPCError, *NO_ANSWER):
            raise NotYetRecorded(partition_of(subject), update.id) from None
        # A process that is brought back from its log answers a repeated decision by this.
        async with self._pool.acquire() as connection:
            await decisions.keep(connection, subject, update.id, receipt.sequence)
            if not isinstance(receipt, Receipt):
                return receipt
            leave = await held_letters.held_until(
                connection, subject, receipt.sequence, self._now()
            )
        return receipt.model_copy(update={"letters_leave_at": leave}) if leave else receipt


def _over(visit: VisitId, *, again: bool = False) -> Refused:
    instead = "; `visits open` with --again opens another" if again else ""
    return Refused(
        RefusalCode.ALREADY_DONE,
        f"Visit {visit} is over; an area is visited once in a programme{instead}.",
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
