"""What may be done at an address: HEAD wherever there is GET, OPTIONS everywhere, `Allow` whole."""

import asyncio
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OF_FILES: Final = "GET, HEAD"


def allowed(routes: Iterable[BaseRoute], scope: Scope) -> str:
    """What may be done at the address of a request, as the header `Allow` tells it.

    Args:
        routes: All there are.
        scope: Of the request.

    Returns:
        Nothing where there is nothing at that address.
    """
    methods: set[str] = set()
    for route in routes:
        if isinstance(route, Route) and route.matches(scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    if methods:
        methods.add("OPTIONS")
    if "GET" in methods:
        methods.add("HEAD")
    return ", ".join(sorted(methods))


class Methods:
    """Answers HEAD as GET without its body, and OPTIONS with what may be done.

    A HEAD does all that the GET does. So one of a note is recorded as a reading: that a copy is
    still the note is told, as by an answer of 304.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["method"] == "HEAD":
            await self._head({**scope, "method": "GET"}, receive, send)
        elif scope["method"] == "OPTIONS" and (allow := allowed(self._routes, scope)):
            answer = Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": allow})
            await answer(scope, receive, send)
        else:
            await self._other(scope, receive, send)

    async def _other(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_all_methods(message: Message) -> None:
            if message.get("status") == HTTPStatus.METHOD_NOT_ALLOWED:
                # The framework tells the methods of the first route alone, or those of files.
                MutableHeaders(scope=message)["Allow"] = allowed(self._routes, scope) or _OF_FILES
            await send(message)

        await self._app(scope, receive, with_all_methods)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        answered = asyncio.Event()

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.start":
                await send(message)
            elif not answered.is_set():
                answered.set()
                await send({"type": "http.response.body", "body": b"", "more_body": False})

        async def until_answered() -> Message:
            """A stream ends when its consumer leaves; of its head nobody wants more."""
            if answered.is_set():
                return {"type": "http.disconnect"}
            return await receive()

        await self._app(scope, until_answered, without_body)
