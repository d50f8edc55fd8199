"""Finds the link that is open in a browser; who has signed in there is nothing to these pages.

Which link a page is of stands in its address, by what events call it: several may be open at once,
each in a tab of its own.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.dependencies import PagesDependencies
from pages.session import cookie
from register import link_sessions
from schemas.ids import ActorRef


class FindsLink:
    """Sets `request.state.session` where a link is open.

    Args:
        app: What answers.
        of_whom: The link that an address is of; `None` if of none.
    """

    def __init__(self, app: ASGIApp, *, of_whom: Callable[[str], ActorRef | None]) -> None:
        self._app = app
        self._of_whom = of_whom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        ref = self._of_whom(scope["path"]) if scope["type"] == "http" else None
        if ref is not None:
            secret = cookie.shown(scope, cookie.of_link(ref))
            if secret is not None:
                request = Request(scope)
                deps: PagesDependencies = request.app.state.deps
                async with deps.pool.acquire() as connection:
                    session = await link_sessions.find(connection, secret)
                if session is not None and session.link.ref == ref:
                    request.state.session = session
        await self._app(scope, receive, send)
