"""The pages of every decision: its form, the check before it is taken, and what became of it."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from desk.decisions import About, decisions
from pages.deciding.filling import form_page, take_in
from pages.deciding.flow import decide, done_page, look
from pages.deciding.half_filled import begun, preset
from pages.deciding.lapsed import kept_if_lapsed
from pages.deciding.matter import Decision, Matter, Opening
from pages.deciding.offering import refused_to
from pages.dependencies import Deps
from pages.sentences import in_pages
from pages.session.csrf import MOST_FIELDS
from pages.signed_in import SignedIn
from schemas.ids import UpdateId
from schemas.opening_forms import Opened
from web.subjects import SUBJECTS

router = APIRouter()


def _add(path: str, matter_of: Callable[..., Awaitable[Matter]]) -> None:
    """Add the pages of one kind of matter."""

    @router.get(path)
    async def fill_in(
        request: Request,
        deps: Deps,
        who: SignedIn,
        matter: Annotated[Matter, Depends(matter_of)],
    ) -> Response:
        form = await begun(request, deps, who, matter)
        async with deps.pool.acquire() as register:
            refused = await refused_to(register, matter, who, deps.now())
        return form_page(request, await preset(request, deps, form), refused=in_pages(refused))

    @router.post(path, dependencies=[kept_if_lapsed(matter_of)])
    async def filled_in(
        request: Request,
        deps: Deps,
        who: SignedIn,
        matter: Annotated[Matter, Depends(matter_of)],
    ) -> Response:
        form = await begun(request, deps, who, matter)
        async with request.form(max_fields=MOST_FIELDS) as sent:
            return await take_in(request, deps, form, sent)

    @router.get(f"{path}/check")
    async def check(
        request: Request,
        deps: Deps,
        who: SignedIn,
        matter: Annotated[Matter, Depends(matter_of)],
    ) -> Response:
        return await look(request, deps, await begun(request, deps, who, matter))

    @router.post(f"{path}/check")
    async def decided(
        request: Request,
        deps: Deps,
        who: SignedIn,
        matter: Annotated[Matter, Depends(matter_of)],
    ) -> Response:
        form = await begun(request, deps, who, matter)
        async with request.form() as sent:
            return await decide(request, deps, form, sent)

    @router.get(f"{path}/done/{{update_id}}")
    async def done(
        request: Request,
        deps: Deps,
        _who: SignedIn,
        update_id: UpdateId,
        matter: Annotated[Matter, Depends(matter_of)],
    ) -> Response:
        return await done_page(request, deps, matter, update_id)


def _decision_about(about: About) -> Callable[..., Awaitable[Matter]]:
    async def matter_of(
        slug: str, subject: Annotated[str, Depends(SUBJECTS[about].named)]
    ) -> Matter:
        kind = decisions(about).get(slug)
        if kind is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return Decision(kind, subject)

    return matter_of


async def _opening(what: Opened) -> Matter:
    return Opening(what)


for _about in About:
    _add(f"{SUBJECTS[_about].path}/decide/{{slug}}", _decision_about(_about))
_add("/open/{what}", _opening)
