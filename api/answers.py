"""How a request brings a form, and what it is answered with."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from fastapi import Header, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from desk.answers import KeptForLater, NotYetRecorded
from desk.opening_by_form import Begun
from desk.reading import MEANINGS, Terms, checked
from desk.receipts import AnyReceipt
from schemas.forms.form import Form
from schemas.ids import UpdateId
from web.problems import Problem, ProblemCode

F = TypeVar("F", bound=Form)

IdempotencyKey = Annotated[
    UpdateId | None,
    Header(
        alias="Idempotency-Key",
        description="Names the decision once for all: whoever sends it again with the same key "
        "changes nothing and has the same answer. One is made up when none is given.",
    ),
]
Confirmed = Annotated[
    bool,
    Query(
        description="That the decision is meant with all that it brings about; without, one by "
        "which people outside would be written to is answered by the problem `not-confirmed`."
    ),
]


class Taken(BaseModel):
    """A decision that is recorded.

    Attributes:
        subject: What was decided about, as it was named.
        update_id: By which it is asked for again.
        receipt: Where that stands now, and what comes next; `null` of a visit that is opened, or
            was open, without contacts.
    """

    subject: str
    update_id: str
    receipt: AnyReceipt | None


class Accepted(BaseModel):
    """A decision that is taken, and not yet recorded.

    Attributes:
        subject: What was decided about, as it was named.
        update_id: By which it is asked for again.
        detail: What is known, as a sentence.
        ask_at: Where to ask what became of it, below the address of the API.
    """

    subject: str
    update_id: str
    detail: str
    ask_at: str


def body_of(kind: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of the body of a request: `api.contract` puts the schema in its place."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}
            },
        }
    }


async def form_of(request: Request, kind: type[F]) -> F:
    """The form that a request brings.

    Raises:
        Problem: Its body is no JSON.
        Mistakes: It is not filled in as it should be.
    """
    return checked(kind, await json_of(request), Terms(meanings=MEANINGS))


async def json_of(request: Request) -> Mapping[str, object]:
    """The fields that a request brings.

    Raises:
        Problem: Its body is no object of JSON.
    """
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            ProblemCode.BAD_REQUEST,
            "The request cannot be understood: its body is no object of JSON.",
        )
    return given


def taken(subject: str, update_id: UpdateId, receipt: AnyReceipt) -> Response:
    """A decision that is recorded."""
    told = Taken(subject=subject, update_id=update_id, receipt=receipt)
    return JSONResponse(told.model_dump(mode="json"))


def later(subject: str, update_id: UpdateId, why: NotYetRecorded | KeptForLater) -> Response:
    """A decision that is taken, and not yet recorded."""
    kept = isinstance(why, KeptForLater)
    told = (
        "Temporal is away. This is kept, and is delivered once as soon as it is back."
        if kept
        else "Accepted, and not yet recorded. Nothing is lost."
    )
    where = f"decisions/{subject}/{update_id}"
    body = Accepted(subject=subject, update_id=update_id, detail=told, ask_at=where)
    return _Later(body.model_dump(mode="json"), where)


class _Later(JSONResponse):
    """Leads to where is asked what became of it.

    `Location` counts from the address that was asked, which is another one for each decision: so it
    is told from the root, and only as it is sent it is known below which path the API is.
    """

    def __init__(self, body: dict[str, Any], where: str) -> None:
        super().__init__(body, HTTPStatus.ACCEPTED)
        self._where = where

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        self.headers["location"] = f"{scope.get('root_path', '')}/{self._where}"
        await super().__call__(scope, receive, send)


def opened(begun: Begun, update_id: UpdateId) -> Response:
    """Something that is open."""
    told = Taken(subject=begun.subject, update_id=update_id, receipt=begun.receipt)
    return JSONResponse(told.model_dump(mode="json"))
