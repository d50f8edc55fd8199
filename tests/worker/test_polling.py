"""A worker is seen to ask for tasks however its machine's clock stands beside Temporal's."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.deployment.v1 import WorkerDeploymentOptions, WorkerDeploymentVersion
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueueVersioningInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueResponse
from temporalio.client import Client

from worker.routing import FRESH, passes_by
from worker.watch.polling import LOOKED_EVERY, Polling, Polls

US = "1@worker"
_WRONG_BY = [timedelta(0), timedelta(minutes=10), timedelta(days=-1)]
"""By how much the server's clock is ahead of ours, besides being right."""


def poller(build: str, came: datetime, identity: str = US) -> PollerInfo:
    at = Timestamp()
    at.FromDatetime(came)
    return PollerInfo(
        last_access_time=at,
        identity=identity,
        deployment_options=WorkerDeploymentOptions(build_id=build),
    )


def told(*pollers: PollerInfo, current: str = "new") -> DescribeTaskQueueResponse:
    version = WorkerDeploymentVersion(deployment_name="area-visits", build_id=current)
    return DescribeTaskQueueResponse(
        pollers=pollers,
        versioning_info=TaskQueueVersioningInfo(current_deployment_version=version),
    )


@dataclass
class Server:
    """Temporal, with a clock of its own and one worker that it saw last at `came`."""

    came: datetime
    namespace: str = "default"
    identity: str = US
    workflow_service: Any = field(init=False)

    def __post_init__(self) -> None:
        self.workflow_service = self

    async def describe_task_queue(
        self, _request: object, **_within: timedelta
    ) -> DescribeTaskQueueResponse:
        return told(poller("new", self.came))

    async def client(self) -> Client:
        return cast("Client", self)


@pytest.mark.parametrize("wrong_by", _WRONG_BY, ids=str)
async def test_whoever_comes_is_seen_and_whoever_does_not_is_missed(wrong_by: timedelta) -> None:
    server = Server(datetime.now(UTC) + wrong_by)
    passed = 1000.0
    polling = Polling(server.client, "visits", passing=lambda: passed)

    async def looks_after(seconds: float, *, comes: bool) -> Polls:
        nonlocal passed
        passed += seconds
        server.came += timedelta(seconds=seconds if comes else 0.0)
        return await polling.look()

    for _ in range(5):
        assert await looks_after(60.0, comes=True) is Polls.TAKEN
    # It hangs: it is taken for one that lives for as long as a poll may last, and no longer.
    assert await looks_after(60.0, comes=False) is Polls.TAKEN
    assert await looks_after(FRESH.total_seconds(), comes=False) is Polls.NONE
    await looks_after(LOOKED_EVERY, comes=False)
    assert polling.none_for == LOOKED_EVERY
    assert await looks_after(LOOKED_EVERY, comes=True) is Polls.TAKEN
    assert polling.none_for == 0.0


@pytest.mark.parametrize("wrong_by", _WRONG_BY, ids=str)
def test_visits_come_to_whoever_runs(wrong_by: timedelta) -> None:
    there = datetime.now(UTC) + wrong_by
    ended = there - FRESH - timedelta(seconds=1)
    assert not passes_by(told())
    assert not passes_by(told(poller("new", there), poller("old", ended)))
    assert passes_by(told(poller("old", there)))
    # The version that is current has ended, and the server still tells of it.
    assert passes_by(told(poller("new", ended), poller("old", there)))
