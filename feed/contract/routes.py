"""The contract served: schemas where `dataschema` says, a page of each type, and AsyncAPI.

No token is asked: whoever considers following the events may read first what they are.
"""

import asyncio
import hashlib
import json
from functools import lru_cache
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Header, Path, Request, Response
from pydantic import BaseModel, WithJsonSchema

from feed.contract import openapi
from feed.contract.asyncapi import document
from feed.contract.catalogue import CATALOGUE, Kind
from feed.contract.docs_page import docs_page
from feed.contract.examples import examples
from feed.contract.pages import MEDIA_TYPE as PAGE
from feed.contract.pages import page
from feed.contract.schemas import ENVELOPE, data_schema, envelope_schema
from feed.contract.schemas import MEDIA_TYPE as SCHEMA
from feed.dependencies import Dependencies, Deps
from register import publication
from register.cloudevents import schema_address
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["contract"])

_SUFFIX = ".json"
_CACHE = "public, max-age=300"
_JSON = "application/json"
_HTML = "text/html"

SchemaName = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "enum": [f"{name}{_SUFFIX}" for name in (ENVELOPE, *CATALOGUE)]}
    ),
    Path(description="A type of event with `.json`, or `cloudevent.json`."),
]
PageName = Annotated[
    str,
    WithJsonSchema({"type": "string", "enum": list(CATALOGUE)}),
    Path(description="A type of event."),
]
IfNoneMatch = Annotated[
    str | None, Header(description="The `ETag` of your copy, to learn whether it is still good.")
]


class TypeOfEvent(BaseModel):
    """One type of event.

    Attributes:
        type: Its name, as in the event.
        version: The one in its name.
        title: What it is called where a person reads.
        happened: What it tells.
        emitted: When it is recorded.
        retired: Whether it is recorded no more.
        dataschema: Where the JSON Schema of its `data` is served.
        page: Where it is explained, as a reference from here.
    """

    type: str
    version: int
    title: str
    happened: str
    emitted: str
    retired: bool
    dataschema: str
    page: str


def _answers(media_type: str, what: str, *codes: ProblemCode) -> dict[int | str, dict[str, Any]]:
    schema = {"type": "string"} if media_type in {PAGE, _HTML} else {"type": "object"}
    etag = {"ETag": {"description": "Changes with what is served.", "schema": {"type": "string"}}}
    return {
        200: {"description": what, "content": {media_type: {"schema": schema}}, "headers": etag},
        304: {"description": "The copy that you have is still good."},
        **responses_of(*codes),
    }


@router.get(
    "/schemas/{name}",
    operation_id="readSchema",
    summary="The JSON Schema of a type's data",
    response_class=Response,
    responses=_answers(SCHEMA, "The schema.", ProblemCode.NOT_FOUND),
)
async def read_schema(deps: Deps, name: SchemaName, if_none_match: IfNoneMatch = None) -> Response:
    """Draft 2020-12. `dataschema` in an event leads here, for as long as the type is."""
    where = await _published_at(deps)
    known = name.removesuffix(_SUFFIX)
    if not name.endswith(_SUFFIX) or known not in {ENVELOPE, *CATALOGUE}:
        raise _no_such_type()
    if known == ENVELOPE:
        schema = envelope_schema(where)
    else:
        schema = data_schema(CATALOGUE[known], where, examples().get(known))
    return _served(json.dumps(schema, ensure_ascii=False), SCHEMA, if_none_match)


@router.get(
    "/events/types",
    operation_id="listEventTypes",
    summary="List every type of event",
    responses=responses_of(),
)
async def list_types(deps: Deps, request: Request) -> list[TypeOfEvent]:
    """In the order of a visit's life; retired types stay listed. No token is needed."""
    where = await _published_at(deps)
    root = request.scope.get("root_path", "")
    return [_told(kind, where, root) for kind in CATALOGUE.values()]


@router.get(
    "/events/types/{type}",
    operation_id="readEventType",
    summary="Read about a type of event",
    response_class=Response,
    responses=_answers(PAGE, "The page, in Markdown.", ProblemCode.NOT_FOUND),
)
async def read_type(
    type: PageName,  # noqa: A002 - the name of the attribute in CloudEvents
    if_none_match: IfNoneMatch = None,
) -> Response:
    """When it is recorded, what is in it, and an example. No token is needed."""
    if type not in CATALOGUE:
        raise _no_such_type()
    return _served(page(CATALOGUE[type], examples()[type]), PAGE, if_none_match)


@router.get(
    "/asyncapi.json",
    operation_id="readAsyncapi",
    summary="The doors as channels",
    response_class=Response,
    responses=_answers(_JSON, "An AsyncAPI 3 document."),
)
async def read_asyncapi(deps: Deps, if_none_match: IfNoneMatch = None) -> Response:
    """Every type of event as a message. No token is needed."""
    text = await asyncio.to_thread(_channels, await _published_at(deps))
    return _served(text, _JSON, if_none_match)


@router.get(
    "/openapi.json",
    operation_id="readOpenapi",
    summary="The doors as requests",
    response_class=Response,
    responses=_answers(_JSON, "An OpenAPI 3.1 document."),
)
async def read_openapi(deps: Deps, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """Every request that there is, with the schema of each answer. No token is needed."""
    where = await _published_at(deps)
    text = await asyncio.to_thread(_requests, request.app, where)
    return _served(text, _JSON, if_none_match)


@router.get(
    "/docs",
    operation_id="readDocs",
    summary="The doors as a page",
    response_class=Response,
    responses=_answers(_HTML, "The page."),
)
async def read_docs(deps: Deps, request: Request, if_none_match: IfNoneMatch = None) -> Response:
    """What `/openapi.json` says, for people. It has no scripts. No token is needed."""
    where = await _published_at(deps)
    answer = _served(await asyncio.to_thread(_page, request.app, where), _HTML, if_none_match)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


@lru_cache(maxsize=1)
def _requests(app: FastAPI, published_at: str) -> str:
    return json.dumps(openapi.document(app, published_at), ensure_ascii=False)


@lru_cache(maxsize=1)
def _page(app: FastAPI, published_at: str) -> str:
    return docs_page(openapi.document(app, published_at))


@lru_cache(maxsize=1)
def _channels(published_at: str) -> str:
    """It takes a second to make the first time, in which others are served."""
    return json.dumps(document(published_at, examples()), ensure_ascii=False)


def _told(kind: Kind, where: str, root: str) -> TypeOfEvent:
    return TypeOfEvent(
        type=kind.name,
        version=kind.major,
        title=kind.title,
        happened=kind.happened,
        emitted=kind.emitted,
        retired=kind.retired,
        dataschema=schema_address(where, kind.name),
        page=f"{root}/events/types/{kind.name}",
    )


async def _published_at(deps: Dependencies) -> str:
    async with deps.pool.acquire() as connection:
        return await publication.address(connection)


def _no_such_type() -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        ProblemCode.NOT_FOUND,
        "There is no such type of event; /events/types lists those there are.",
    )


def _served(text: str, media_type: str, if_none_match: str | None) -> Response:
    body = text.encode()
    # Weak, because what is compressed on the way is the same and not the same bytes.
    tag = f'W/"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": _CACHE}
    asked = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    if tag.removeprefix("W/") in asked or "*" in asked:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
