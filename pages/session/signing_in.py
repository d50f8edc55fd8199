"""Signing in: by an address that works once, or by an identity provider."""

from http import HTTPStatus
from typing import Annotated, Final
from urllib.parse import quote, unquote

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import Response

from activities.happenings import SignInRefused, Way, tell
from pages.dependencies import Deps
from pages.rendering import page
from pages.session import cookie
from pages.session.beginning import begin_session
from pages.session.next_path import safe_path
from register import one_time
from register.one_time import OneTimeUsed

router = APIRouter()

_REMEMBERED: Final = 3600  # seconds, in which an address is got and used


@router.get("/sign-in")
async def sign_in(
    request: Request,
    deps: Deps,
    next_: Annotated[str, Query(alias="next")] = "/",
    *,
    kept: bool = False,
) -> Response:
    """How to sign in here, and what was kept for whoever has to do so again."""
    then = safe_path(next_)
    answer = page(
        request,
        "session/sign_in.html",
        title="Sign in",
        then=then,
        kept=kept,
        provider=deps.provider is not None,
    )
    # The address that works once comes from elsewhere, and knows nothing of what was asked for.
    if then != "/":
        cookie.give(request.scope, answer, cookie.NEXT, quote(then), seconds=_REMEMBERED)
    elif cookie.shown(request.scope, cookie.NEXT):
        cookie.take_back(request.scope, answer, cookie.NEXT)
    return answer


@router.get("/sign-in/once/{secret}")
async def look_at_address(request: Request, secret: str) -> Response:
    """A button, and nothing else: what fetches addresses before people do changes nothing."""
    return page(request, "session/once.html", title="Sign in", secret=secret)


@router.post("/sign-in/once")
async def use_address(
    request: Request, deps: Deps, secret: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Sign in by an address that works once."""
    async with deps.pool.acquire() as connection, connection.transaction():
        try:
            ref = await one_time.use(connection, secret)
        except OneTimeUsed as error:
            tell(SignInRefused(Way.ADDRESS))
            return page(
                request,
                "failure.html",
                status=HTTPStatus.GONE,
                title="You are not signed in",
                sentence=str(error),
            )
        wanted = cookie.shown(request.scope, cookie.NEXT)
        answer = await begin_session(request, connection, ref, then=unquote(wanted or "/"))
    if wanted is not None:
        cookie.take_back(request.scope, answer, cookie.NEXT)
    return answer
