"""`GET /events/stream`: the log as it grows, as server-sent events.

Every consumer reads the end of the log at its own pace and by its own position; one that takes
nothing for a while is let go, and comes back to where it was by `Last-Event-ID`.
"""

from collections.abc import AsyncIterator
from functools import lru_cache, partial
from typing import Annotated, Final

from fastapi import APIRouter, Header
from pydantic import BeforeValidator, Field, WithJsonSchema
from sse_starlette import EventSourceResponse, ServerSentEvent

from feed.access import FeedToken
from feed.dependencies import Dependencies, Deps
from feed.query import Position, WantedEvents, require_within
from feed.standing import TokenEnded, standing
from register.connection import LOST
from register.publication import Published, Wanted
from schemas.access import Token
from web.problems import ProblemCode, responses_of

router = APIRouter(tags=["events"])

DOOR: Final = "live"

_LINE = "\n"
_AT_ONCE = 200
_ENDS: tuple[type[Exception], ...] = (TokenEnded, *LOST)
_COME_BACK = 1000  # milliseconds after which a consumer that lost its stream should come again


@router.get(
    "/events/stream",
    operation_id="followEvents",
    summary="Follow events as they are recorded",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": (
                "Server-sent events without end: `id` is the position, `event` the type, `data` "
                "the CloudEvent. A message with only an `id` tells how far a filtered stream has "
                "looked."
            ),
            "content": {"text/event-stream": {"schema": {"type": "object"}}},  # of each message
        },
        **responses_of(ProblemCode.NO_TOKEN, ProblemCode.SCOPE_MISSING, ProblemCode.BEYOND_THE_END),
    },
)
async def follow_events(
    deps: Deps,
    token: FeedToken,
    wanted: WantedEvents,
    after: Position = 0,
    last_event_id: Annotated[
        Annotated[int, Field(ge=0, le=2**53 - 1)] | None,
        BeforeValidator(lambda given: given or None),  # browsers send an empty one to begin with
        # One type, because generators of clients make nothing of a choice in a header.
        WithJsonSchema({"type": "string", "pattern": "^[0-9]{0,15}$"}),
        Header(description="As browsers send it, a position or nothing; stands before `after`."),
    ] = None,
) -> EventSourceResponse:
    """Send what comes after a position, first what there is, then each event as it is recorded."""
    start = after if last_event_id is None else last_event_id
    put_back = deps.tail.put_back
    await require_within(deps, start)
    return EventSourceResponse(
        _messages(deps, token, wanted, start, put_back),
        sep=_LINE,
        ping=deps.pace.heartbeat,
        send_timeout=deps.pace.patience,
    )


async def _messages(
    deps: Dependencies, token: Token, wanted: Wanted, position: int, put_back: int
) -> AsyncIterator[bytes]:
    """Chunks of messages, until the server closes, the token does, or the register is gone.

    Nothing is said at the end: a stream that ends is one to come back to. It ends as well where the
    register was put back to an earlier day: what is recorded from then on has positions that its
    consumer may have seen already, and whoever comes back is told.
    """
    yield ServerSentEvent(retry=_COME_BACK, sep=_LINE).encode()
    try:
        async with standing(deps, token) as watched:
            while not deps.tail.ended:
                page = await watched.wait_for(
                    partial(
                        deps.tail.read,
                        position,
                        limit=_AT_ONCE,
                        wanted=wanted,
                        wait=deps.pace.look_again,
                        put_back=put_back,
                    )
                )
                if deps.tail.put_back != put_back:  # while it waited: it may be another log's
                    return
                told = page.events[-1].position if page.events else position
                chunks = [_message(entry, whole=token.whole_events) for entry in page.events]
                if page.looked_at > told:
                    chunks.append(_nothing_up_to(page.looked_at))
                if chunks:
                    yield b"".join(chunks)
                position = page.looked_at
                deps.lag.seen(token.consumer, DOOR, position)
    except _ENDS:
        return


@lru_cache(maxsize=4096)
def _message(entry: Published, *, whole: bool) -> bytes:
    """An event as a message: made once for those who may see all of it, once for the others."""
    given = entry.given(whole=whole)
    return ServerSentEvent(given, event=entry.type, id=f"{entry.position}", sep=_LINE).encode()


def _nothing_up_to(position: int) -> bytes:
    """A message without data is not shown to anybody; its id is kept all the same."""
    return ServerSentEvent(id=f"{position}", sep=_LINE).encode()
