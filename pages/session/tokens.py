"""A personal token, made by whoever has signed in and shown to them once."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from pages.dates import moment
from pages.dependencies import Deps
from pages.rendering import page
from pages.signed_in import SignedIn
from register import personal_tokens

router = APIRouter()


@router.post("/account/token")
async def make_token(request: Request, acting: SignedIn, deps: Deps) -> Response:
    """Make one: it is on this page, and nowhere else afterwards."""
    async with deps.pool.acquire() as connection, connection.transaction():
        token = await personal_tokens.make(connection, acting.ref, acting.ref)
    return page(
        request,
        "session/token.html",
        title="Your personal token",
        secret=token.secret,
        until=moment(token.expires_at),
    )
