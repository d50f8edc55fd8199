"""Find by area, person, reference or letter; what is looked for never stands in an address."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from desk.screens import area_of, first_day
from desk.wording import stage_title
from pages.dependencies import Register
from pages.rendering import page
from pages.signed_in import SignedIn
from register.finding import find

router = APIRouter(prefix="/find")


@router.get("", response_class=HTMLResponse)
async def ask(request: Request, _: SignedIn) -> HTMLResponse:
    """Ask what is looked for."""
    return page(request, "find.html", title="Find", wanted="", found=None)


@router.post("", response_class=HTMLResponse)
async def answer(
    request: Request,
    _: SignedIn,
    register: Register,
    wanted: Annotated[str, Form(max_length=200)] = "",
) -> HTMLResponse:
    """What was found; a name is posted, so that it is in no address, log or history."""
    found = await find(register, wanted)
    visits = [
        (state.visit_id, area_of(state), first_day(state), stage_title(state))
        for state in found.visits
    ]
    return page(request, "find.html", title="Find", wanted=wanted, found=found, visits=visits)
