"""Opens the visit that takes a deferred one's place."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from temporalio import activity
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from activities.grounds import NotOwed, require_not_ahead, require_own_run
from register import announcements, areas, log, proofs, visits
from register.announcements import announce
from register.connection import Pool
from rules.decide.deferral import successor_opening
from rules.evolve import evolve
from rules.proofs import NotProved, mandate_for
from schemas.messages import OpenVisit
from schemas.proofs import Mandate
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
        """Open a visit; one that is open, or over, already is left as it is.

        Raises:
            NotProved: It is not the deferred visit that asks, or it is not that late.
            NotOwed: At no moment of its log has the deferred visit such a successor.
        """
        opening = request.opening
        mandate = await self._require_owed(request)
        async with self._pool.acquire() as connection:
            if await visits.load(connection, opening.visit_id) is not None:
                return  # whatever became of its run, it is not given a second life
        if request.rehearsed:
            # Each workflow has a virtual clock of its own, which starts at the real time.
            opening = opening.model_copy(update={"clock_offset": request.now - datetime.now(UTC)})
        name = areas.area_on(opening.area, opening.day_one).name
        opening = opening.model_copy(update={"area_name": name})
        start = VisitInput(opening=opening)
        update_id = f"{opening.visit_id}-opened"
        async with self._pool.acquire() as connection, connection.transaction():
            proof = mandate_for(mandate, opening.visit_id, update_id, start, request.now)
            await proofs.keep(connection, opening.visit_id, update_id, proof)
            await announce(connection, opening.visit_id, start, update_id, proof)
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

    async def _require_owed(self, request: SuccessionRequest) -> Mandate:
        """Whose place it takes, and by which event."""
        legacy = request.opening.legacy
        if legacy is None:
            raise NotProved
        require_own_run(legacy.predecessor)
        async with self._pool.acquire() as connection:
            await require_not_ahead(connection, legacy.predecessor, request.now)
            offset = await announcements.clock_offset(connection, legacy.predecessor)
            logged = await log.read(connection, visit=legacy.predecessor)
        if request.rehearsed != (offset != timedelta(0)):
            raise NotProved
        # Its log goes on while this is tried again: any moment of it will do.
        deferred, found = None, None
        for entry in logged:
            deferred = evolve(deferred, entry.event)
            if successor_opening(deferred) == request.opening:
                found = Mandate(programme=deferred.visit_id, sequence=deferred.sequence)
        if found is None:
            raise NotOwed
        return found
