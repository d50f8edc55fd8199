"""Finds the link that is open in a browser; who has signed in there is nothing to these pages."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.dependencies import PagesDependencies
from pages.session import cookie
from register import link_sessions


class FindsLink:
    """Sets `request.state.session` where a link is open.

    Args:
        app: What answers.
        below: How the addresses begin for which that matters.
    """

    def __init__(self, app: ASGIApp, *, below: str) -> None:
        self._app = app
        self._below = below

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and scope["path"].startswith(self._below):
            secret = cookie.shown(scope, cookie.LINK)
            if secret is not None:
                request = Request(scope)
                deps: PagesDependencies = request.app.state.deps
                async with deps.pool.acquire() as connection:
                    session = await link_sessions.find(connection, secret)
                if session is not None:
                    request.state.session = session
        await self._app(scope, receive, send)
