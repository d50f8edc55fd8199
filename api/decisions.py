"""Every decision: brought, looked at first, and asked for again by its id."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final
from uuid import uuid4

from fastapi import APIRouter, Depends, Header, Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.dependencies import ApiDependencies, Asking, Deps
from desk.answers import KeptForLater, NotYetRecorded
from desk.decisions import About, DecisionKind, all_decisions
from desk.preview import preview_as_json
from desk.reading import MEANINGS, Terms, checked
from desk.receipts import AnyReceipt
from schemas.forms import Form
from schemas.ids import ActorRef, ProgrammeId, UpdateId, VisitId
from schemas.report.values import ReportName
from web.problems import Problem, ProblemCode, responses_of

router = APIRouter(tags=["decisions"])

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
        receipt: Where that stands now, and what comes next.
    """

    subject: str
    update_id: str
    receipt: AnyReceipt


class Accepted(BaseModel):
    """A decision that is taken, and not yet recorded.

    Attributes:
        subject: What was decided about, as it was named.
        update_id: By which it is asked for again.
        detail: What is known, as a sentence.
        ask_at: Where to ask what became of it.
    """

    subject: str
    update_id: str
    detail: str
    ask_at: str


_PROBLEMS: Final = (
    ProblemCode.NO_TOKEN,
    ProblemCode.NOT_FOUND,
    ProblemCode.TOO_LARGE,
    ProblemCode.REFUSED,
    ProblemCode.NOT_CONFIRMED,
    ProblemCode.NOT_ANSWERED,
    ProblemCode.ID_OF_ANOTHER,
)
_LOOKING: Final = tuple(
    code for code in _PROBLEMS if code not in {ProblemCode.NOT_CONFIRMED, ProblemCode.NOT_ANSWERED}
)
_LATER: Final[dict[int | str, dict[str, Any]]] = {
    202: {
        "model": Accepted,
        "description": "Accepted, and not yet recorded: nothing is lost.",
        "headers": {
            "Location": {
                "description": "Where to ask what became of it.",
                "schema": {"type": "string"},
            }
        },
    }
}


def body_of(kind: type[BaseModel]) -> dict[str, Any]:
    """What OpenAPI says of the body of a request: `api.openapi` puts the schema in its place."""
    return {
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}
            },
        }
    }


async def form_of(request: Request, kind: type[Form]) -> Form:
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


@dataclass(frozen=True)
class Brought:
    """A decision as it was sent.

    Attributes:
        subject: What it is about.
        form: What is decided.
        actor: Who decides.
        key: The id that came with it, if one did.
    """

    subject: str
    form: Form
    actor: ActorRef
    key: UpdateId | None


async def brought_to(deps: ApiDependencies, brought: Brought, *, confirmed: bool) -> Response:
    """What a decision is answered with."""
    update_id = brought.key or str(uuid4())
    try:
        receipt = await deps.desk.submit(
            brought.subject,
            brought.form,
            actor=brought.actor,
            update_id=update_id,
            repeated=None if brought.key else False,
            confirmed=confirmed,
        )
    except (NotYetRecorded, KeptForLater) as late:
        return later(brought.form.subject(brought.subject), update_id, late)
    return taken(brought.subject, update_id, receipt)


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
    return JSONResponse(
        body.model_dump(mode="json"), HTTPStatus.ACCEPTED, headers={"Location": where}
    )


def _of_a_visit(visit: VisitId) -> str:
    return visit


def _of_a_programme(programme: ProgrammeId) -> str:
    return programme


def _of_a_report(programme: ProgrammeId, report: ReportName) -> str:
    return f"{programme}/{report}"


_WHERE: Final[Mapping[About, tuple[str, Callable[..., str]]]] = {
    About.VISIT: ("/visits/{visit}", _of_a_visit),
    About.PROGRAMME: ("/programmes/{programme}", _of_a_programme),
    About.REPORT: ("/programmes/{programme}/reports/{report}", _of_a_report),
}
"""Below which address what is decided about stands, and how its name is read off it."""


def _add(kind: DecisionKind) -> None:
    """Add the addresses of one decision."""
    path, named = _WHERE[kind.about]

    async def decide(  # noqa: PLR0913 - what goes with a decision
        request: Request,
        deps: Deps,
        who: Asking,
        about: Annotated[str, Depends(named)],
        *,
        idempotency_key: IdempotencyKey = None,
        confirmed: Confirmed = False,
    ) -> Response:
        form = await form_of(request, kind.form)
        brought = Brought(about, form, who.ref, idempotency_key)
        return await brought_to(deps, brought, confirmed=confirmed)

    async def look(
        request: Request, deps: Deps, who: Asking, about: Annotated[str, Depends(named)]
    ) -> dict[str, Any]:
        form = await form_of(request, kind.form)
        return preview_as_json(await deps.desk.preview(about, form, actor=who.ref))

    called = f"{kind.about.value.capitalize()}{_camel(kind.slug)}"
    told = (kind.form.__doc__ or "").split("\n", 1)[0]
    where = f"{path}/decisions/{kind.slug}"
    router.add_api_route(
        where,
        decide,
        methods=["POST"],
        operation_id=f"decide{called}",
        summary=told,
        response_model=Taken,
        responses={**_LATER, **responses_of(*_PROBLEMS)},
        openapi_extra=body_of(kind.form),
    )
    router.add_api_route(
        f"{where}/preview",
        look,
        methods=["POST"],
        operation_id=f"preview{called}",
        summary=f"Looked at first: {told}",
        responses=responses_of(*_LOOKING),
        openapi_extra=body_of(kind.form),
    )


def _camel(slug: str) -> str:
    return "".join(part.capitalize() for part in slug.split("-"))


for _kind in all_decisions():
    _add(_kind)


@router.get(
    "/decisions/{subject:path}/{update_id}",
    operation_id="readDecision",
    summary="What became of a decision",
    response_model=Taken,
    responses={**_LATER, **responses_of(ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND)},
)
async def read_decision(
    deps: Deps, _who: Asking, subject: Annotated[str, Path(max_length=128)], update_id: UpdateId
) -> Response:
    """By the id that its Idempotency-Key was, or that its answer gave."""
    try:
        receipt = await deps.desk.receipt(subject, update_id)
    except (NotYetRecorded, KeptForLater) as late:
        return later(subject, update_id, late)
    if receipt is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            "No decision of that id is known. It was never brought, or it was refused.",
        )
    return taken(subject, update_id, receipt)
