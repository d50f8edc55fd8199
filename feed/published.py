"""Where the feed is published: the address that consumers use, which may have a path."""

import time
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from register import publication
from register.connection import LOST, Pool

_LOOK_AGAIN = 1.0  # seconds; it changes once in years, by `visits migrate`


class PublicAddress:
    """The address, looked up again when it is a second old.

    Args:
        pool: The register.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._known = ""
        self._looked = -_LOOK_AGAIN

    async def get(self) -> str:
        """The address without a slash at its end; the last one known while the register is away."""
        if time.monotonic() - self._looked >= _LOOK_AGAIN:
            self._looked = time.monotonic()
            try:
                async with self._pool.acquire() as connection:
                    self._known = await publication.address(connection)
            except LOST:
                pass  # whoever needs the register says so
        return self._known


class BelowItsPath:
    """Serves the feed below the path of its public address, and at the root.

    A proxy may take the path off or leave it on; what we answer with leads below it either way.
    Nobody has said where it is published: it is below the path at which another application has it.
    """

    def __init__(self, app: ASGIApp, address: PublicAddress) -> None:
        self._app = app
        self._address = address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            published = urlsplit(await self._address.get()).path
            scope["root_path"] = published or scope.get("root_path", "")
        await self._app(scope, receive, send)
