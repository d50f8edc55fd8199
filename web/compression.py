"""Packs what is answered, for whoever takes it packed."""

from typing import Final

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware.gzip import (
    DEFAULT_EXCLUDED_CONTENT_TYPES,
    GZipMiddleware,
    IdentityResponder,
)
from starlette.types import Receive, Scope, Send

_LEVEL: Final = 5
_PACKED: Final = frozenset({"gzip", "x-gzip"})


class Compressed(GZipMiddleware):
    """Gzip, except for whoever says that they do not take it: `gzip;q=0` (RFC 9110, 12.5.3).

    Starlette's own looks for the word alone.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http" and not _takes_gzip(Headers(scope=scope)):
            plain = IdentityResponder(
                self.app, self.minimum_size, exclude_content_types=self.exclude_content_types
            )
            await plain(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


def compressed(app: FastAPI, *, but: tuple[str, ...] = ()) -> None:
    """Have an application pack what it answers.

    Args:
        app: Which.
        but: The media types that are not, besides those that are packed already.
    """
    app.add_middleware(
        Compressed,
        compresslevel=_LEVEL,
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, *but),
    )


def _takes_gzip(headers: Headers) -> bool:
    asked = ",".join(headers.getlist("accept-encoding")).lower()
    weights = (_weighed(part) for part in asked.split(",") if part.strip())
    return any(weight > 0 for name, weight in weights if name in _PACKED)


def _weighed(part: str) -> tuple[str, float]:
    """A coding and how welcome it is; one whose weight cannot be read is not."""
    name, _, parameter = part.partition(";")
    key, _, weight = parameter.strip().partition("=")
    if not parameter.strip():
        return name.strip(), 1.0
    try:
        return name.strip(), float(weight) if key.strip() == "q" else 1.0
    except ValueError:
        return name.strip(), 0.0
