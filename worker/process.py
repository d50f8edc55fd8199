"""A worker: takes tasks from Temporal until it is told to stop."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import structlog
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import PollerBehaviorAutoscaling, Worker, WorkerDeploymentConfig

from activities.admission import Admission
from activities.auditing import Auditing, Look, nobody_looks
from activities.channels import Channel
from activities.deliveries import Deliveries, open_posting
from activities.post_room import PostRoom
from activities.programme import ProgrammeVisits, Selecting
from activities.readiness import get_ready
from activities.record import Recording
from activities.reports import Reports
from activities.sender import Sender
from activities.succession import Succession
from activities.turns import Turns
from desk.departments import Mailboxes
from register.connection import Pool
from register.keyring import KeyRing
from register.subscriptions import require_keys
from register.tail import following
from schemas.subscriptions import deliveries_queue
from worker.build import build_id
from worker.department_settings import department_mailboxes
from worker.programme_desk import ProgrammeDesk
from worker.settings import DeliverySettings, WorkerSettings
from workflows.wording import static_details, static_summary

_log = structlog.get_logger(__name__)

DEPLOYMENT = "area-visits"
"""The worker deployment, as operators see it in the Web UI."""

_LOOK_AGAIN = 0.02
_TRIES = 5
_TRIED_AGAIN_AFTER = 0.5  # seconds


def activities_for(  # noqa: PLR0913 - what activities stand on
    pool: Pool,
    channel: Channel,
    sender: Sender,
    mailboxes: Mailboxes = department_mailboxes,
    *,
    look: Look = nobody_looks,
    turns: Turns | None = None,
) -> list[Callable[..., Any]]:
    """Every activity of visits, what lives beside them, programmes, reports and audits.

    Args:
        pool: The register.
        channel: How letters leave.
        sender: Whom they come from.
        mailboxes: Where agreed notes go; as the environment says by default.
        look: Audits everything.
        turns: How many rounds of letters are written at once; as many as come by default, which is
            right where nobody waits.
    """
    post_room = PostRoom(pool, channel, sender, turns)
    recording = Recording(pool, post_room)
    succession = Succession(pool, static_summary, static_details)
    selecting = Selecting(pool)
    reports = Reports(pool)
    programme = ProgrammeVisits(pool, ProgrammeDesk(pool, mailboxes))
    return [
        Admission(pool).fetch_working_calendar,
        recording.record_events,
        recording.record_side_events,
        post_room.send_letters,
        succession.open_successor,
        recording.record_programme_events,
        selecting.fix_portfolio,
        selecting.draw_sample,
        selecting.promote_reserve,
        programme.open_visits,
        programme.arrange_visit,
        programme.steer_visits,
        programme.cancel_visit,
        programme.look_at_visits,
        recording.record_report_events,
        reports.find_evidence,
        reports.check_report,
        reports.make_files,
        Auditing(look).audit_everything,
    ]


@asynccontextmanager
async def delivering(
    pool: Pool, settings: DeliverySettings, keys: KeyRing
) -> AsyncIterator[Deliveries]:
    """What pushes events, for as long as the block lasts.

    Args:
        pool: The register; one of its connections is kept to follow the log.
        settings: To whom events may be pushed.
        keys: What opens the secrets that sign.

    Raises:
        KeyMissing: A secret is sealed with a key that is not there.
    """
    async with pool.acquire() as connection:
        await require_keys(connection, keys)
    async with (
        following(pool) as tail,
        open_posting(private=settings.private, trust=settings.trust) as posting,
    ):
        yield Deliveries(pool, tail, posting, keys)


@asynccontextmanager
async def running_deliverer(
    client: Client,
    deliveries: Deliveries,
    settings: WorkerSettings,
    *,
    at_once: int = DeliverySettings.at_once,
) -> AsyncIterator[Worker]:
    """A worker that pushes events and does nothing else, for as long as the block lasts.

    Delivery runs listen for minutes; here they take no slot that a visit waits for.

    Args:
        client: Temporal.
        deliveries: What it does.
        settings: Of the worker beside it.
        at_once: How many subscriptions it serves.
    """
    worker = Worker(
        client,
        task_queue=deliveries_queue(settings.task_queue),
        activities=[deliveries.hand_over],
        deployment_config=_deployment(),
        max_concurrent_activities=at_once,
        activity_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        graceful_shutdown_timeout=settings.graceful_shutdown,
    )
    async with worker:
        yield worker


@asynccontextmanager
async def running_worker(
    client: Client, activities: Sequence[Callable[..., Any]], settings: WorkerSettings
) -> AsyncIterator[Worker]:
    """A worker for as long as the block lasts; activities under way may end in order.

    The block begins when the worker is ready: what the first visit would wait for is loaded, and
    the server sends visits here.
    """
    worker = Worker(
        client,
        task_queue=settings.task_queue,
        activities=activities,
        deployment_config=_deployment(),
        max_cached_workflows=settings.max_cached_workflows,
        max_concurrent_activities=settings.max_activities,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(initial=2),
        graceful_shutdown_timeout=settings.graceful_shutdown,
        sticky_queue_schedule_to_start_timeout=settings.sticky_timeout,
    )
    async with worker:
        await asyncio.gather(asyncio.to_thread(get_ready), _take_over(client, settings))
        yield worker


async def _take_over(client: Client, settings: WorkerSettings) -> None:
    if not settings.take_over:
        return
    await make_current(client)
    # The server answers before its queues know: until then it holds back whatever is opened.
    try:
        async with asyncio.timeout(settings.taken_over_within.total_seconds()):
            while await _build_served_by(client, settings.task_queue) != build_id():  # noqa: ASYNC110 - the server does not tell
                await asyncio.sleep(_LOOK_AGAIN)
    except TimeoutError:
        # Another version has taken over meanwhile, or the server takes no notice of this queue (it
        # has a limit on them). The first is no trouble, so we go on; the second must be seen.
        _log.warning("visits_do_not_come_here", task_queue=settings.task_queue, build=build_id())


async def _build_served_by(client: Client, task_queue: str) -> str:
    """The version to which a queue's visits go; empty before there is one."""
    request = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(request, retry=True)
    return answer.versioning_info.current_deployment_version.build_id


def _deployment() -> WorkerDeploymentConfig:
    return WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=DEPLOYMENT, build_id=build_id()),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def make_current(client: Client, build: str | None = None) -> None:
    """Let a version of the worker serve every visit, those under way included.

    A visit is upgraded at its next task (AUTO_UPGRADE): visits live for months, and pinning them
    would keep every old version running. Changes are made safe by patches, the rules version and
    `visits replay` instead.

    Args:
        client: Temporal.
        build: The version's build id; this code's by default.

    Raises:
        RPCError: The version did not become known to the server in time.
    """
    request = SetWorkerDeploymentCurrentVersionRequest(
        namespace=client.namespace,
        deployment_name=DEPLOYMENT,
        build_id=build or build_id(),
        identity=client.identity,
        ignore_missing_task_queues=True,
        allow_no_pollers=True,
    )
    for left in reversed(range(_TRIES)):
        try:
            await client.workflow_service.set_worker_deployment_current_version(
                request, retry=True, timeout=timedelta(seconds=30)
            )
        except RPCError as error:
            # The server keeps versions by a workflow of its own. Where many workers begin at once a
            # task of that may fail, which ends the call, and not what it is asked the next time.
            if error.status is not RPCStatusCode.FAILED_PRECONDITION or not left:
                raise
            await asyncio.sleep(_TRIED_AGAIN_AFTER)
        else:
            return
