"""`GET /events`: the log in pages, with a long poll at its end."""

from collections.abc import Awaitable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from feed.access import FeedToken, refused
from feed.dependencies import Dependencies, Deps
from feed.query import Position, WantedEvents, require_within
from feed.standing import TokenEnded, standing
from register.cloudevents import BATCH_MEDIA_TYPE
from register.publication import Batch, Wanted
from schemas.access import Token
from web.problems import ProblemCode, responses_of

router = APIRouter(tags=["events"])

MOST = 10_000
LONGEST = 60.0


@router.get(
    "/events",
    operation_id="readEvents",
    summary="Read events after a position",
    response_class=Response,
    responses={
        200: {
            "description": "The next events, in order of position.",
            "content": {
                BATCH_MEDIA_TYPE: {
                    "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}}
                }
            },
            "headers": {
                "Feed-Position": {
                    "description": "The last position looked at: ask on from here.",
                    "schema": {"type": "integer"},
                },
                "Feed-Head": {
                    "description": "The last position of the log.",
                    "schema": {"type": "integer"},
                },
            },
        },
        **responses_of(ProblemCode.NO_TOKEN, ProblemCode.SCOPE_MISSING, ProblemCode.BEYOND_THE_END),
    },
)
async def read_events(  # noqa: PLR0913, PLR0917 - one for each thing a consumer may say
    deps: Deps,
    token: FeedToken,
    wanted: WantedEvents,
    after: Position = 0,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 1000,
    timeout: Annotated[  # noqa: ASYNC109 - the consumer's, and it gets an answer
        float,
        Query(ge=0, le=LONGEST, description="Seconds to wait for a first event, if there is none."),
    ] = 0,
) -> Response:
    """Answer at once with what there is, or wait for the first event up to `timeout` seconds.

    An empty batch with a `Feed-Position` beyond `after` means that there were events and none of
    them was asked for.
    """
    put_back = deps.tail.put_back
    await require_within(deps, after)
    deps.lag.seen(token.consumer, "pull", after)
    try:
        batch = await _read(deps, token, after, limit, wanted, timeout, put_back)
    except TokenEnded:
        raise refused() from None
    if deps.tail.put_back != put_back:  # while it waited
        await require_within(deps, after)
    return Response(
        batch.body,
        media_type=BATCH_MEDIA_TYPE,
        headers={"Feed-Position": f"{batch.looked_at}", "Feed-Head": f"{batch.head}"},
    )


async def _read(  # noqa: PLR0913, PLR0917 - as above
    deps: Dependencies,
    token: Token,
    after: int,
    limit: int,
    wanted: Wanted,
    wait: float,
    put_back: int,
) -> Batch:
    def read() -> Awaitable[Batch]:
        return deps.tail.read_batch(
            after,
            whole=token.whole_events,
            limit=limit,
            wanted=wanted,
            wait=wait,
            put_back=put_back,
        )

    if not wait:
        return await read()
    async with standing(deps, token) as watched:
        return await watched.wait_for(read)
