"""What the register has on a visit as it is kept: events, all as files, what digests stand for."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.days import Day
from api.dependencies import Asking, Deps, Register
from desk.archive import as_zip, read_archive
from desk.digest_words import digest_as_json
from desk.known import known_of, with_something_known
from desk.looking_ahead import not_here, require_to_come
from register.digests import stands_for
from register.publication import of_visit
from register.visits import require
from rules.zones import london_date
from schemas.ids import Digest, VisitId
from web.problems import Problem, ProblemCode, responses_of

Told = dict[str, Any]

ZIP = "application/zip"
_PROBLEMS = responses_of(ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.REFUSED)
router = APIRouter(tags=["look-ups"], responses=_PROBLEMS)


@router.get("/visits/{visit}/events", operation_id="listEvents", summary="A visit's events")
async def events(register: Register, _who: Asking, visit: VisitId) -> list[Told]:
    """As `visits events VISIT`: CloudEvents, in the order of the log."""
    await require(register, visit)
    return [json.loads(one.cloudevent) for one in await of_visit(register, visit)]


@router.get(
    "/visits/{visit}/export",
    operation_id="exportVisit",
    summary="All that the register has on a visit",
    response_class=Response,
    responses={200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def export(register: Register, _who: Asking, visit: VisitId) -> Response:
    """As `visits export`, in one file; what is drawn there for people is JSON here."""
    return Response(as_zip(await read_archive(register, visit)), media_type=ZIP)


@router.get(
    "/visits/{visit}/digests/{digest}",
    operation_id="showDigest",
    summary="What a digest stands for",
)
async def digest(register: Register, _who: Asking, visit: VisitId, digest: Digest) -> Told:
    """As `visits digest --json`."""
    await require(register, visit)
    return digest_as_json(visit, digest, await stands_for(register, visit, digest))


@router.get(
    "/visits/{visit}/forms/{name}",
    operation_id="showForm",
    summary="A form with what is known",
)
async def form(
    register: Register,
    _who: Asking,
    visit: VisitId,
    name: Annotated[str, Path(max_length=60, description="As the command that takes it.")],
) -> Told:
    """As `visits forms NAME --for VISIT`: given back as it is, it changes nothing."""
    state = await require(register, visit)
    if name not in with_something_known():
        known = ", ".join(sorted(with_something_known()))
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            f"Of these forms something is known: {known}.",
        )
    return await known_of(register, state, name)


@router.get(
    "/visits/{visit}/ahead", operation_id="foreseeVisit", summary="What lies ahead of a visit"
)
async def ahead(
    deps: Deps,
    _who: Asking,
    visit: VisitId,
    until: Annotated[
        Day | None,
        Query(
            description="The last day, of the next two years; to its end, or until only people "
            "could act, without."
        ),
    ] = None,
) -> Told:
    """As `visits foresee --json`, if nobody acts; it takes some ten seconds."""
    async with deps.pool.acquire() as connection:  # and given back
        await require(connection, visit)
    if deps.ahead is None:
        raise not_here()
    if until is not None:
        require_to_come(until, london_date(deps.now()))
    return await deps.ahead(visit, until)
