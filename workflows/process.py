"""The one durable shell: what makes a pure process last.

It holds the state, the decisions taken and the latest events; validates by the rules; applies,
records and answers; waits for people or for the nearest deadline. What a process is made of is
given to it: its rules and words (`Law`) and how its events are recorded (`Recorder`).
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.happenings import DecisionRefused, Place, tell
    from rules.at_record import REFUSED_AT_RECORD
    from rules.nameless import looks_personal
    from rules.proofs import digest_of_proof
    from rules.refusals import RefusalCode, Refused
    from schemas.ids import Digest, UpdateId
    from schemas.proofs import Grounds, Proof
    from schemas.streams import Event, Recording
    from workflows.clock import Clock
    from workflows.law import Law, R, S, Standing
    from workflows.names import update_name
    from workflows.origins import of_start, origins, under
    from workflows.proving import require_proved
    from workflows.search_attributes import NEEDS_ATTENTION, Values, updates
    from workflows.unrecorded import Batch, Told, Unrecorded

QUICK_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=10),
)
"""A record is awaited by a person: the register coming back is noticed within 10 s."""

_RECENT = 5

DISPUTED = "SequenceConflict"
"""The failure of a record that the register will never take: it holds another one in its place."""

T = TypeVar("T")


class Recorder(Protocol):
    """Puts batches of events into the register."""

    async def record(
        self,
        batch: tuple[Event[Any, Any], ...],
        grounds: tuple[Grounds, ...],
        somebody_waits: Callable[[], bool],
    ) -> Callable[[], None] | None:
        """Have a batch recorded.

        Args:
            batch: The events, in order.
            grounds: What they rest on, in the same order.
            somebody_waits: Whether somebody waits for what is recorded after it.

        Returns:
            What is to be done once the process knows that it is recorded, if anything.
        """


class Process(Generic[S, R]):
    """One process: a state, and the events that are on their way to the register.

    Args:
        law: What it is made of.
        clock: By which it decides.
        recorder: Where its events go.
        standing: Where it begins.
        after: How long after a deadline it acts on it.
    """

    def __init__(
        self,
        law: Law[S, R],
        clock: Clock,
        recorder: Recorder,
        standing: Standing[S],
        after: timedelta = timedelta(0),
    ) -> None:
        self._law = law
        self._after = after
        self._clock = clock
        self._recorder = recorder
        self._state = standing.state
        opened = tuple(standing.opening)
        self._unrecorded = Unrecorded(law.evolve, None if opened else standing.state)
        if opened:
            self._unrecorded.add(Told(None, None, opened, origins=of_start()))
        self._taken_back: dict[UpdateId, ApplicationError] = {}
        self._recorded = standing.state.sequence - len(opened)
        self._taken: dict[UpdateId, int] = dict(standing.taken)
        self._recent: deque[Event[Any, Any]] = deque([*standing.recent, *opened], maxlen=_RECENT)
        self._found_by: Values = {}
        self._broken: BaseException | None = None
        self._disputed = False
        self._hands: list[asyncio.Task[None]] = []
        self._deadlines: tuple[Any, ...] = ()
        self._refresh()

    # --- Looking ----------------------------------------------------------------------------

    @property
    def state(self) -> S:
        """The fold of its events."""
        return self._state

    @property
    def deadlines(self) -> tuple[Any, ...]:
        """The moments that matter, nearest first, as the process's own rules give them."""
        return self._deadlines

    @property
    def taken(self) -> dict[UpdateId, int]:
        """The last event of each decision taken so far, by update id."""
        return self._taken

    @property
    def recent(self) -> tuple[Event[Any, Any], ...]:
        """The latest events."""
        return tuple(self._recent)

    @property
    def recording(self) -> Recording:
        """How far what was decided is recorded."""
        return Recording(recorded=self._recorded, disputed=self._disputed)

    @property
    def all_recorded(self) -> bool:
        """Whether nothing is left to record."""
        return not self._unrecorded

    def has_recorded(self, sequence: int) -> bool:
        """Whether an event is recorded."""
        return self._recorded >= sequence

    def receipt(self, sequence: int | None = None) -> R:
        """What a decision is answered with, by the number of its last event."""
        number = self._state.sequence if sequence is None else sequence
        return self._law.receipt(self._state, number, recorded=self.has_recorded(number))

    def receipt_of(self, update_id: UpdateId) -> R | None:
        """The receipt of a decision by its update id; `None` when it was never taken."""
        sequence = self._taken.get(update_id)
        return self.receipt(sequence) if sequence else None

    # --- Deciding ---------------------------------------------------------------------------

    # `Any`: a message is the process's own; its rules know which there are.
    def tell(
        self,
        message: Any,  # noqa: ANN401
        update_id: UpdateId | None = None,
        proof: Digest | None = None,
    ) -> int:
        """Apply what follows from a message; the number of the last event there is then.

        Args:
            message: What happened, or was decided.
            update_id: Of the decision.
            proof: The digest of its proof.

        Raises:
            Refused: The rules do not allow it; nothing has changed.
        """
        events = self._law.decide(self._state, message, self._clock.now())
        for event in events:
            self._state = self._law.evolve(self._state, event)
        if events:
            self._unrecorded.add(Told(message, update_id, tuple(events), proof, origins()))
            self._recent.extend(events)
            self._refresh()
        return self._state.sequence

    def refuse_or_pass(self, message: Any, proof: Proof | None) -> None:  # noqa: ANN401
        """Validate an update: the same rule that the handler applies says no, in a sentence.

        Its proof is looked at as a courtesy: whoever records it looks at that again.
        """
        if _update_id() in self._taken:
            return
        self._require_undisputed()
        _require_understood(message)
        try:
            require_proved(message, _update_id(), proof)
            self._law.decide(self._state, message, self._clock.now())
        except Refused as refused:
            # Whoever validates decides nothing that is replayed, so this is told once.
            tell(DecisionRefused(update_name(type(message)), refused.code.value, Place.RUN))
            raise _as_failure(refused) from None

    async def decide_and_record(self, message: Any, proof: Proof | None) -> R:  # noqa: ANN401
        """Apply a decision once, wait until it is recorded, and answer.

        Temporal knows an update's id within one run; the process knows it over all its runs.
        """
        update_id = _update_id()
        if update_id not in self._taken:
            try:
                digest = digest_of_proof(proof) if proof else None
                self._taken[update_id] = self.tell(message, update_id, digest)
            except Refused as refused:
                raise _as_failure(refused) from None
        await workflow.wait_condition(lambda: self._settled(update_id))
        if update_id in self._taken_back:
            raise self._taken_back[update_id]
        sequence = self._taken[update_id]
        if not self.has_recorded(sequence):
            self._require_undisputed()
        return self.receipt(sequence)

    def _settled(self, update_id: UpdateId) -> bool:
        """Whether a decision is recorded, or never will be."""
        sequence = self._taken.get(update_id)
        return self._disputed or sequence is None or self.has_recorded(sequence)

    def _refresh(self) -> None:
        self._deadlines = tuple(self._law.deadlines(self._state))
        workflow.set_current_details(self._law.details(self._state, self._recent))

    # --- Recording --------------------------------------------------------------------------

    async def record_batch(self) -> None:
        """Have recorded what is waiting, as one batch, in order.

        By an ordinary activity: a local one acts before "accepted" is durable, and loses or
        doubles decisions when a worker dies (decision 0002). Never two at once.
        """
        batch = self._unrecorded.batch()
        self._tell_operators()
        with under(batch.origins):
            await self._record(batch)

    async def _record(self, batch: Batch) -> None:
        waits = self._unrecorded.somebody_waits
        try:
            then = await self._recorder.record(batch.events, batch.grounds, waits)
        except ActivityError as failed:
            await self._not_recorded(failed, batch)
            return
        self._unrecorded.stands(batch)
        self._recorded = batch.events[-1].sequence
        if then is not None:
            then()

    async def _not_recorded(self, failed: ActivityError, batch: Batch) -> None:
        kind = failed.cause.type if isinstance(failed.cause, ApplicationError) else None
        refusal = REFUSED_AT_RECORD.get(kind or "")
        if kind == DISPUTED:
            await self._stand_still()
        elif refusal and len(batch.told) > 1:
            self._unrecorded.one_by_one()
        elif refusal and batch.told[0].message is not None:
            self._take_back(refusal)
        else:
            raise failed

    def _take_back(self, refusal: Refused) -> None:
        """Undo the first decision that is not recorded, and decide anew what came after it."""
        self._state, (refused, *others) = self._unrecorded.take_back()
        gone = sum(len(told.events) for told in (refused, *others))
        for _ in range(min(gone, len(self._recent))):
            self._recent.pop()
        if refused.update_id is not None:
            self._lose(refused.update_id, _as_failure(refusal))
        for told in others:
            try:
                with under(told.origins):
                    sequence = self.tell(told.message, told.update_id, told.proof)
            except Refused as now_refused:
                if told.update_id is not None:
                    self._lose(told.update_id, _as_failure(now_refused))
            else:
                if told.update_id is not None:
                    self._taken[told.update_id] = sequence
        if self._unrecorded:
            self._unrecorded.one_by_one()
        self._refresh()

    def _lose(self, update_id: UpdateId, failure: ApplicationError) -> None:
        del self._taken[update_id]
        self._taken_back[update_id] = failure

    async def record_forever(self) -> None:
        """Record batch after batch, beside the process, for as long as it lives."""
        while True:
            await workflow.wait_condition(lambda: bool(self._unrecorded))
            await self.record_batch()

    async def until_recorded(self, sequence: int) -> None:
        """Wait until an event is recorded.

        Raises:
            ApplicationError: It never will be; a person has to see to the process.
        """
        await workflow.wait_condition(lambda: self._disputed or self.has_recorded(sequence))
        if not self.has_recorded(sequence):
            self._require_undisputed()

    async def _stand_still(self) -> None:
        """Ask for a person: what was decided here and what the register holds cannot both be.

        Nothing is retried unseen and nothing is given up: `visits recover` brings the process back
        from its log, and ends this run.
        """
        self._disputed = True
        self._tell_operators()
        workflow.set_current_details(
            _DISPUTED_DETAILS + self._law.details(self._state, self._recent)
        )
        await workflow.wait_condition(lambda: False)

    def _require_undisputed(self) -> None:
        if self._disputed:
            raise ApplicationError(_DISPUTED_WORDS, type=RefusalCode.DISPUTED, non_retryable=True)

    def set_going(self, *hands: Coroutine[None, None, None]) -> None:
        """Let work go on beside the process; when some of it breaks, so does the process."""

        async def work(hand: Coroutine[None, None, None]) -> None:
            try:
                await hand
            except Exception as error:  # noqa: BLE001 - handed to whoever waits, who raises it
                self._broken = error

        self._hands = [asyncio.create_task(work(hand)) for hand in hands]

    def _tell_operators(self) -> None:
        """Once a batch: each change of a search attribute is an event in the history."""
        found_by = self._law.found_by(self._state)
        if self._disputed:
            found_by = {**found_by, NEEDS_ATTENTION.name: True}
        if changes := updates(self._found_by, found_by):
            workflow.upsert_search_attributes(changes)
            self._found_by = found_by

    async def see_through(self, story: Coroutine[Any, Any, T]) -> T:
        """Live a story to its end; a request from outside to cancel the workflow changes nothing.

        The Web UI has a button for that, and whoever presses it has no say in a visit.
        """
        task = asyncio.create_task(story)
        while True:
            try:
                return await asyncio.shield(task)
            except asyncio.CancelledError:
                if task.cancelled():  # the worker lets go of the workflow
                    raise

    # --- Waiting: for "this became true, or that deadline passed" ---------------------------

    async def until(
        self, reached: Callable[[], bool], *, go_on: Callable[[], Coroutine[None, None, None]]
    ) -> None:
        """Wait for people; meanwhile let each deadline do its work as it passes.

        Args:
            reached: Ends the wait.
            go_on: Goes on as a new run; called when the history has grown long.
        """
        while not reached():
            nearest = self._deadlines[0].at if self._deadlines else None

            def changed(nearest: datetime | None = nearest) -> bool:
                now_nearest = self._deadlines[0].at if self._deadlines else None
                return reached() or now_nearest != nearest or self._broken is not None or is_long()

            await self._wait(changed)
            if self._broken is not None:
                raise self._broken
            if is_long():
                await go_on()

    async def live(self, over: Callable[[], bool], *, go_on: Callable[[], NoReturn]) -> R:
        """Record, and wait for people or the nearest deadline, one after the other, to the end.

        For a process that has no story of its own to tell: it is what its messages make of it.

        Args:
            over: Whether its life has ended.
            go_on: Goes on as a new run; called when the history has grown long.
        """

        def changed() -> bool:
            done = over() or is_long()
            return bool(self._unrecorded) or (done and workflow.all_handlers_finished())

        while True:
            if self._unrecorded:
                await self.record_batch()
            elif workflow.all_handlers_finished() and over():
                return self.receipt()
            elif workflow.all_handlers_finished() and is_long():
                go_on()
            else:
                await self._wait(changed)

    async def until_quiet(self, done: Callable[[], bool]) -> None:
        """Wait until something is done and every decision under way is answered."""

        def quiet() -> bool:
            return done() and workflow.all_handlers_finished()

        # Looked at once more after each wait: a decision may come in while we are woken, and
        # between the last look and the end of the run nothing is awaited.
        while not quiet():
            await workflow.wait_condition(quiet)

    async def _wait(self, woken: Callable[[], bool]) -> None:
        nearest = self._deadlines[:1]
        try:
            await workflow.wait_condition(
                woken,
                timeout=self._time_to(nearest[0].at) if nearest else None,
                timeout_summary=self._law.timer(self._state, self._deadlines) if nearest else None,
            )
        except TimeoutError:
            self._pass_deadlines()

    def _time_to(self, moment: datetime) -> timedelta:
        """Whole seconds, rounded up: a timer that fires a moment early would have to run again."""
        left = (moment + self._after - self._clock.now()).total_seconds()
        return timedelta(seconds=max(math.ceil(left), 0))

    def _pass_deadlines(self) -> None:
        now = self._clock.now()
        for deadline in [deadline for deadline in self._deadlines if deadline.at <= now]:
            if deadline in self._deadlines:
                self.tell(self._law.passed(deadline))


