"""Where GOV.UK Notify calls back: it tells what became of a letter, and is told nothing.

A callback is known by its bearer token alone, and is taken at most once: Notify repeats one that it
has no answer to. What is told of a letter that is none of ours is answered like any other, so that
nobody learns which references there are.
"""

import hmac
from hashlib import sha256
from http import HTTPStatus
from typing import Final

import structlog
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from desk.mail_statuses import StatusReader
from register.connection import LOST, Pool
from schemas.notify import StatusTold
from web.body_limit import SmallBodies
from web.headers import UsualHeaders
from web.limits import Limits

_log = structlog.get_logger(__name__)

_LARGEST: Final = 10_000  # bytes; a callback has some four hundred
_BEARER: Final = "Bearer "


def create_notify_callbacks(pool: Pool, token: bytes, *, limits: Limits | None = None) -> Starlette:
    """The application: `POST /status`.

    Args:
        pool: The register.
        token: The SHA-256 of the bearer token that Notify was given.
        limits: How much of it one client may take up.
    """
    reader = StatusReader(pool)

    async def status(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not given.startswith(_BEARER) or not hmac.compare_digest(
            sha256(given.removeprefix(_BEARER).encode()).digest(), token
        ):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        try:
            told = StatusTold.model_validate_json(await request.body())
        except ValidationError:
            # Of a text message, a letter on paper, or of a reference that is none of ours.
            _log.info("callback_not_understood")
            return Response(status_code=HTTPStatus.NO_CONTENT)
        try:
            kind = await reader.take_in(told)
        except LOST:
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)  # it calls again
        if kind is not None:
            _log.info("mail_read", kind=kind.value)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return Starlette(
        routes=[Route("/status", status, methods=["POST"])],
        middleware=[
            Middleware(UsualHeaders),
            Middleware(SmallBodies, limits=limits or Limits(), largest=_LARGEST),
        ],
    )
