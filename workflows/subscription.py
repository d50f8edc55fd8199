"""Durable shell of a subscription: delivery runs, one after the other, each of what is due.

The workflow carries no event and decides nothing: it keeps a broken consumer's retries where an
operator sees them, and apart from everybody else's.
"""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.deliveries.delivery_run import LONGEST, Deliveries
    from schemas.subscriptions import (
        DeliveryRunReport,
        DeliveryRunRequest,
        SubscriptionInput,
        SubscriptionStatus,
        deliveries_queue,
    )
    from workflows.subscription_wording import delivery_run_summary, details, retry_summary

_STEADY_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200),
    backoff_coefficient=2,
    maximum_interval=timedelta(seconds=30),
)
"""A register that is down is asked again for as long as it takes."""

_TO_SPARE = timedelta(minutes=5)
"""A delivery run that is told to end may have deliveries under way."""


@workflow.defn(name="Subscription")
class Subscription:
    """Pushes events to one consumer for as long as it wants them."""

    @workflow.init
    def __init__(self, start: SubscriptionInput) -> None:
        """Take up where an earlier run stopped."""
        self._start = start
        self._told = start.told
        self._asked = False

    @workflow.run
    async def run(self, _start: SubscriptionInput) -> DeliveryRunReport:
        """Live until the consumer is gone or the subscription ended."""
        while True:
            self._asked = False
            self._tell_operators()
            self._told = report = await self._delivery_run()
            if report.over and not self._asked:
                self._tell_operators()
                return report
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._start.model_copy(update={"told": report}))
            if not (report.over or report.unfinished or self._asked):
                self._tell_operators()
                await self._wait(report)

    async def _delivery_run(self) -> DeliveryRunReport:
        return await workflow.execute_activity_method(
            Deliveries.hand_over,
            DeliveryRunRequest(
                subscription=self._start.subscription,
                now=workflow.now(),
                listen=self._start.listen,
                told=self._told,
            ),
            task_queue=deliveries_queue(workflow.info().task_queue),
            start_to_close_timeout=max(self._start.listen, LONGEST) + _TO_SPARE,
            heartbeat_timeout=timedelta(seconds=5),
            retry_policy=_STEADY_RETRY,
            summary=delivery_run_summary(self._start.subscription, self._told),
        )

    def _tell_operators(self) -> None:
        told = details(self._start.subscription, self._told, workflow.now())
        workflow.set_current_details(told)

    async def _wait(self, report: DeliveryRunReport) -> None:
        """Until there is something to do again; a run that listens knows that best itself."""
        paused = report.status is SubscriptionStatus.PAUSED
        if self._start.listen and not paused:
            return
        left = None
        if report.retry_at is not None and not paused:
            left = max(report.retry_at - workflow.now(), timedelta(0))
        try:
            await workflow.wait_condition(
                lambda: self._asked,
                timeout=left,
                timeout_summary=None if left is None else retry_summary(report),
            )
        except TimeoutError:
            return

    @workflow.signal(description="Something was changed: look at the register at once.")
    def look_again(self) -> None:
        """What was changed is in the register."""
        self._asked = True

    @workflow.query(description="What the latest delivery run told; no address, no secret.")
    def state(self) -> DeliveryRunReport | None:
        """How far it has come and what it retries, as of the latest delivery run."""
        return self._told
