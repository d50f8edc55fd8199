"""Durable shells of what outlives a visit: a referral and a complaint.

Each is a workflow of its own, so that nothing that happens to the visit can stop it: not a pause,
not a cancellation, not the end. Both are told, decide, record and wait in the same way.
"""

import math
from collections import deque
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.record import Recording
    from rules.refusals import Refused
    from rules.side_processes import (
        decide_side,
        evolve_side,
        needs_a_person,
        open_side,
        side_owner,
    )
    from schemas.ids import UpdateId
    from schemas.side_processes import (
        AnswerComplaint,
        AskReview,
        ConfirmReferral,
        SideDecision,
        SideDue,
        SideEvent,
        SideInput,
        SideMessage,
        SideReceipt,
        SideRecordRequest,
        SideState,
    )
    from workflows.clock import Clock
    from workflows.search_attributes import (
        DUE,
        NEEDS_ATTENTION,
        OWNER,
        PROGRAMME,
        Value,
        Values,
        updates,
    )
    from workflows.side_wording import side_details, side_due_summary, side_record_summary

_RECENT = 5
_QUICK_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=10),
)
"""A record is awaited by a person: the register coming back is noticed within 10 s."""


class SideShell:
    """What both have in common: hold the state, decide, record in order, wait.

    Args:
        start: What the workflow starts with.
    """

    def __init__(self, start: SideInput) -> None:
        self._opening = start.opening
        self._clock = Clock(start.opening.clock_offset)
        self._taken: dict[UpdateId, int] = dict(start.taken)
        self._waiting: list[SideEvent] = []
        self._recent: deque[SideEvent] = deque(maxlen=_RECENT)
        self._found_by: Values = {}
        self._state: SideState
        if start.carried is None:
            opened = open_side(start.opening, self._clock.now())
            self._state = evolve_side(None, opened)
            self._waiting.append(opened)
            self._recent.append(opened)
            self._recorded = 0
        else:
            self._state = start.carried
            self._recorded = start.carried.sequence

    @property
    def state(self) -> SideState:
        """The fold of its events."""
        return self._state

    async def live(self) -> SideReceipt:
        """Record what was decided, and wait for people or for the moment that is due."""
        while True:
            if self._waiting:
                await self._record()
            elif workflow.all_handlers_finished() and self._state.over:
                return self._receipt(self._state.sequence)
            elif (
                workflow.all_handlers_finished() and workflow.info().is_continue_as_new_suggested()
            ):
                workflow.continue_as_new(
                    SideInput(opening=self._opening, carried=self._state, taken=self._taken)
                )
            else:
                await self._wait()

    async def _wait(self) -> None:
        due = self._state.due

        def changed() -> bool:
            done = self._state.over or workflow.info().is_continue_as_new_suggested()
            return bool(self._waiting) or (done and workflow.all_handlers_finished())

        left = (due - self._clock.now()).total_seconds() if due else 0.0
        try:
            await workflow.wait_condition(
                changed,
                timeout=timedelta(seconds=max(math.ceil(left), 0)) if due else None,
                timeout_summary=side_due_summary(self._state) if due else None,
            )
        except TimeoutError:
            if due is not None:
                self._tell(SideDue(due=due))

    async def _record(self) -> None:
        batch = tuple(self._waiting)
        self._tell_operators()
        await workflow.execute_activity_method(
            Recording.record_side_events,
            SideRecordRequest(subject=self._state.subject, events=batch),
            start_to_close_timeout=timedelta(seconds=30),
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=_QUICK_RETRY,
            summary=side_record_summary(batch),
        )
        del self._waiting[: len(batch)]
        self._recorded = batch[-1].sequence

    def _tell(self, message: SideMessage) -> int:
        for event in decide_side(self._opening, self._state, message, self._clock.now()):
            self._state = evolve_side(self._state, event)
            self._waiting.append(event)
            self._recent.append(event)
        return self._state.sequence

    def _tell_operators(self) -> None:
        workflow.set_current_details(side_details(self._state, self._recent))
        values: dict[str, Value] = {
            PROGRAMME.name: self._state.programme,
            OWNER.name: side_owner(self._state).value,
            NEEDS_ATTENTION.name: needs_a_person(self._state),
        }
        if self._state.due is not None:
            values[DUE.name] = self._state.due
        if changes := updates(self._found_by, values):
            workflow.upsert_search_attributes(changes)
            self._found_by = values

    def refuse_or_pass(self, message: SideDecision) -> None:
        """Validate an update by the rule that the handler applies."""
        if _update_id() in self._taken:
            return
        try:
            decide_side(self._opening, self._state, message, self._clock.now())
        except Refused as refused:
            raise _as_failure(refused) from None

    async def decide_and_record(self, message: SideDecision) -> SideReceipt:
        """Apply a decision once and wait until it is recorded."""
        update_id = _update_id()
        if update_id not in self._taken:
            try:
                self._taken[update_id] = self._tell(message)
            except Refused as refused:
                raise _as_failure(refused) from None
        sequence = self._taken[update_id]
        await workflow.wait_condition(lambda: self._recorded >= sequence)
        return self._receipt(sequence)

    def earlier(self, update_id: UpdateId) -> SideReceipt | None:
        """The receipt of a decision that was taken and recorded before."""
        sequence = self._taken.get(update_id)
        return self._receipt(sequence) if sequence and self._recorded >= sequence else None

    def _receipt(self, sequence: int) -> SideReceipt:
        return receipt_of(self._state, sequence)


