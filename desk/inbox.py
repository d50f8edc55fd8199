"""Delivers what was brought while Temporal was away: in order for each process, each once.

By a worker as soon as Temporal is back, and by a desk before it brings the next decision to the
same process. What is delivered twice, because somebody died in between, is one decision by its id.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, NamedTuple

from pydantic import ValidationError
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from desk.asking import NO_ANSWER, refusals_told
from desk.processes import process_of
from register import areas, decisions, inbox
from register.alone import alone
from register.connection import Connection, Pool
from register.inbox import START, Kept
from register.streams import kind_of_stream, side_process_of
from rules.refusals import RefusalCode, Refused
from schemas.base import Model
from schemas.side_processes import workflow_id
from schemas.streams import VISIT_STREAM
from schemas.work import VisitInput
from workflows.side_wording import side_static_summary
from workflows.wording import static_details, static_summary

_PATIENCE = timedelta(seconds=10)


class Begins(NamedTuple):
    """What a process is started with.

    Attributes:
        start: What its workflow takes.
        summary: What operators read of it in a line.
        details: What they read of it besides, if there is anything.
    """

    start: Model
    summary: str
    details: str | None


class NotNow(Exception):
    """Nobody answered: it waits on."""


class Inbox:
    """What waits for Temporal, and the way there.

    Args:
        client: Temporal.
        pool: The register.
        task_queue: Where workers listen.
        patience: How long one may take.
    """

    def __init__(
        self, client: Client, pool: Pool, *, task_queue: str, patience: timedelta = _PATIENCE
    ) -> None:
        self._client = client
        self._pool = pool
        self._task_queue = task_queue
        self._patience = patience

    async def deliver(self, subject: str | None = None) -> int:
        """Deliver what waits, of one process or of all; how many wait on."""
        async with self._pool.acquire() as connection:
            subjects = dict.fromkeys(k.subject for k in await inbox.waiting(connection, subject))
            for each in subjects:
                # One deliverer at a time for a process, so that nothing overtakes.
                async with alone(connection, f"inbox of {each}") as turn:
                    if turn:
                        await self._deliver_all(connection, each)
            return len(await inbox.waiting(connection, subject)) if subjects else 0

    async def _deliver_all(self, connection: Connection, subject: str) -> None:
        for kept in await inbox.waiting(connection, subject):
            try:
                await self._bring(connection, kept)
            except NotNow:
                return  # what came later is not brought before it
            except Refused as refused:
                await inbox.settle(connection, kept.position, refused)
            else:
                await inbox.settle(connection, kept.position)

    async def _bring(self, connection: Connection, kept: Kept) -> None:
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                if kept.name == START:
                    await self._start(kept.subject, _begins(kept))
                else:
                    await self._tell(connection, kept)
        except NO_ANSWER:
            raise NotNow from None
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise NotNow from None
            raise Refused(
                RefusalCode.WRONG_STAGE,
                f"That was not recorded: {kept.subject} has no open run in Temporal.",
            ) from None

    async def _tell(self, connection: Connection, kept: Kept) -> None:
        receipt_type = process_of(kept.subject).receipt
        with _failures_told(kept), refusals_told():
            receipt: Any = await self._client.get_workflow_handle(
                workflow_id(kept.subject)
            ).execute_update(
                kept.name,
                args=[json.loads(kept.body), kept.proof],
                id=kept.update_id,
                result_type=receipt_type,
            )
        await decisions.keep(connection, kept.subject, kept.update_id, receipt.sequence)

    async def _start(self, subject: str, begins: Begins) -> None:
        try:
            await self._client.start_workflow(
                process_of(subject).name,
                begins.start,
                id=workflow_id(subject),
                task_queue=self._task_queue,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                static_summary=begins.summary,
                static_details=begins.details,
            )
        except WorkflowAlreadyStartedError:
            return  # by the same request, and over already


def _begins(kept: Kept) -> Begins:
    """What an opening that was kept starts.

    Raises:
        Refused: It is none any more: it was changed where it is kept.
    """
    try:
        if kind_of_stream(kept.subject) == VISIT_STREAM:
            visit = VisitInput.model_validate_json(kept.body)
            area = areas.area_on(visit.opening.area, visit.opening.day_one).name
            summary = static_summary(visit.opening, area)
            details = static_details(visit.opening, area)
            return Begins(visit, summary, details)
        side = side_process_of(kept.subject)
        begun = side.start.model_validate_json(kept.body)
        return Begins(begun, side_static_summary(side, begun.opening), None)
    except ValidationError:
        raise Refused(
            RefusalCode.DISPUTED,
            f"{kept.subject} was not opened: what the register kept of it is not what was "
            "brought. Open it again.",
        ) from None


@contextmanager
def _failures_told(kept: Kept) -> Iterator[None]:
    """What fails otherwise than by the rules fails again: it must not keep others waiting."""
    try:
        yield
    except WorkflowUpdateFailedError:
        raise Refused(
            RefusalCode.DISPUTED,
            f"That was not recorded: {kept.subject} failed over it. `visits audit` tells more.",
        ) from None
