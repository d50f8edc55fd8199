"""Personal links of people outside: what each asks and what became of it, and its end."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api.dependencies import Asking, Deps, Register
from desk.as_json import link_as_json
from desk.links import links_of, withdraw
from schemas.ids import VisitId
from web.problems import ProblemCode, responses_of

_PROBLEMS = responses_of(
    ProblemCode.NO_TOKEN, ProblemCode.NOT_FOUND, ProblemCode.NOT_PERMITTED, ProblemCode.REFUSED
)
router = APIRouter(prefix="/visits/{visit}/links", responses=_PROBLEMS)

Ref = Annotated[str, Path(pattern=r"^[a-z0-9-]+$", max_length=40)]


@router.get("", operation_id="listLinks", summary="A visit's links", tags=["look-ups"])
async def list_links(register: Register, _who: Asking, visit: VisitId) -> list[dict[str, Any]]:
    """As `visits links list --json`; no link's address is in it."""
    return [link_as_json(one) for one in await links_of(register, visit)]


@router.post(
    "/{ref}/withdraw",
    operation_id="withdrawLink",
    summary="A link opens nothing any more; again changes nothing",
    tags=["decisions"],
)
async def withdraw_link(
    register: Register, deps: Deps, who: Asking, visit: VisitId, ref: Ref
) -> dict[str, Any]:
    """As `visits links withdraw --json`."""
    return link_as_json(await withdraw(register, who.ref, visit, ref, deps.now()))
