"""The recorder's hand: puts a visit's decisions into the register, and the post on its way."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import structlog
from pydantic import Field, PlainValidator, SerializeAsAny
from temporalio import activity

from activities.post_room import PostRoom
from register import mismatches
from register.connection import Pool
from register.filing import file_letters
from register.log import SequenceConflict
from register.record import record
from register.streams import read_event
from schemas.base import Model
from schemas.side_processes import SideSubject
from schemas.streams import Event, FactModel
from schemas.work import PostReport, RecordRequest

_log = structlog.get_logger(__name__)


SideEvent = Annotated[SerializeAsAny[Event[SideSubject, FactModel]], PlainValidator(read_event)]
"""An event of whatever kind of side process: read and written by the model of its kind."""


class SideRecordRequest(Model):
    """Ask for events of one side process to be recorded, in order and once."""

    subject: SideSubject
    events: Annotated[tuple[SideEvent, ...], Field(min_length=1)]


class Recording:
    """Records events; see decision 0002 for why this is an ordinary activity.

    Args:
        pool: The register.
        post_room: Sends the letters that were filed.
    """

    def __init__(self, pool: Pool, post_room: PostRoom) -> None:
        self._pool = pool
        self._post_room = post_room

    @activity.defn
    async def record_events(self, request: RecordRequest) -> PostReport:
        """Append events, update the read model and file letters at once; then try the post.

        The transaction is what makes a decision recorded. The post is tried once afterwards,
        because in the usual case that saves the visit an activity a round (decision 0007); a
        failing channel never holds up or repeats the record.

        Returns:
            What became of letters; `unsent` tells the visit to try again by `send_letters`.

        Raises:
            SequenceConflict: A number came again with another event.
        """
        async with (
            self._disputes_noted(request.visit_id),
            self._pool.acquire() as connection,
            connection.transaction(),
        ):
            recorded = await record(connection, request.events)
            await file_letters(connection, recorded)
        return await self._try_post(request)

    @activity.defn
    async def record_side_events(self, request: SideRecordRequest) -> None:
        """Append events of a side process and update its read model at once.

        Raises:
            SequenceConflict: A number came again with other bytes.
        """
        async with (
            self._disputes_noted(request.subject),
            self._pool.acquire() as connection,
            connection.transaction(),
        ):
            await record(connection, request.events)

    @asynccontextmanager
    async def _disputes_noted(self, subject: str) -> AsyncIterator[None]:
        """Keep for operators that the register holds another record, which retrying cannot mend."""
        try:
            yield
        except SequenceConflict as conflict:
            told = f"A record of {subject} is not taken, because the log holds another: {conflict}."
            async with self._pool.acquire() as connection:
                await mismatches.note(connection, subject, "disputed", told)
            raise

    async def _try_post(self, request: RecordRequest) -> PostReport:
        try:
            return await self._post_room.try_filed(
                request.visit_id,
                now=request.now,
                sequences=[event.sequence for event in request.events],
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, the record stands
            _log.warning("post left for later", failure=type(error).__name__)
            return PostReport(unsent=1)
