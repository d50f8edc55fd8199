"""Events that are posted to a consumer: proven to be the feed's, and taken once they are kept."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from aiohttp import web

from . import chain
from .event import FeedEvent

_SHARED = "whsec_"
_PUBLIC = "whpk_"
_TOLERANCE = 5 * 60  # seconds that clocks may differ, and a post be under way


class NotGenuine(Exception):
    """What was posted does not prove that it comes from the feed, or not just now."""


class Signatures:
    """Proves by the keys of a subscription that what was posted comes from the feed.

    Standard Webhooks: signed is `<webhook-id>.<webhook-timestamp>.<body>`, byte for byte; the
    header `webhook-signature` has one signature or several with spaces between, and one that is
    right is enough, so that keys can be replaced while events come.

    Args:
        keys: As they were shown: `whsec_…` is shared (`v1`, HMAC-SHA256); `whpk_…` is public
            (`v1a`, ed25519) and needs the package `cryptography`.
        tolerance: Seconds by which the time of a post may differ from ours.

    Raises:
        ValueError: One is no such key.
    """

    def __init__(self, keys: Sequence[str], *, tolerance: float = _TOLERANCE) -> None:
        if not keys:
            raise ValueError("name a key: without one nothing can be proven")
        self._checks = dict(map(_check_of, keys))
        self._tolerance = tolerance

    def prove(self, headers: Mapping[str, str], body: bytes) -> FeedEvent:
        """The event that was posted.

        Args:
            headers: Of the request; by any case of letters, as web frameworks have them.
            body: As it came: parsed and written anew it has other bytes.

        Raises:
            NotGenuine: It is not proven.
        """
        named = {name.lower(): value for name, value in headers.items()}
        try:
            identity, sent = named["webhook-id"], named["webhook-timestamp"]
            signatures = named["webhook-signature"].split()
        except KeyError as missing:
            raise NotGenuine(f"the header {missing} is missing") from None
        if not sent.isdecimal() or abs(time.time() - int(sent)) > self._tolerance:
            raise NotGenuine("it was not sent just now, by our clock")
        signed = f"{identity}.{sent}.".encode() + body
        if not any(self._is_by(signature, signed) for signature in signatures):
            raise NotGenuine("no signature is by a key of ours")
        event = json.loads(body)
        return FeedEvent(chain.canonical(event), event)

    def _is_by(self, signature: str, signed: bytes) -> bool:
        version, _, text = signature.partition(",")
        try:
            given = base64.b64decode(text, validate=True)
        except binascii.Error:
            return False
        return any(
            check(given, signed) for (kind, _), check in self._checks.items() if kind == version
        )


_Check = Callable[[bytes, bytes], bool]


def _check_of(key: str) -> tuple[tuple[str, str], _Check]:
    try:
        if key.startswith(_SHARED):
            return ("v1", key), _shared(base64.b64decode(key.removeprefix(_SHARED), validate=True))
        if key.startswith(_PUBLIC):
            return ("v1a", key), _public(base64.b64decode(key.removeprefix(_PUBLIC), validate=True))
    except binascii.Error:
        pass
    raise ValueError("a key begins with whsec_ or whpk_, and goes on in base64")


def _shared(key: bytes) -> _Check:
    def check(given: bytes, signed: bytes) -> bool:
        return hmac.compare_digest(given, hmac.digest(key, signed, hashlib.sha256))

    return check


def _public(key: bytes) -> _Check:
    # Only who has a key of this kind needs the package.
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as said
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415 - as said
        Ed25519PublicKey,
    )

    public = Ed25519PublicKey.from_public_bytes(key)

    def check(given: bytes, signed: bytes) -> bool:
        try:
            public.verify(given, signed)
        except InvalidSignature:
            return False
        return True

    return check


def receiver(
    signatures: Signatures,
    take: Callable[[FeedEvent], Awaitable[Any]],
    *,
    feed: str,
    path: str = "/hook",
) -> web.Application:
    """An application that takes events; run it with `aiohttp.web.run_app`, behind TLS.

    It answers the question that comes before the first event (CloudEvents' web hooks: whether
    events from that host are wanted), proves each post, and says that an event was taken only
    when `take` has come back. If `take` fails, the event comes again, later and later for three
    days; the events of its visit wait for it. So keep it first, by its id, and work on it after.

    Args:
        signatures: Of the subscription.
        take: Keeps an event. The same event may come again, with the same id.
        feed: The host of the feed, as it says in `WebHook-Request-Origin`.
        path: Where events are posted to.
    """

    async def asked(request: web.Request) -> web.Response:
        origin = request.headers.get("WebHook-Request-Origin", "")
        if origin.lower() != feed.lower():
            return web.Response(status=HTTPStatus.FORBIDDEN)
        return web.Response(
            status=HTTPStatus.NO_CONTENT, headers={"WebHook-Allowed-Origin": origin}
        )

    async def posted(request: web.Request) -> web.Response:
        try:
            event = signatures.prove(request.headers, await request.read())
        except NotGenuine as error:
            return web.Response(status=HTTPStatus.UNAUTHORIZED, text=f"{error}")
        await take(event)
        return web.Response(status=HTTPStatus.NO_CONTENT)

    application = web.Application()
    application.router.add_route("OPTIONS", path, asked)
    application.router.add_post(path, posted)
    return application
