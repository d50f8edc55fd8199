"""Has a visit's events put into the register, and the letters that follow put on their way."""

from collections.abc import Callable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.workflow import ActivityCancellationType, EventGroup

with workflow.unsafe.imports_passed_through():
    from activities.post_room import PostRoom
    from activities.record import Recording
    from activities.spans import Origin
    from schemas.events.event import VisitEvent
    from schemas.ids import VisitId
    from schemas.messages import LettersSettled
    from schemas.proofs import Grounds
    from schemas.work import PostReport, RecordRequest, SendRequest
    from workflows.clock import Clock
    from workflows.hurrying import hurried
    from workflows.origins import origins, together, under
    from workflows.priorities import POST, of_record
    from workflows.process import QUICK_RETRY
    from workflows.wording import record_summary

_RECORD_ENDS_WITHIN = timedelta(seconds=90)
"""Longer than a mail server that says little, late, holds up one letter: a record that is cut off
while it tries the post would begin again, and be cut off again."""

PATIENT_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=5),
    backoff_coefficient=2,
    maximum_interval=timedelta(minutes=10),
)
"""A mail server that is down is asked again, less and less often, for as long as it takes."""


class VisitRecorder:
    """Has batches recorded, and what the record left unsent sent.

    Args:
        visit: Whose events.
        clock: The visit's clock.
        settled: Told what became of letters.
        letters_waiting: Whether an earlier run left letters to be sent.
    """

    def __init__(
        self,
        visit: VisitId,
        clock: Clock,
        settled: Callable[[LettersSettled], object],
        *,
        letters_waiting: bool = False,
    ) -> None:
        self._visit = visit
        self._clock = clock
        self._settled = settled
        self._letters_waiting = letters_waiting
        self._waiting_under: tuple[Origin, ...] = ()
        self.group: EventGroup | None = None

    @property
    def all_sent(self) -> bool:
        """Whether nothing is left to send."""
        return not self._letters_waiting

    async def record(
        self,
        batch: tuple[VisitEvent, ...],
        grounds: tuple[Grounds, ...],
        somebody_waits: Callable[[], bool],
    ) -> Callable[[], None]:
        """Have a batch recorded; what became of letters is told once the visit knows of it."""
        report = await hurried(
            lambda priority: workflow.start_activity_method(
                Recording.record_events,
                RecordRequest(
                    visit_id=self._visit, events=batch, grounds=grounds, now=self._clock.now()
                ),
                start_to_close_timeout=_RECORD_ENDS_WITHIN,
                heartbeat_timeout=timedelta(seconds=5),
                retry_policy=QUICK_RETRY,
                cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                summary=record_summary(batch),
                priority=priority,
                event_groups=[self.group] if self.group else None,
            ),
            of_record(grounds),
            somebody_waits,
        )
        return lambda: self._take(report)

    async def send_forever(self) -> None:
        """Send what the record left unsent; a mail server that is down holds up no decision."""
        while True:
            await workflow.wait_condition(lambda: self._letters_waiting)
            known, self._waiting_under = self._waiting_under, ()
            with under(known):
                await self._send()

    async def _send(self) -> None:
        report = await workflow.execute_activity_method(
            PostRoom.send_letters,
            SendRequest(visit_id=self._visit, now=self._clock.now()),
            start_to_close_timeout=timedelta(minutes=2),
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=PATIENT_RETRY,
            summary="Send the letters that are waiting",
            priority=POST,
        )
        self._letters_waiting = False
        self._take(report)

    def _take(self, report: PostReport) -> None:
        if report.unsent:
            self._letters_waiting = True
            self._waiting_under = together(self._waiting_under, origins())
        if report.outcomes or report.late:
            self._settled(LettersSettled(outcomes=report.outcomes, late=report.late))
