"""One POST of one event, and what the consumer's server made of it."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from typing import NamedTuple

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver

from activities.deliveries.guard import (
    OwnResolver,
    RefusedAddress,
    UnusableAddress,
    guarded_socket,
    require_usable,
)
from activities.deliveries.signing import headers
from register.subscriptions import Secret
from rules.retries import parse_retry_after
from schemas.subscriptions import Answer

MEDIA_TYPE = "application/cloudevents+json"
PATIENCE = timedelta(seconds=20)
"""From the look-up to the end of the answer (Standard Webhooks: 15 to 30 s)."""

_ASK_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class Posted(NamedTuple):
    """How one attempt went.

    Attributes:
        answer: In a word.
        http_status: If there was an answer.
        retry_after: How long the consumer asked us to wait.
    """

    answer: Answer
    http_status: int | None = None
    retry_after: timedelta | None = None


class Posting:
    """Posts events; made by `open_posting`.

    Args:
        session: With a connector that guards what it connects to.
        private: Whether private addresses, and plain HTTP, are allowed.
    """

    def __init__(self, session: ClientSession, *, private: bool) -> None:
        self._session = session
        self._private = private

    async def post(self, url: str, event_id: str, body: str, keys: Sequence[Secret]) -> Posted:
        """Post one event once.

        The time in the signature is the real one even where the workflow's is virtual: the
        consumer compares it with its own clock.
        """
        signed = headers(event_id, body, keys, datetime.now(UTC))
        try:
            require_usable(url, private=self._private)
            async with self._session.post(
                url,
                data=body.encode(),
                headers={"content-type": MEDIA_TYPE, **signed},
                allow_redirects=False,
            ) as response:
                # The status is the whole answer: a body may be long, or slow, or never end.
                return _posted(response)
        except UnusableAddress:
            return Posted(Answer.REFUSED_ADDRESS)
        except TimeoutError:
            return Posted(Answer.TIMED_OUT)
        except ClientConnectorError as error:
            refused = isinstance(error.os_error, RefusedAddress)
            return Posted(Answer.REFUSED_ADDRESS if refused else Answer.UNREACHABLE)
        except (ClientError, OSError, ssl.SSLError, ValueError):
            return Posted(Answer.UNREACHABLE)


def _posted(response: ClientResponse) -> Posted:
    status = response.status
    if status in _ASK_LATER:
        asked = parse_retry_after(response.headers.get("Retry-After"), datetime.now(UTC))
        return Posted(Answer.BUSY, status, asked)
    match status // 100:
        case 2:
            return Posted(Answer.DELIVERED, status)
        case 3:
            return Posted(Answer.REDIRECTED, status)
        case 4 if status == HTTPStatus.GONE:
            return Posted(Answer.GONE, status)
        case 4:
            return Posted(Answer.CLIENT_ERROR, status)
        case 5:
            return Posted(Answer.SERVER_ERROR, status)
        case _:
            return Posted(Answer.OTHER_STATUS, status)


@asynccontextmanager
async def open_posting(
    *,
    private: bool,
    patience: timedelta = PATIENCE,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[Posting]:
    """What posts, for as long as the block lasts.

    Args:
        private: Whether private addresses, and plain HTTP, are allowed.
        patience: For one attempt as a whole.
        resolver: Looks names up; our own by default.
    """
    names = resolver or OwnResolver()
    connector = TCPConnector(
        resolver=names,
        socket_factory=None if private else guarded_socket,
        limit=0,  # delivery runs keep their own measure, and none may wait for another's
        force_close=True,  # a kept connection that the other side has closed looks like a failure
    )
    async with ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=patience.total_seconds()),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        headers={"user-agent": f"area-visits/{version('area-visits')}"},
    ) as session:
        try:
            yield Posting(session, private=private)
        finally:
            await names.close()
