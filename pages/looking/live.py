"""`GET /live`: tells a page that is open that something has changed since, and nothing else."""

from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, HTTPException, Query
from sse_starlette import EventSourceResponse, ServerSentEvent

from pages.dependencies import Deps
from pages.looking.addresses import is_visit
from pages.signed_in import SignedIn
from register.connection import LOST
from register.publication import Wanted
from register.tail import Tail
from schemas.streams import partition_of

router = APIRouter()

_LOOK_AGAIN: Final = 15.0  # seconds
_COME_BACK: Final = 5_000  # milliseconds


@router.get("/live", response_class=EventSourceResponse)
async def live(
    _: SignedIn,
    deps: Deps,
    subject: Annotated[str, Query(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$", max_length=100)],
) -> EventSourceResponse:
    """One message, `changed`, once something of a visit or a programme is recorded."""
    if deps.tail is None:
        raise HTTPException(404)
    return EventSourceResponse(_changed(deps.tail, partition_of(subject)), sep="\n", ping=30)


async def _changed(tail: Tail, partition: str) -> AsyncIterator[bytes]:
    yield ServerSentEvent(retry=_COME_BACK, sep="\n").encode()
    position, wanted = tail.position, _of(partition)
    try:
        while not tail.ended:
            found = await tail.read(position, limit=1, wanted=wanted, wait=_LOOK_AGAIN)
            if found.events:
                yield ServerSentEvent("", event="changed", sep="\n").encode()
                return
            position = found.looked_at
    except LOST:
        return


def _of(partition: str) -> Wanted:
    """Events of a visit with what is beside it, or of a programme with all its visits."""
    if is_visit(partition):
        return Wanted(visits=frozenset({partition}))
    return Wanted(programmes=frozenset({partition}))
