"""Finds who asks, at each request: roles that were taken away are gone with the next page."""

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.dependencies import PagesDependencies
from pages.session import cookie
from register import sessions


class FindsSession:
    """Sets `session`, `acting` and `name` of `request.state` where somebody has signed in."""

    def __init__(self, app: ASGIApp, *, without: tuple[str, ...]) -> None:
        """Take what answers.

        Args:
            app: That.
            without: How addresses begin that are no matter of whoever has signed in.
        """
        self._app = app
        self._without = without

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not scope["path"].startswith(self._without):
            secret = cookie.shown(scope, cookie.SESSION)
            if secret is not None:
                request = Request(scope)
                deps: PagesDependencies = request.app.state.deps
                async with deps.pool.acquire() as connection:
                    session = await sessions.find(connection, secret)
                if session is not None:
                    request.state.session = session
                    request.state.acting = session.acting
                    request.state.name = session.name
        await self._app(scope, receive, send)
