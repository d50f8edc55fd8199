"""The proof that nothing is missing: digests of the log, and how far each consumer has come."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from feed.access import FeedToken, ProofToken
from feed.dependencies import Dependencies, Deps
from feed.query import require_within
from register import followers, publication
from schemas.access import DoorLag
from schemas.ids import Digest
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(
    tags=["proof"], responses=responses_of(ProblemCode.NO_TOKEN, ProblemCode.SCOPE_MISSING)
)


class LogDigest(BaseModel):
    """The log up to a position, as one value.

    Attributes:
        position: The last position it covers; 0 before the first event.
        digest: SHA-256 over the digest one position before and the event's bytes, in hexadecimal.
    """

    position: int = Field(ge=0)
    digest: Digest


@router.get("/events/head", operation_id="readHead", summary="The digest of the whole log")
async def head(deps: Deps, _token: ProofToken) -> LogDigest:
    """Compare your own running digest with this one: equal digests are equal logs.

    Digests are of whole events, so they go with the scope `personal`, and prove no copy made
    without it.
    """
    return await _at(deps, None)


@router.get(
    "/events/digests/{position}",
    operation_id="readDigest",
    summary="The digest of the log up to a position",
    responses=responses_of(ProblemCode.NOT_FOUND, ProblemCode.BEYOND_THE_END),
)
async def digest_at(
    deps: Deps,
    _token: ProofToken,
    position: Annotated[int, Path(ge=0, le=2**53 - 1, description="The last one covered.")],
) -> LogDigest:
    """Compare digests at positions of your choice: by halving, the first difference is found.

    They go with the scope `personal`, as at `/events/head`.
    """
    await require_within(deps, position)
    return await _at(deps, position)


async def _at(deps: Dependencies, position: int | None) -> LogDigest:
    async with deps.pool.acquire() as connection:
        found = await publication.digest_at(connection, position)
    if found is None:
        # Never answered by another digest: whoever asks is looking for exactly this.
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            f"The log goes on after position {position} and does not have it. It is damaged; tell "
            "those who run this feed.",
        )
    return LogDigest(position=found.position, digest=found.digest)


@router.get("/events/lag", operation_id="readLag", summary="How far you have come")
async def lag(deps: Deps, token: FeedToken) -> list[DoorLag]:
    """Each door you have used, the furthest behind first; up to date to about a second."""
    async with deps.pool.acquire() as connection:
        return await followers.lag(connection, token.consumer)
