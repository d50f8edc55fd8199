"""`GET /events/stream`: the log as server-sent events, as it grows."""

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Annotated, Final

import asyncpg
import structlog
from fastapi import APIRouter, Header
from sse_starlette import EventSourceResponse

from feed.access import FeedToken, still_opens
from feed.asking import Position, WantedEvents, require_within
from feed.frames import ALIVE, place
from feed.parts import Parts, TheParts
from register.publication import Wanted
from schemas.access import Token

_log = structlog.get_logger(__name__)

router = APIRouter(tags=["events"])

HEARTBEAT: Final = 10.0
"""Seconds between two signs of life; at each the token is looked at again."""

_BLINK = 0.001  # seconds; a read that waits at all is content with what memory holds

_AT_ONCE = 100
"""Events in one chunk, which is the most that memory holds for a consumer that does not read."""


@router.get(
    "/events/stream",
    summary="Be sent events after a position",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "Server-sent events without end: `id` is the position, `event` the "
            "type, `data` the CloudEvent. A message with an `id` alone says how far the log was "
            "looked at; a comment, that there is nothing to say.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def stream_events(
    parts: TheParts,
    token: FeedToken,
    wanted: WantedEvents,
    after: Position = 0,
    last_event_id: Annotated[
        int | None,
        Header(ge=0, le=2**53 - 1, description="As `after`, which it overrides."),
    ] = None,
) -> EventSourceResponse:
    """Send all there is after a position, then each event as it is recorded.

    A browser's `EventSource` and others that keep the last `id` resume where they were. A consumer
    that takes nothing for half a minute is cut off, and comes back when it can; nothing is lost.
    """
    start = after if last_event_id is None else last_event_id
    await require_within(parts, start)
    stream = Stream(parts, token, wanted, start, HEARTBEAT)
    return EventSourceResponse(stream.chunks(), ping=0)  # its own signs of life know no position


class Stream:
    """What one consumer is sent.

    Args:
        parts: What the doors stand on.
        token: By which it came in.
        wanted: What it asked for.
        after: From where.
        heartbeat: Seconds between two signs of life.
    """

    def __init__(
        self,
        parts: Parts,
        token: Token,
        wanted: Wanted,
        after: int,
        heartbeat: float,
    ) -> None:
        self._parts = parts
        self._token = token
        self._wanted = wanted
        self._position = after  # looked at up to here
        self._told = after  # the consumer knows that
        self._heartbeat = heartbeat

    async def chunks(self) -> AsyncIterator[bytes]:
        """Chunks of server-sent events until the token is revoked or the server ends.

        The next one is asked for when the last one is on its way, so that is the consumer's pace.
        """
        clock = asyncio.get_running_loop()
        # The first comes early, by chance: streams that opened together must not all ask together.
        beat = clock.time() + self._heartbeat * random.uniform(0.2, 1)  # noqa: S311 - no secret
        yield ALIVE  # so that the other end knows at once that it is connected
        try:
            while not self._parts.tail.ended:
                chunk = await self._next(max(_BLINK, beat - clock.time()))
                if clock.time() >= beat:
                    if not await self._still_welcome():
                        return
                    beat = clock.time() + self._heartbeat
                    chunk = chunk or self._sign_of_life()
                if chunk:
                    yield chunk
                    await asyncio.sleep(0)  # a long replay from memory lets the others come between
                    self._parts.lag.seen(self._token.consumer, "live", self._position)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            # The status is sent already; who comes back from its position is told what is wrong.
            _log.warning("stream_ended", failure=type(error).__name__)

    async def _next(self, wait: float) -> bytes:
        page = await self._parts.tail.read(
            self._position, limit=_AT_ONCE, wanted=self._wanted, wait=wait
        )
        chunk = self._parts.frames.of(self._wanted, self._position, page)
        self._position = page.looked_at
        if page:
            self._told = page.events[-1].position
        return chunk

    def _sign_of_life(self) -> bytes:
        if self._position == self._told:
            return ALIVE
        self._told = self._position
        return place(self._position)

    async def _still_welcome(self) -> bool:
        try:
            return await still_opens(self._parts, self._token)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return True  # not known now; asked again at the next
