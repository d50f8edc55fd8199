"""Every decision: brought, looked at first, and asked for again by its id."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Depends, Path, Request, Response

from api.answers import Confirmed, IdempotencyKey, Taken, body_of, form_of, later, taken
from api.dependencies import ApiDependencies, Asking, Deps
from api.problem_lists import DECIDING, LATER, LOOKING
from desk.answers import KeptForLater, NotYetRecorded
from desk.decisions import DecisionKind, all_decisions
from desk.preview import preview_as_json
from schemas.forms.form import Form
from schemas.ids import ActorRef, UpdateId
from schemas.report.values import report_subject
from web.problems import Problem, ProblemCode, responses_of
from web.subjects import SUBJECTS

router = APIRouter(tags=["decisions"])


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


def _add(kind: DecisionKind) -> None:
    """Add the addresses of one decision."""
    path, named = SUBJECTS[kind.about]

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
        responses={**LATER, **responses_of(*DECIDING)},
        openapi_extra=body_of(kind.form),
    )
    router.add_api_route(
        f"{where}/preview",
        look,
        methods=["POST"],
        operation_id=f"preview{called}",
        summary=f"Looked at first: {told}",
        responses=responses_of(*LOOKING),
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
    responses={**LATER, **responses_of(ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND)},
)
async def read_decision(
    deps: Deps, _who: Asking, subject: Annotated[str, Path(max_length=128)], update_id: UpdateId
) -> Response:
    """By the id that its Idempotency-Key was, or that its answer gave."""
    try:
        receipt = await deps.desk.receipt(_stream(subject), update_id)
    except (NotYetRecorded, KeptForLater) as late:
        return later(subject, update_id, late)
    if receipt is None:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            ProblemCode.NOT_FOUND,
            "No decision of that id is known. It was never brought, or it was refused.",
        )
    return taken(subject, update_id, receipt)


def _stream(subject: str) -> str:
    """The stream of what is named, as `spring-2027/annual` names a report."""
    named = subject.split("/")
    return report_subject(*named) if len(named) == 2 else subject  # noqa: PLR2004 - and its programme
