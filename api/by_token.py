"""Who asks: whoever's personal token a request shows. A browser's session opens nothing here."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from register import personal_tokens
from register.connection import Pool
from schemas.staff import Acting

_SCHEME = "bearer "


class FindsToken:
    """Sets `request.state.acting` by `Authorization: Bearer …`; by nothing else.

    Args:
        app: What answers.
        pool: The register.
    """

    def __init__(self, app: ASGIApp, pool: Pool) -> None:
        self._app = app
        self._pool = pool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["acting"] = await self._acting(Headers(scope=scope))
        await self._app(scope, receive, send)

    async def _acting(self, headers: Headers) -> Acting | None:
        shown = headers.get("authorization", "")
        if not shown.lower().startswith(_SCHEME):
            return None
        async with self._pool.acquire() as connection:
            return await personal_tokens.acting(connection, shown[len(_SCHEME) :].strip())
