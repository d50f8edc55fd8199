"""Visits, programmes and reports are opened, each by its declared form."""

from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request, Response

from api.answers import Confirmed, IdempotencyKey, Taken, body_of, form_of, later, opened
from api.dependencies import Asking, Deps
from api.problem_lists import DECIDING, LATER, LOOKING
from desk.answers import KeptForLater, NotYetRecorded
from desk.opening_by_form import begin, preview_of, subject_of
from desk.preview import preview_as_json
from schemas.forms.form import Form
from schemas.opening_forms import OPENING_FORMS
from web.problems import responses_of

router = APIRouter(tags=["openings"])


def _add(what: str, kind: type[Form]) -> None:
    """Add the addresses at which one kind of thing is opened, and looked at first."""

    async def open_one(
        request: Request,
        deps: Deps,
        who: Asking,
        *,
        idempotency_key: IdempotencyKey = None,
        confirmed: Confirmed = False,
    ) -> Response:
        form = await form_of(request, kind)
        update_id = idempotency_key or str(uuid4())
        try:
            begun = await begin(deps.desk, form, who.ref, update_id, confirmed=confirmed)
        except (NotYetRecorded, KeptForLater) as late:
            return later(subject_of(form), update_id, late)
        return opened(begun, update_id)

    router.add_api_route(
        f"/{what}s",
        open_one,
        methods=["POST"],
        operation_id=f"open{what.capitalize()}",
        summary=(kind.__doc__ or "").split("\n", 1)[0],
        response_model=Taken,
        responses={**LATER, **responses_of(*DECIDING)},
        openapi_extra=body_of(kind),
    )

    async def look(request: Request, deps: Deps, who: Asking) -> dict[str, Any]:
        form = await form_of(request, kind)
        return preview_as_json(await preview_of(deps.desk, form, who.ref))

    router.add_api_route(
        f"/{what}s/preview",
        look,
        methods=["POST"],
        operation_id=f"previewOpen{what.capitalize()}",
        summary=f"Looked at first: a {what} is opened",
        responses=responses_of(*LOOKING),
        openapi_extra=body_of(kind),
    )


for _what, _kind in OPENING_FORMS.items():
    _add(_what, _kind)
