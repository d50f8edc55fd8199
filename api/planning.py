"""Days and teams of a programme's visits are proposed; nothing changes by it."""

from typing import Any

from fastapi import APIRouter, Request

from api.answers import body_of, form_of
from api.dependencies import Asking, Deps
from api.problem_lists import LOOKING
from desk.proposing import propose, proposed_as_json
from rules.zones import london_date
from schemas.ids import ProgrammeId
from schemas.programme.staff import ProposalForm
from web.problems import responses_of

router = APIRouter(tags=["look-ups"])


@router.post(
    "/programmes/{programme}/plan",
    operation_id="proposePlan",
    summary="A plan is proposed; its `decision` is what confirms it, by the decision `plan`",
    responses=responses_of(*LOOKING),
    openapi_extra=body_of(ProposalForm),
)
async def plan(request: Request, deps: Deps, who: Asking, programme: ProgrammeId) -> dict[str, Any]:
    """As `visits programme plan --json`; it takes as long as the planner may think."""
    form = await form_of(request, ProposalForm)
    today = london_date(deps.now())
    return proposed_as_json(await propose(deps.pool, programme, form, who, today))
