"""The desk for what outlives a visit: raises referrals and complaints, takes decisions to them.

Neither asks the visit anything: they are raised and decided in whatever stage it is, and long
after its end. Everything may be repeated: the same id is the same referral and the same decision.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateHandle,
    WorkflowUpdateStage,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.reference import working_calendar
from desk.answers import NotAnswered, NotYetRecorded
from desk.desk import LOOK_AGAIN, NO_ANSWER, PATIENCE, refusals_told
from register import areas, content, side_processes, visits
from register.connection import Connection, Pool
from rules.refusals import RefusalCode, Refused
from rules.side_processes import decide_side, require_no_words
from rules.zones import london_date
from schemas import forms as f
from schemas.content import ContentRef
from schemas.ids import ActorRef, UpdateId, VisitId
from schemas.personal import ComplaintWords, Reason
from schemas.side_processes import (
    AnswerComplaint,
    AskReview,
    ConfirmReferral,
    RaiseReferral,
    ReceiveComplaint,
    SideDecision,
    SideInput,
    SideKind,
    SideOpening,
    SideReceipt,
    SideSubject,
    kind_of,
    side_subject,
    workflow_id,
)
from schemas.values import ContentKind
from workflows.decisions import update_name
from workflows.side_process import Complaint, Referral, receipt_of
from workflows.side_wording import side_static_summary

_SHELLS: dict[SideKind, type[Referral] | type[Complaint]] = {
    SideKind.REFERRAL: Referral,
    SideKind.COMPLAINT: Complaint,
}


def _no_offset() -> timedelta:
    return timedelta(0)


class SideDesk:
    """Brings referrals and complaints to life, and decisions to them.

    Args:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        now: The clock decisions are checked against before they are sent.
        offset: What a new one's clock is moved by; only a rehearsal moves any.
        patience: How long to wait for a record.
    """

    def __init__(  # noqa: PLR0913 - all but the servers by name
        self,
        client: Client,
        pool: Pool,
        *,
        task_queue: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        offset: Callable[[], timedelta] = _no_offset,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._client = client
        self._pool = pool
        self._task_queue = task_queue
        self._now = now
        self._offset = offset
        self._patience = patience

    def handle(self, subject: SideSubject) -> WorkflowHandle[Any, SideReceipt]:
        """The run of a referral or a complaint in Temporal."""
        return self._client.get_workflow_handle(workflow_id(subject), result_type=SideReceipt)

    async def submit(
        self, visit: VisitId, form: f.SideForm, *, actor: ActorRef, update_id: UpdateId
    ) -> SideReceipt:
        """Raise what a form asks for, or bring a decision, and wait until it is recorded.

        Raises:
            UnknownVisit: There is no such visit.
            UnknownSideProcess: The visit has no such referral or complaint.
            UnknownArea: No area has that code.
            Refused: The rules do not allow it; nothing has changed.
            NotYetRecorded: It was accepted, and its record was not confirmed in time.
            NotAnswered: No worker took it.
        """
        match form:
            case f.ReferralForm() | f.ComplaintForm():
                return await self._raise(visit, form, actor, update_id)
            case f.ReferralConfirmationForm(number=number):
                subject = side_subject(visit, SideKind.REFERRAL, number)
            case f.ComplaintAnswerForm(number=number) | f.ComplaintReviewForm(number=number):
                subject = side_subject(visit, SideKind.COMPLAINT, number)
            case _:
                raise TypeError(f"{type(form).__name__} is not for what outlives a visit")
        return await self._decide(subject, form, actor, update_id)

    # --- Raising ----------------------------------------------------------------------------

    async def _raise(
        self,
        visit: VisitId,
        form: f.ReferralForm | f.ComplaintForm,
        actor: ActorRef,
        update_id: UpdateId,
    ) -> SideReceipt:
        async with self._pool.acquire() as connection, connection.transaction():
            opening = await self._opening(connection, visit, form, actor, update_id)
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await self._client.start_workflow(
                    _SHELLS[opening.kind].__name__,
                    SideInput(opening=opening),
                    id=workflow_id(opening.subject),
                    task_queue=self._task_queue,
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    static_summary=side_static_summary(opening),
                )
        except WorkflowAlreadyStartedError:
            pass  # raised before, by the same request, and over already
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        return await self._raised(opening.subject, update_id)

    async def _opening(
        self,
        connection: Connection,
        visit: VisitId,
        form: f.ReferralForm | f.ComplaintForm,
        actor: ActorRef,
        update_id: UpdateId,
    ) -> RaiseReferral | ReceiveComplaint:
        state = await visits.require(connection, visit)
        today = london_date(self._now())
        kind = SideKind.REFERRAL if isinstance(form, f.ReferralForm) else SideKind.COMPLAINT
        common = SideOpening(
            subject=await side_processes.reserve(connection, visit, kind, update_id),
            visit_id=visit,
            programme=state.programme,
            actor=actor,
            calendar=working_calendar(today),
            policy=state.policy,
            clock_offset=self._offset(),
        )
        if isinstance(form, f.ReferralForm):
            require_no_words(form.reason is not None, "The concern was not referred")
            area = areas.area_on(form.area or state.area, today).gss_code
            return RaiseReferral(**dict(common), authority=form.authority, area=area)
        words = ComplaintWords(text=form.text)
        return ReceiveComplaint(
            **dict(common) | {"reason": await _reason(connection, visit, form)},
            content=await content.keep(connection, visit, ContentKind.COMPLAINT, words),
        )

    async def _raised(self, subject: SideSubject, update_id: UpdateId) -> SideReceipt:
        """Wait until the register knows it, so that the next command finds it."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                while True:
                    async with self._pool.acquire() as connection:
                        if state := await side_processes.load(connection, subject):
                            return receipt_of(state)
                    await asyncio.sleep(LOOK_AGAIN)
        except TimeoutError:
            raise NotYetRecorded(subject.split("/")[0], update_id) from None

    # --- Deciding ---------------------------------------------------------------------------

    async def _decide(
        self, subject: SideSubject, form: f.SideForm, actor: ActorRef, update_id: UpdateId
    ) -> SideReceipt:
        visit = subject.split("/")[0]
        try:
            message = await self._part(visit, subject, form, actor)
        except Refused:
            # A decision that was taken earlier is refused by the state it brought about.
            earlier = await self._earlier(subject, update_id)
            if earlier is None:
                raise
            return earlier
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                with refusals_told():
                    update: WorkflowUpdateHandle[SideReceipt] = await self.handle(
                        subject
                    ).start_update(
                        update_name(type(message)),
                        message,
                        wait_for_stage=WorkflowUpdateStage.ACCEPTED,
                        id=update_id,
                        result_type=SideReceipt,
                    )
        except NO_ANSWER:
            raise NotAnswered(visit, update_id) from None
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            raise Refused(
                RefusalCode.WRONG_STAGE,
                f"That was not recorded: {kind_of(subject)} {subject.rpartition('/')[2]} of visit "
                f"{visit} has no open run in Temporal; `visits beside {visit}` tells what the "
                "register knows of it.",
            ) from None
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                with refusals_told():
                    return await update.result()
        except NO_ANSWER:
            raise NotYetRecorded(visit, update_id) from None

    async def _part(
        self, visit: VisitId, subject: SideSubject, form: f.SideForm, actor: ActorRef
    ) -> SideDecision:
        """Keep a form's content only if the decision would be taken, as far as is recorded."""
        now = self._now()
        async with self._pool.acquire() as connection, connection.transaction():
            owner = await visits.require(connection, visit)
            state = await side_processes.require(connection, subject)
            opening = SideOpening(
                subject=subject,
                visit_id=visit,
                programme=owner.programme,
                actor=actor,
                calendar=working_calendar(london_date(now)),
                policy=owner.policy,
            )
            message = await _message(connection, visit, form, actor)
            decide_side(opening, state, message, now)
            return message

    async def _earlier(self, subject: SideSubject, update_id: UpdateId) -> SideReceipt | None:
        """The receipt of a decision that was taken before."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                if kind_of(subject) is SideKind.REFERRAL:
                    return await self.handle(subject).query(Referral.receipt, update_id)
                return await self.handle(subject).query(Complaint.receipt, update_id)
        except (RPCError, WorkflowQueryFailedError, *NO_ANSWER):
            return None


async def _message(
    connection: Connection, visit: VisitId, form: f.SideForm, actor: ActorRef
) -> SideDecision:
    match form:
        case f.ReferralConfirmationForm():
            require_no_words(form.reason is not None, "The confirmation was not recorded")
            return ConfirmReferral(actor=actor)
        case f.ComplaintAnswerForm(text=text):
            words = ComplaintWords(text=text)
            kept = await content.keep(connection, visit, ContentKind.COMPLAINT_ANSWER, words)
            reason = await _reason(connection, visit, form)
            return AnswerComplaint(actor=actor, reason=reason, content=kept)
        case _:
            return AskReview(actor=actor, reason=await _reason(connection, visit, form))


async def _reason(connection: Connection, visit: VisitId, form: f.Form) -> ContentRef | None:
    if form.reason is None:
        return None
    return await content.keep(connection, visit, ContentKind.REASON, Reason(text=form.reason))
