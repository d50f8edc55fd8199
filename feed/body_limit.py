"""Reads no body that is larger than anything that may be asked."""

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from feed.problems import ProblemCode, document

LARGEST: Final = 200_000
"""Bytes of a body; a subscription with every list at its longest is shorter."""


class _TooMuch(Exception):
    """A body whose length was not told is longer than any may be."""


class SmallBodies:
    """Answers a body that says it is too large, and stops reading one that does not say so.

    The second is then a body that cannot be understood.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > LARGEST:
            refused = document(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                ProblemCode.TOO_LARGE,
                f"The body of a request is at most {LARGEST} bytes long.",
                headers={"Connection": "close"},
            )
            await refused(scope, receive, send)
            return
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > LARGEST:
                raise _TooMuch
            return message

        await self._app(scope, counting, send)