def receipt_of(state: SideState, sequence: int | None = None) -> SideReceipt:
    """What a coordinator gets back."""
    return SideReceipt(
        subject=state.subject,
        sequence=sequence or state.sequence,
        owner=side_owner(state),
        due=state.due,
        over=state.over,
    )


@workflow.defn(name="Referral")
class Referral:
    """A safeguarding concern, from its referral to the authority's confirmation.

    Unconfirmed it escalates the same day and each working day after it.
    """

    @workflow.init
    def __init__(self, start: SideInput) -> None:
        """Raise it, so that a confirmation that arrives with the start finds it."""
        self._shell = SideShell(start)

    @workflow.run
    async def run(self, _start: SideInput) -> SideReceipt:
        """Live until the authority has confirmed."""
        return await self._shell.live()

    @workflow.update(description="The authority has the referral.")
    async def confirm_referral(self, message: ConfirmReferral) -> SideReceipt:
        """The authority has the referral."""
        return await self._shell.decide_and_record(message)

    @confirm_referral.validator
    def _may_confirm(self, message: ConfirmReferral) -> None:
        self._shell.refuse_or_pass(message)

    @workflow.query(description="Everything the referral knows; impersonal, no narrative.")
    def state(self) -> SideState:
        """The fold of its events."""
        return self._shell.state

    @workflow.query(description="The receipt of a decision by its update id, once recorded.")
    def receipt(self, update_id: UpdateId) -> SideReceipt | None:
        """What a repeated decision is answered with."""
        return self._shell.earlier(update_id)


@workflow.defn(name="Complaint")
class Complaint:
    """A complaint, from its receipt to the end of the time in which a review may be asked for."""

    @workflow.init
    def __init__(self, start: SideInput) -> None:
        """Receive it, so that an answer that arrives with the start finds it."""
        self._shell = SideShell(start)

    @workflow.run
    async def run(self, _start: SideInput) -> SideReceipt:
        """Live until it is answered for good."""
        return await self._shell.live()

    @workflow.update(description="The complaint is answered; the words are in the register.")
    async def answer_complaint(self, message: AnswerComplaint) -> SideReceipt:
        """The complaint is answered."""
        return await self._shell.decide_and_record(message)

    @answer_complaint.validator
    def _may_answer(self, message: AnswerComplaint) -> None:
        self._shell.refuse_or_pass(message)

    @workflow.update(description="Who complained asks for a review of the answer.")
    async def ask_review(self, message: AskReview) -> SideReceipt:
        """A review of the answer is asked for."""
        return await self._shell.decide_and_record(message)

    @ask_review.validator
    def _may_ask(self, message: AskReview) -> None:
        self._shell.refuse_or_pass(message)

    @workflow.query(description="Everything the complaint knows; its words are in the register.")
    def state(self) -> SideState:
        """The fold of its events."""
        return self._shell.state

    @workflow.query(description="The receipt of a decision by its update id, once recorded.")
    def receipt(self, update_id: UpdateId) -> SideReceipt | None:
        """What a repeated decision is answered with."""
        return self._shell.earlier(update_id)


def _update_id() -> UpdateId:
    info = workflow.current_update_info()
    if info is None:
        raise RuntimeError("only an update decides")
    return info.id


def _as_failure(refused: Refused) -> ApplicationError:
    return ApplicationError(refused.sentence, type=refused.code, non_retryable=True)
