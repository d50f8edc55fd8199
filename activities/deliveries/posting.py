"""One POST of one event, or the question before the first: what the consumer's server says."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from importlib.metadata import version
from typing import NamedTuple

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientOSError,
    ClientResponse,
    ClientSession,
    ClientSSLError,
    ClientTimeout,
    DummyCookieJar,
    ServerDisconnectedError,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver

from activities.deliveries.guard import (
    OwnResolver,
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

_KEPT = 15.0  # seconds that a connection is kept for the next event
_BODY = 16_384  # bytes of an answer that are read for the connection's sake
_BODY_WITHIN = 0.5  # seconds, likewise
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

    async def prove(self, url: str, origin: str) -> Posted:
        """Ask an address whether it wants events, before any is posted to it.

        This is the handshake of CloudEvents' web hooks (HTTP 1.1 Web Hooks for Event Delivery,
        4.1): whoever gives us an address must be able to have it answer, so that we cannot be had
        to post to somebody who knows nothing of it.

        Args:
            url: Where a consumer wants events to be posted to.
            origin: The host at which this feed is published.

        Returns:
            `delivered` where it says that it wants events from that host.
        """
        named = {"webhook-request-origin": origin}

        def judge(response: ClientResponse) -> Posted:
            posted = _posted(response)
            # 501 is how a server of few words says that it knows no such question: it is not down.
            unknown = posted.http_status == HTTPStatus.NOT_IMPLEMENTED
            if posted.answer is Answer.CLIENT_ERROR or unknown:
                return Posted(Answer.UNPROVEN, posted.http_status)
            if posted.answer is Answer.DELIVERED and not _allows(response, origin):
                return Posted(Answer.UNPROVEN, posted.http_status)
            return posted

        return await self._ask("OPTIONS", url, named, None, judge)

    async def post(self, url: str, event_id: str, body: str, keys: Sequence[Secret]) -> Posted:
        """Post one event once.

        The time in the signature is the real one even where the workflow's is virtual: the
        consumer compares it with its own clock.
        """
        signed = headers(event_id, body, keys, datetime.now(UTC))
        named = {"content-type": MEDIA_TYPE, **signed}
        return await self._ask("POST", url, named, body.encode(), _posted)

    async def _ask(
        self,
        method: str,
        url: str,
        named: Mapping[str, str],
        body: bytes | None,
        judge: Callable[[ClientResponse], Posted],
    ) -> Posted:
        try:
            require_usable(url, private=self._private)
            async with asyncio.timeout(self._session.timeout.total):
                try:
                    return await self._once(method, url, named, body, judge)
                except (ServerDisconnectedError, ClientOSError) as error:
                    if isinstance(error, ClientConnectorError):
                        raise
                    # The connection was kept, and the other side closed it just then. It may have
                    # taken the event all the same: a repeat has the same id.
                    return await self._once(method, url, named, body, judge)
        except UnusableAddress:
            return Posted(Answer.REFUSED_ADDRESS)
        except TimeoutError:
            return Posted(Answer.TIMED_OUT)
        except ClientSSLError:
            return Posted(Answer.BAD_CERTIFICATE)
        except (ClientError, OSError, ssl.SSLError, ValueError):
            # A name that leads into a private network looks like one that leads nowhere: whoever
            # gave it to us is not to learn from us what is in there.
            return Posted(Answer.UNREACHABLE)

    async def _once(
        self,
        method: str,
        url: str,
        named: Mapping[str, str],
        body: bytes | None,
        judge: Callable[[ClientResponse], Posted],
    ) -> Posted:
        async with self._session.request(
            method, url, data=body, headers=named, allow_redirects=False
        ) as response:
            judged = judge(response)
            await _finish(response)
            return judged


async def _finish(response: ClientResponse) -> None:
    """Take what little an answer says, so that its connection can be kept.

    The status is the whole answer: a body may be long, or slow, or never end, and then the
    connection ends instead.
    """
    with suppress(TimeoutError, ClientError):
        async with asyncio.timeout(_BODY_WITHIN):
            await response.content.read(_BODY)


def _allows(response: ClientResponse, origin: str) -> bool:
    allowed = response.headers.get("WebHook-Allowed-Origin", "").strip().lower()
    return allowed in {"*", origin.lower()}


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
    trust: ssl.SSLContext | None = None,
) -> AsyncIterator[Posting]:
    """What posts, for as long as the block lasts.

    Args:
        private: Whether private addresses, and plain HTTP, are allowed.
        patience: For one attempt as a whole.
        resolver: Looks names up; our own by default.
        trust: Whose certificates are believed; those whom the system believes by default.
    """
    names = resolver or OwnResolver()
    connector = TCPConnector(
        resolver=names,
        ssl=trust or True,
        socket_factory=None if private else guarded_socket,
        limit=0,  # delivery runs keep their own measure, and none may wait for another's
        keepalive_timeout=_KEPT,
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