_DISPUTED_WORDS = (
    "Nothing can be recorded of this at present: the register holds another record in the place "
    "of one that was decided here. An operator sees to it, with `visits audit` and "
    "`visits recover`; then repeat the command."
)

_DISPUTED_DETAILS = (
    "**A person must see to this run**: the register holds another record in the place of one that "
    "was decided here. `visits audit` tells more, `visits recover` brings the process back from "
    "its log.\n\n"
)


def goes_on_unasked(*, carried: bool) -> bool:
    """Whether a run goes on from a state that no run before it handed on, as recovery has it.

    A new run is asked by its first activity whether it was announced; this one has to be, too.
    """
    began = workflow.info().continued_run_id is None
    return carried and began and workflow.patched("2026-11-announced")


def is_long() -> bool:
    """Whether the history has grown so long that the process should go on as a new run."""
    return workflow.info().is_continue_as_new_suggested()


def _require_understood(message: Any) -> None:  # noqa: ANN401 - of whatever process
    """Refuse what did not come from a desk of this release; asked of new decisions only."""
    unknown: tuple[str, ...] = getattr(message, "unknown", ())
    if unknown:
        raise _as_failure(
            Refused(
                RefusalCode.UNKNOWN_FIELD,
                "That was not recorded: it says something that this release does not know. Decide "
                "with the `visits` command of the same release.",
            )
        )
    if looks_personal(getattr(message, "actor", "")):
        raise _as_failure(
            Refused(
                RefusalCode.ID,
                "That was not recorded: whoever decided it has an id that looks like an address or "
                "a telephone number.",
            )
        )


def _update_id() -> UpdateId:
    info = workflow.current_update_info()
    if info is None:
        raise RuntimeError("only an update decides")
    return info.id


def _as_failure(refused: Refused) -> ApplicationError:
    return ApplicationError(refused.sentence, type=refused.code, non_retryable=True)
