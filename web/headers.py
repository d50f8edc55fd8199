"""Headers that every answer has, unless it says otherwise."""

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_USUAL: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class UsualHeaders:
    """Nothing is kept by anybody on the way, and nothing is taken for what it does not say it is.

    What is open to all and may be kept says so itself.

    Args:
        app: What answers.
        more: What a door says besides.
    """

    def __init__(self, app: ASGIApp, more: Mapping[str, str] | None = None) -> None:
        self._app = app
        self._headers = {**_USUAL, **(more or {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers)
