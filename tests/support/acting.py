"""Somebody who has signed in, for tests that are not about how."""

from starlette.types import ASGIApp, Receive, Scope, Send

from schemas.staff import Acting, StaffRole

COORDINATOR = Acting(ref="coordinator", roles=frozenset({StaffRole.COORDINATOR}))


class SignedInAs:
    """Lets an application believe that somebody has signed in.

    Args:
        app: The application.
        acting: Who; nobody if `None`. Whoever holds this may change it.
    """

    def __init__(self, app: ASGIApp, acting: Acting | None = COORDINATOR) -> None:
        self._app = app
        self.acting = acting

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and self.acting is not None:
            scope.setdefault("state", {})["acting"] = self.acting
        await self._app(scope, receive, send)
