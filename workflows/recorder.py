"""Flushes a visit's events to the register, in order and one batch at a time."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import EventGroup

with workflow.unsafe.imports_passed_through():
    from activities.post_room import PostRoom
    from activities.record import Recording
    from schemas.events import VisitEvent
    from schemas.ids import VisitId
    from schemas.messages import LettersSettled
    from schemas.work import PostReport, RecordRequest, SendRequest
    from workflows.clock import Clock
    from workflows.wording import record_summary

_QUICK_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=10),
)
"""A record is awaited by a person: the register coming back is noticed within 10 s."""

_RECORD_ENDS_WITHIN = timedelta(seconds=90)
"""Longer than a mail server that says little, late, holds up one letter: a record that is cut off
while it tries the post would begin again, and be cut off again."""

PATIENT_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=10),
)
"""A mail server that is down is asked again, less and less often, for as long as it takes."""


class Recorder:
    """Keeps what is decided until it is recorded.

    One batch is under way at a time, by an ordinary activity: a local one acts before "accepted"
    is durable, and loses or doubles decisions when a worker dies (decision 0002).

    Args:
        visit: Whose events.
        clock: The visit's clock.
        settled: Told what became of letters.
        before_batch: Called when a batch goes off.
    """

    def __init__(
        self,
        visit: VisitId,
        clock: Clock,
        settled: Callable[[LettersSettled], None],
        before_batch: Callable[[], None],
    ) -> None:
        self._visit = visit
        self._clock = clock
        self._settled = settled
        self._before_batch = before_batch
        self._waiting: list[VisitEvent] = []
        self._letters_waiting = False
        self._recorded = 0
        self.group: EventGroup | None = None

    def take_over(self, sequence: int, *, letters_waiting: bool) -> None:
        """Start from what an earlier run has recorded, and perhaps not yet sent."""
        self._recorded = sequence
        self._letters_waiting = letters_waiting

    @property
    def all_recorded(self) -> bool:
        """Whether nothing is left to record."""
        return not self._waiting

    @property
    def all_sent(self) -> bool:
        """Whether nothing is left to send."""
        return not self._letters_waiting

    def add(self, events: Sequence[VisitEvent]) -> None:
        """Take events to be recorded, in order."""
        self._waiting += events

    def has(self, sequence: int) -> bool:
        """Whether an event is recorded."""
        return self._recorded >= sequence

    async def until(self, sequence: int) -> None:
        """Wait until an event is recorded."""
        await workflow.wait_condition(lambda: self.has(sequence))

    async def record_forever(self) -> None:
        """Flush batch after batch; runs beside the visit for as long as it lives."""
        while True:
            await workflow.wait_condition(lambda: bool(self._waiting))
            batch = tuple(self._waiting)
            self._before_batch()
            report = await self._record(batch)
            del self._waiting[: len(batch)]
            self._recorded = batch[-1].sequence
            self._take(report)

    async def send_forever(self) -> None:
        """Send what the record left unsent; a mail server that is down holds up no decision."""
        while True:
            await workflow.wait_condition(lambda: self._letters_waiting)
            report = await workflow.execute_activity_method(
                PostRoom.send_letters,
                SendRequest(visit_id=self._visit, now=self._clock.now()),
                start_to_close_timeout=timedelta(minutes=2),
                heartbeat_timeout=timedelta(seconds=5),
                retry_policy=PATIENT_RETRY,
                summary="Send the letters that are waiting",
            )
            self._letters_waiting = False
            self._take(report)

    async def _record(self, batch: tuple[VisitEvent, ...]) -> PostReport:
        return await workflow.execute_activity_method(
            Recording.record_events,
            RecordRequest(visit_id=self._visit, events=batch, now=self._clock.now()),
            start_to_close_timeout=_RECORD_ENDS_WITHIN,
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=_QUICK_RETRY,
            summary=record_summary(batch),
            event_groups=[self.group] if self.group else None,
        )

    def _take(self, report: PostReport) -> None:
        if report.unsent:
            self._letters_waiting = True
        if report.outcomes:
            self._settled(LettersSettled(outcomes=report.outcomes))
