"""Signing in by an identity provider, and being signed out by it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Query, Request
from fastapi.responses import RedirectResponse, Response

from activities.happenings import SignInRefused, Way, tell
from desk.identity import IdentityUnavailable, NobodyHere, NotIdentified, Provider, sign_in
from pages.dependencies import Deps, PagesDependencies
from pages.rendering import page
from pages.session import cookie
from pages.session.beginning import begin_session
from pages.session.next_path import safe_path
from register import sessions, sign_in_attempts
from register.hashed import hashed, new_secret

router = APIRouter()

_TROUBLE = (IdentityUnavailable, NobodyHere, NotIdentified)


@router.get("/sign-in/begin")
async def begin(
    request: Request, deps: Deps, next_: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Send the browser to the provider."""
    provider = _provider(deps)
    browser = cookie.shown(request.scope, cookie.BROWSER) or new_secret()
    async with deps.pool.acquire() as connection:
        state, attempt = await sign_in_attempts.begin(connection, browser, safe_path(next_))
    try:
        address = await provider.address_to_sign_in(state, attempt.nonce, attempt.verifier)
    except IdentityUnavailable as error:
        return _refused(request, error)
    response = RedirectResponse(address, HTTPStatus.SEE_OTHER)
    cookie.give(
        request.scope,
        response,
        cookie.BROWSER,
        browser,
        seconds=int(sign_in_attempts.GOOD_FOR.total_seconds()),
    )
    return response


@router.get("/sign-in/back")
async def back(
    request: Request,
    deps: Deps,
    state: Annotated[str, Query(max_length=200)] = "",
    code: Annotated[str, Query(max_length=4000)] = "",
) -> Response:
    """Take in who has come back."""
    provider = _provider(deps)
    browser = cookie.shown(request.scope, cookie.BROWSER) or ""
    async with deps.pool.acquire() as connection:
        attempt = await sign_in_attempts.end(connection, browser, state)
    if attempt is None or not code:
        return _refused(
            request,
            NotIdentified(
                "You are not signed in: this sign-in was ended already, refused, or begun in "
                "another browser. Begin again."
            ),
        )
    try:
        known_as = await provider.who_came_back(code, attempt.nonce, attempt.verifier)
        async with deps.pool.acquire() as connection, connection.transaction():
            ref = await sign_in(connection, known_as)
            return await begin_session(
                request,
                connection,
                ref,
                then=attempt.next_path,
                provider_sid=known_as.sid or "",
            )
    except _TROUBLE as error:
        return _refused(request, error)


@router.post("/sign-in/ended-by-provider")
async def ended_by_provider(
    deps: Deps, logout_token: Annotated[str, Form(max_length=10_000)] = ""
) -> Response:
    """Back-channel logout: end what the provider says is over."""
    provider = _provider(deps)
    try:
        sid, subject = await provider.who_left(logout_token)
    except (NotIdentified, IdentityUnavailable):
        return Response(status_code=HTTPStatus.BAD_REQUEST)
    async with deps.pool.acquire() as connection, connection.transaction():
        taken = await sessions.take_statement(connection, hashed(logout_token))
        if taken:
            issuer = provider.settings.issuer
            await sessions.end_of_provider(connection, sid=sid, issuer=issuer, subject=subject)
    return Response(status_code=HTTPStatus.OK if taken else HTTPStatus.BAD_REQUEST)


def _provider(deps: PagesDependencies) -> Provider:
    if deps.provider is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return deps.provider


def _refused(request: Request, error: Exception) -> Response:
    tell(SignInRefused(Way.PROVIDER))
    return page(
        request,
        "failure.html",
        status=HTTPStatus.FORBIDDEN,
        title="You are not signed in",
        sentence=str(error),
    )
