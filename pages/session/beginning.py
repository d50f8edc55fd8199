"""Begins a session in a browser: always with a new id, whatever it showed before."""

from http import HTTPStatus

from fastapi import Request
from fastapi.responses import RedirectResponse

from pages.session import cookie
from pages.session.next_path import safe_path
from register import sessions
from register.connection import Connection
from register.sessions import Session
from schemas.ids import ActorRef


async def begin_session(
    request: Request,
    connection: Connection,
    ref: ActorRef,
    *,
    then: str | None,
    provider_sid: str | None = None,
) -> RedirectResponse:
    """Sign somebody in, and send them on.

    Args:
        request: In which they were found to be who they are.
        connection: In a transaction.
        ref: Who they are.
        then: The path they wanted.
        provider_sid: The session that their identity provider has.
    """
    await sessions.forget_old(connection)
    before = getattr(request.state, "session", None)
    if isinstance(before, Session):
        await sessions.end(connection, before.secret)
    secret = await sessions.begin(connection, ref, provider_sid=provider_sid)
    response = RedirectResponse(safe_path(then), HTTPStatus.SEE_OTHER)
    cookie.give(request.scope, response, cookie.SESSION, secret)
    return response
