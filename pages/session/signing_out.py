"""Signing out, here or everywhere, and what somebody sees of themselves."""

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from pages.dependencies import Deps, Register
from pages.rendering import page
from pages.session import cookie
from pages.signed_in import SignedIn
from register import sessions, staff
from register.sessions import Session
from schemas.staff import StaffRole

router = APIRouter()


@router.get("/account")
async def account(request: Request, acting: SignedIn, register: Register) -> Response:
    """Who somebody is here, and the ways out."""
    known = await staff.require(register, acting.ref)
    return page(
        request,
        "session/account.html",
        title="Your account",
        known=known,
        roles=[role.value.replace("-", " ") for role in StaffRole if role in acting.roles],
    )


@router.post("/sign-out")
async def sign_out(request: Request, deps: Deps) -> Response:
    """End this session."""
    session = getattr(request.state, "session", None)
    if isinstance(session, Session):
        async with deps.pool.acquire() as connection:
            await sessions.end(connection, session.secret)
    return _signed_out(request)


@router.post("/sign-out/everywhere")
async def sign_out_everywhere(request: Request, acting: SignedIn, deps: Deps) -> Response:
    """End every session and token of whoever asks."""
    async with deps.pool.acquire() as connection, connection.transaction():
        await sessions.end_everywhere(connection, acting.ref, acting.ref)
    return _signed_out(request)


@router.get("/signed-out")
async def signed_out(request: Request, deps: Deps) -> Response:
    """That it is done; an identity provider may still know them."""
    provider = deps.provider
    leave = await provider.sign_out_address() if provider is not None else None
    return page(request, "session/signed_out.html", title="You are signed out", leave=leave)


def _signed_out(request: Request) -> Response:
    response = RedirectResponse("/signed-out", HTTPStatus.SEE_OTHER)
    cookie.take_back(request.scope, response, cookie.SESSION)
    return response
