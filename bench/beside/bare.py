"""A bare workflow of a visit's shape: updates, timers and ordinary activities that do nothing.

Run as a program it is its worker: `python -m bench.beside.bare ADDRESS NAMESPACE QUEUE
CACHED`, until its standard input ends.
"""

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from console.collecting import collect_seldom

with workflow.unsafe.imports_passed_through():
    from bench.beside.shape import Shape

_ENDS_WITHIN = timedelta(seconds=90)


@activity.defn
async def look_up(what: str) -> str:
    """Nothing."""
    return what


@activity.defn
async def record(what: str) -> str:
    """Nothing."""
    return what


@workflow.defn
class Bare:
    """Takes decisions, has each recorded and answers it; wakes by itself where the shape says."""

    @workflow.init
    def __init__(self, shape: Shape) -> None:
        """Ready for a decision that arrives with the start."""
        self._beats = shape.beats
        self._began = workflow.now()
        self._passed = 0
        self._recorded = 0
        self._wakes: float | None = None
        self._records = 0

    @workflow.run
    async def run(self, _shape: Shape) -> int:
        """To the last beat, once all is recorded; how many were recorded."""
        await workflow.execute_activity(look_up, "", start_to_close_timeout=_ENDS_WITHIN)
        recording = asyncio.create_task(self._record_forever())
        while self._passed < len(self._beats):
            await self._beat()
        await workflow.wait_condition(
            lambda: self._recorded == self._passed and workflow.all_handlers_finished()
        )
        recording.cancel()
        return self._recorded

    async def _beat(self) -> None:
        """Wait until it is to wake at another moment, or until it wakes."""
        wakes = self._wakes

        def changed() -> bool:
            return self._wakes != wakes or self._passed == len(self._beats)

        left = None
        if wakes is not None:
            left = self._began + timedelta(seconds=wakes) - workflow.now()
        try:
            await workflow.wait_condition(changed, timeout=left)
        except TimeoutError:
            self._pass()

    @workflow.update
    async def decide(self, what: str) -> str:
        """Take a decision and answer once it is recorded."""
        number = self._pass()
        await workflow.wait_condition(lambda: self._recorded >= number)
        return what

    def _pass(self) -> int:
        beat = self._beats[self._passed]
        self._passed += 1
        if beat.wakes is not None:
            self._wakes = beat.wakes
        return self._passed

    async def _record_forever(self) -> None:
        while True:
            await workflow.wait_condition(lambda: self._recorded < self._passed)
            records = self._beats[self._recorded].records
            for number in range(records):
                await workflow.execute_activity(record, "", start_to_close_timeout=_ENDS_WITHIN)
                if number == 0:
                    self._recorded += 1  # whoever decided is answered; the rest follows
            if not records:
                self._recorded += 1


async def _serve(address: str, namespace: str, queue: str, cached: str) -> None:
    client = await Client.connect(address, namespace=namespace)
    worker = Worker(
        client,
        task_queue=queue,
        workflows=[Bare],
        activities=[look_up, record],
        max_cached_workflows=int(cached),
        max_concurrent_activities=16,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
    )
    async with worker:
        collect_seldom()
        print("ready", flush=True)  # noqa: T201 - to whoever started it
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(*sys.argv[1:5]))
