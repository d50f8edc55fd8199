"""An edited copy of the draft that came by mail: looked at, and taken over as comments."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from desk.decisions import About, decisions
from desk.mail_seen import require_may_see_to
from desk.mailed_copies import offered
from pages.deciding.filling import see
from pages.deciding.half_filled import begun, keep
from pages.deciding.matter import Decision
from pages.deciding.typed import typed_of
from pages.dependencies import Deps
from pages.looking.visit_pages import Visit
from pages.rendering import page
from pages.signed_in import SignedIn

router = APIRouter(prefix="/visits")

Number = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/{visit}/copies/{number}")
async def look(
    request: Request, deps: Deps, who: SignedIn, visit: Visit, number: Number
) -> Response:
    """What the copy would say as comments."""
    require_may_see_to(who)
    found = await offered(deps.pool, visit, number)
    return page(
        request,
        "visit/copy.html",
        status=HTTPStatus.OK,
        title="An edited copy of the note",
        visit=visit,
        message=found.message,
        said=found.said,
        trouble=found.trouble,
    )


@router.post("/{visit}/copies/{number}")
async def take_over(
    request: Request, deps: Deps, who: SignedIn, visit: Visit, number: Number
) -> Response:
    """Fill in the form for comments from the copy; nothing is recorded before it is checked."""
    require_may_see_to(who)
    found = await offered(deps.pool, visit, number)
    if found.trouble:
        return see(f"/visits/{visit}/copies/{number}")
    form = await begun(request, deps, who, Decision(decisions(About.VISIT)["comment"], visit))
    filled = typed_of(form.fields, found.values)
    others = {
        at: texts
        for at, texts in form.draft.typed.items()
        if at.partition(".")[0] not in found.values
    }
    await keep(deps, form.with_typed({**others, **filled}))
    return see(f"{form.matter.here}/check")
