"""Opens the visit that takes a deferred one's place."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio import activity
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from register import areas, visits
from register.announcements import announce
from register.connection import Pool
from schemas.messages import OpenVisit
from schemas.work import SuccessionRequest, VisitInput

Describe = Callable[[OpenVisit, str], str]


class Succession:
    """Opens successors by the worker's own client.

    Not as a child workflow: the deferred visit is kept for a while after its end, and would be
    bound to its successor for as long.

    Args:
        pool: The register.
        summary: A visit in one line for operators, from its opening and its area's name.
        details: What it was opened as, likewise.
    """

    def __init__(self, pool: Pool, summary: Describe, details: Describe) -> None:
        self._pool = pool
        self._summary = summary
        self._details = details

    @activity.defn
    async def open_successor(self, request: SuccessionRequest) -> None:
        """Open a visit; one that is open, or over, already is left as it is."""
        opening = request.opening
        async with self._pool.acquire() as connection:
            if await visits.load(connection, opening.visit_id) is not None:
                return  # whatever became of its run, it is not given a second life
        if request.rehearsed:
            # Each workflow has a virtual clock of its own, which starts at the real time.
            opening = opening.model_copy(update={"clock_offset": request.now - datetime.now(UTC)})
        name = areas.area_on(opening.area, opening.day_one).name
        opening = opening.model_copy(update={"area_name": name})
        start = VisitInput(opening=opening)
        async with self._pool.acquire() as connection:
            await announce(connection, opening.visit_id, start)
        try:
            await activity.client().start_workflow(
                "Visit",
                start,
                id=opening.visit_id,
                task_queue=activity.info().task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=self._summary(opening, name),
                static_details=self._details(opening, name),
                rpc_timeout=timedelta(seconds=10),
            )
        except WorkflowAlreadyStartedError:
            return
