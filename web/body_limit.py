"""Reads no body that is larger than any may be, and waits for none that does not come."""

import asyncio
from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.limits import Limits
from web.problems import ProblemCode, document

LARGEST: Final = 200_000
"""Bytes of a body where a door says nothing else; a subscription with every list at its longest is
shorter."""

_CLOSE: Final = {"Connection": "close"}


class SmallBodies:
    """Has the whole body before anybody looks at it, or says that it is too large or too slow."""

    def __init__(self, app: ASGIApp, limits: Limits, largest: int = LARGEST) -> None:
        self._app = app
        self._largest = largest
        self._within = limits.header_within.total_seconds()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        told = Headers(scope=scope).get("content-length", "0")
        if not told.isdecimal() or int(told) > self._largest:
            await _too_large(self._largest)(scope, receive, send)
            return
        read: list[Message] = []
        try:
            async with asyncio.timeout(self._within):
                size = await _read(receive, read, self._largest)
        except TimeoutError:
            await _too_slow()(scope, receive, send)
            return
        if size > self._largest:
            await _too_large(self._largest)(scope, receive, send)
            return
        read.reverse()

        async def again() -> Message:
            return read.pop() if read else await receive()

        await self._app(scope, again, send)


async def _read(receive: Receive, read: list[Message], largest: int) -> int:
    """Read to the end of a body, or beyond the most that it may be; its length so far."""
    size = 0
    while True:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        if not message.get("more_body", False) or size > largest:
            return size


def _too_large(largest: int) -> JSONResponse:
    return document(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        ProblemCode.TOO_LARGE,
        f"The body of a request is at most {largest} bytes long.",
        headers=_CLOSE,
    )


def _too_slow() -> JSONResponse:
    return document(
        HTTPStatus.REQUEST_TIMEOUT,
        ProblemCode.TOO_SLOW,
        "The body of the request did not come in time.",
        headers=_CLOSE,
    )
