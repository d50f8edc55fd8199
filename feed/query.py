"""What a consumer asks of the log: from where, how much, and which events."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Query
from pydantic import WithJsonSchema

from feed.dependencies import Dependencies
from register import publication
from register.publication import Wanted
from register.streams import STREAMS
from schemas.ids import ProgrammeId, VisitId
from web.problems import Problem, ProblemCode

Position = Annotated[int, Query(ge=0, le=2**53 - 1)]
"""A place in the log; within what every reader of JSON can count to."""

_TYPES = frozenset(type_ for stream in STREAMS.values() for type_ in stream.types)

TypeName = Annotated[str, WithJsonSchema({"type": "string", "enum": sorted(_TYPES)})]
"""A type of event; told here rather than by an enumeration, for a sentence when it is none."""


def require_known(types: Iterable[str]) -> None:
    """Refuse types that no event has.

    Raises:
        Problem: One of them is none.
    """
    if set(types) - _TYPES:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ProblemCode.BAD_REQUEST,
            "There is no such type of event as one of those asked for; "
            "/events/types lists those there are.",
        )


async def _wanted(
    type: Annotated[  # noqa: A002 - the name of the attribute in CloudEvents
        list[TypeName] | None, Query(description="Only these types; may be given more than once.")
    ] = None,
    visit: Annotated[
        list[VisitId] | None,
        Query(description="Only about these visits, with what lives beside them."),
    ] = None,
    programme: Annotated[
        list[ProgrammeId] | None, Query(description="Only of these programmes.")
    ] = None,
) -> Wanted:
    require_known(type or ())
    return Wanted(
        types=frozenset(type or ()),
        visits=frozenset(visit or ()),
        programmes=frozenset(programme or ()),
    )


WantedEvents = Annotated[Wanted, Depends(_wanted)]


async def require_within(deps: Dependencies, after: int) -> None:
    """Refuse a position that the log has not reached.

    A consumer that has more than we have was following another log, or ours before it was
    restored; to wait would be to hide that from it.

    Raises:
        Problem: The log has no such position.
    """
    if after <= deps.tail.position:
        return
    async with deps.pool.acquire() as connection:
        head = await publication.head(connection)
    if after > head:
        raise Problem(
            HTTPStatus.CONFLICT,
            ProblemCode.BEYOND_THE_END,
            f"Position {after} is beyond the end of the log, which is {head}. Whoever has seen it "
            "followed another log; compare your copy by /events/head.",
        )
