"""A span for each request of a door, where somebody asked for traces.

Its name is the method and the pattern of the route, never the path that was asked for: links of
people outside have their secret in it. Nothing of queries, headers, bodies or addresses is told.
The framework would tell all of that by itself if it found a provider of OpenTelemetry's; doors say
that it must not.
"""

from typing import TYPE_CHECKING, Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from activities.spans import Origin, is_origin, request, traced

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

NONE_BY_ITSELF: Final["TelemetryConfig"] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""For each application of FastAPI's."""

_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


class Traced:
    """Tells of each request.

    Args:
        app: What answers it.
        door: Which door it is.
        takes_part: Whether a request may say of which trace it is a part; elsewhere each begins
            its own.
    """

    def __init__(self, app: ASGIApp, door: str, *, takes_part: bool = False) -> None:
        self._app = app
        self._door = door
        self._takes_part = takes_part

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or not traced():
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        told = {"http.request.method": method, "visits.door": self._door}
        with request(method, told, self._origin(scope)) as span:

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.tell({"http.response.status_code": message["status"]})
                await send(message)

            try:
                await self._app(scope, receive, noting)
            finally:
                pattern = getattr(scope.get("route"), "path", None)
                if isinstance(pattern, str):
                    span.call(f"{method} {pattern}")
                    span.tell({"http.route": pattern})

    def _origin(self, scope: Scope) -> Origin | None:
        if not self._takes_part:
            return None
        text = Headers(scope=scope).get("traceparent", "")
        return text if is_origin(text) else None
