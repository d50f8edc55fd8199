"""A worker: takes tasks from Temporal until it is told to stop."""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.channels import Channel
from activities.post_room import PostRoom
from activities.record import Recording
from activities.reference import fetch_working_calendar
from activities.sender import Sender
from register.connection import Pool
from worker.settings import WorkerSettings


def activities_for(pool: Pool, channel: Channel, sender: Sender) -> list[Callable[..., Any]]:
    """Every activity there is, with what it needs."""
    post_room = PostRoom(pool, channel, sender)
    recording = Recording(pool, post_room)
    return [fetch_working_calendar, recording.record_events, post_room.send_letters]


@asynccontextmanager
async def running_worker(
    client: Client, activities: Sequence[Callable[..., Any]], settings: WorkerSettings
) -> AsyncIterator[Worker]:
    """A worker for as long as the block lasts; activities under way may end in order."""
    worker = Worker(
        client,
        task_queue=settings.task_queue,
        activities=activities,
        build_id=build_id(),
        max_cached_workflows=settings.max_cached_workflows,
        max_concurrent_activities=settings.max_activities,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        graceful_shutdown_timeout=settings.graceful_shutdown,
        sticky_queue_schedule_to_start_timeout=settings.sticky_timeout,
    )
    async with worker:
        yield worker


@cache
def build_id() -> str:
    """Which code this is. Given, because the SDK would hash every loaded module for it."""
    code = hashlib.sha256()
    for floor in ("schemas", "rules", "workflows"):
        for source in sorted(Path(str(files(floor))).rglob("*.py")):
            code.update(source.read_bytes())
    return f"{version('area-visits')}-{code.hexdigest()[:12]}"
