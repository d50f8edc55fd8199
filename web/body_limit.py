"""Reads no body that is larger than any may be, and waits for none that does not come.

What could be read in two ways is refused here, before anybody reads it: JSON that says something
twice, of which readers would take the last; a body whose end is told in two ways, of which a proxy
may take the other and find a second request in it.
"""

import asyncio
from http import HTTPStatus
from typing import Final

from fastapi.responses import JSONResponse
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schemas.json_text import named_twice
from web.limits import Limits
from web.problems import ProblemCode, document

LARGEST: Final = 200_000
"""Bytes of a body where a door says nothing else; a subscription with every list at its longest is
shorter."""

_JSON: Final = (b"{", b"[")
"""How a body begins that is read as JSON, whatever its header says."""

_BEFORE: Final = b" \t\r\n\0\xef\xbb\xbf\xff\xfe"
"""What may come before that: blanks, and what stands there in UTF-16 or UTF-32, or marks the order
of bytes. Readers of JSON find out by it, and read such a body like any other."""

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
        headers = Headers(scope=scope)
        if (why := _unreadable(headers)) is not None:
            await _refused(why, _CLOSE)(scope, receive, send)
            return
        told = headers.get("content-length", "0")
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
        body = b"".join(message.get("body", b"") for message in read)
        if body.lstrip(_BEFORE)[:1] in _JSON and (name := named_twice(body)) is not None:
            await _refused(f"its body has “{name}” twice in one object. Which is meant?")(
                scope, receive, send
            )
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


def _unreadable(headers: Headers) -> str | None:
    """Why the body of a request is not read at all, if it is not."""
    in_pieces = "transfer-encoding" in headers
    if in_pieces and "content-length" in headers:
        return "it tells the length of its body both by Content-Length and by Transfer-Encoding."
    compressed = headers.get("content-encoding", "identity").strip().lower() != "identity"
    if compressed and (in_pieces or headers.get("content-length", "0") != "0"):
        return "its body is compressed, as Content-Encoding says. Send it as it is."
    return None


def _refused(why: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return document(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        ProblemCode.BAD_REQUEST,
        f"The request cannot be understood: {why}",
        headers=headers,
    )


def _too_slow() -> JSONResponse:
    return document(
        HTTPStatus.REQUEST_TIMEOUT,
        ProblemCode.TOO_SLOW,
        "The body of the request did not come in time.",
        headers=_CLOSE,
    )
