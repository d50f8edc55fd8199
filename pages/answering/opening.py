"""A link as it stands in a letter: looked at by whatever scans mail, opened by a person.

A GET shows a button and changes nothing. The button does nothing without a choice that a program
which presses buttons does not make.
"""

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Form, Path, Request, Response

from pages.answering.asked import Told, told_of
from pages.answering.matter import here_of
from pages.answering.sorry import sorry
from pages.deciding.errors import Wrong
from pages.deciding.filling import see
from pages.dependencies import Deps, PagesDependencies
from pages.rendering import page
from pages.session import cookie
from register import link_sessions, links
from rules.questions import Standing
from schemas.forms.letters import DeliveryForm
from schemas.questions import Link, LinkToken
from schemas.sentences import Sentence
from schemas.values import Delivery

router = APIRouter()

_MINE: Final = "mine"
_NOT_MINE: Final = "not-mine"


async def _told(deps: PagesDependencies, token: LinkToken) -> Told | None:
    async with deps.pool.acquire() as connection:
        link = await links.by_token(connection, token)
        return await told_of(connection, link) if link else None


@router.api_route("/answer/{token}", methods=["GET", "HEAD"], include_in_schema=False)
async def look(
    request: Request, deps: Deps, token: Annotated[str, Path(max_length=200)]
) -> Response:
    """Whom it is for, what is asked, and a button."""
    return _page(request, await _told(deps, token), token)


def _page(request: Request, told: Told | None, token: str, error: str = "") -> Response:
    if told is None:
        return sorry(request, None, status=HTTPStatus.NOT_FOUND)
    if told.standing is Standing.OVER:
        return sorry(request, told)
    return page(
        request,
        "answering/open.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        title=told.asked.title,
        told=told,
        token=token,
        error=error,
        wrong=[Wrong(error, "#whose")] if error else [],
    )


@router.post("/answer")
async def open_link(
    request: Request,
    deps: Deps,
    token: Annotated[str, Form(max_length=200)] = "",
    whose: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Exchange the link for a cookie, once somebody has said that it is for them."""
    told = await _told(deps, token)
    if told is None or told.standing is Standing.OVER:
        return _page(request, told, token)
    if whose == _NOT_MINE:
        return page(
            request,
            "answering/sorry.html",
            title="Please tell us",
            sentence="This link is for somebody else, so nothing was opened. Reply to the email "
            "and tell us that it came to you, and delete it.",
        )
    if whose != _MINE:
        return _page(request, told, token, "Select whether this is for you")
    ref = told.link.ref
    before = cookie.shown(request.scope, cookie.of_link(ref))
    async with deps.pool.acquire() as connection, connection.transaction():
        # Opened again in another tab, it goes on in the first: what is typed there has its token.
        still = await link_sessions.find(connection, before) if before else None
        await links.opened(connection, ref, deps.now())
        goes_on = before if still and still.link.ref == ref else None
        secret = goes_on or await link_sessions.begin(connection, ref)
    await _prove_delivery(deps, told.link)
    answer = see(here_of(ref))
    cookie.give(request.scope, answer, cookie.of_link(ref), secret)
    return answer


async def _prove_delivery(deps: PagesDependencies, link: Link) -> None:
    """Whoever opens a link has the letter; where that is known already, nothing is recorded."""
    with suppress(Sentence):
        await deps.desk.submit(
            link.visit_id,
            DeliveryForm(letter=link.letter, status=Delivery.DELIVERED),
            actor=link.ref,
            update_id=f"{link.ref}-arrived",
        )
