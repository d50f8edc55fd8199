"""A form that is posted came from a page of ours, in the browser that posts it.

Two things tell: what browsers say of where a request comes from, and a token in the form that only
the session's own pages can have. The token is drawn anew for each page, so that nothing can be
learnt of it from how long compressed pages are.

Whoever signs in again because their session ended by itself still has pages of it in other tabs.
What they typed there is theirs, and is taken.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import FormData, Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.dependencies import PagesDependencies
from pages.rendering import page
from register import link_sessions, sessions
from register.hashed import hashed
from register.link_sessions import LinkSession
from register.sessions import Session
from schemas.sentences import Sentence

FIELD: Final = "csrf"
"""The form's field that has the token."""

MOST_FIELDS: Final = 4000
"""Of a form, with room for the answers to a visit's surveys; whoever reads it first counts them."""

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_SESSIONS: Final = (Session, LinkSession)
_OURS: Final = frozenset({"same-origin", "none"})


class ForeignForm(Sentence):
    """A form was posted that no page of this session had."""


def csrf_token(request: Request) -> str:
    """The token for a form on the page that is being made; empty where there is no session."""
    session = getattr(request.state, "session", None)
    if not isinstance(session, _SESSIONS):
        return ""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_keyed(hashed(session.secret), nonce)}"


async def require_csrf(request: Request) -> None:
    """Refuse a form without the token of the session that posts it.

    A request without a session has nothing that another page could make use of.

    Raises:
        ForeignForm: It has none, or another's.
    """
    session = getattr(request.state, "session", None)
    if request.method in SAFE or not isinstance(session, _SESSIONS):
        return
    sent = await request.form(max_fields=MOST_FIELDS)
    if had_by(session, sent):
        return
    if any(_had(key, sent) for key in await _earlier(request, session)):
        return
    raise _foreign()


async def _earlier(request: Request, session: Session | LinkSession) -> Sequence[bytes]:
    """What keyed the forms of earlier sessions of the same person that ended by themselves."""
    deps: PagesDependencies = request.app.state.deps
    async with deps.pool.acquire() as connection:
        if isinstance(session, LinkSession):
            return await link_sessions.lapsed_of(connection, session.link.ref)
        return await sessions.lapsed_of(connection, session.acting.ref)


def had_by(session: Session | LinkSession, sent: FormData) -> bool:
    """Whether a form that was posted was on a page of this session."""
    return _had(hashed(session.secret), sent)


def _had(key: bytes, sent: FormData) -> bool:
    token = sent.get(FIELD)
    nonce, _, keyed = token.partition(".") if isinstance(token, str) else ("", "", "")
    return bool(nonce) and hmac.compare_digest(keyed.encode(), _keyed(key, nonce).encode())


class FromOurPages:
    """Refuses what a page of somebody else's posts, whatever is in it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["method"] not in SAFE and _from_elsewhere(scope):
            response = refused(Request(scope), _foreign())
            await response(scope, receive, send)
            return
        await self._app(scope, receive, send)


def refused(request: Request, error: Exception) -> ASGIApp:
    """The page that says so."""
    return page(
        request,
        "failure.html",
        status=HTTPStatus.FORBIDDEN,
        title="That was not recorded",
        sentence=str(error),
    )


def _from_elsewhere(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in _OURS:
        return True
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _keyed(key: bytes, nonce: str) -> str:
    return hmac.new(key, f"form:{nonce}".encode(), hashlib.sha256).hexdigest()


def _foreign() -> ForeignForm:
    return ForeignForm(
        "Nothing was recorded: the form did not come from a page of your present session. Go back, "
        "load the page again, and send it from there."
    )
