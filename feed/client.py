"""A client for systems that follow the feed: an async iterator that resumes by itself.

    position = FilePosition(Path("position"))
    async for event in follow("https://visits.example", token, position=position):
        store(event.id, event.data)      # by id: what comes again is the same event

It reads pages with a long poll, so it is current within milliseconds. Whatever breaks (the
network, the server, a proxy) it comes back to where it was. A position is saved only when the
body of the loop is done with its event, so after a crash an event may come again, and none is
missed; a gap in the log is an error and never passed over.

Needs nothing of the server's: the standard library, aiohttp and `rules.chain`.
"""

import asyncio
import json
import os
import random
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from rules import chain

_FIRST_WAIT = 0.2  # seconds before the second attempt; doubled for each further one
_LONGEST_WAIT = 30.0
_LONG_POLL = 25.0  # seconds, less than proxies are patient
_SLACK = 10.0  # seconds that an answer may be late

_COME_BACK = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


class FeedRefused(Exception):
    """The feed will not answer this request, however often it is asked.

    Attributes:
        status: The HTTP status.
    """

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class GapInLog(Exception):
    """The feed gave a position that does not follow the one before; nothing after it was used."""


class NotWhole(Exception):
    """Something of the event is withheld, so no digest of the log can be made with it."""


class Position(Protocol):
    """Where a consumer keeps how far it has come."""

    async def load(self) -> int:
        """The last position that was dealt with; 0 at first."""

    async def save(self, position: int) -> None:
        """Everything up to this position has been dealt with."""


@dataclass(frozen=True)
class FilePosition:
    """A position in a small file of its own, replaced whole.

    Attributes:
        path: The file; it is made at the first event.
    """

    path: Path

    async def load(self) -> int:
        """The position in the file; 0 where there is none."""
        try:
            return int(await asyncio.to_thread(self.path.read_text))
        except FileNotFoundError:
            return 0

    async def save(self, position: int) -> None:
        """Replace the file."""
        await asyncio.to_thread(self._replace, position)

    def _replace(self, position: int) -> None:
        fresh = self.path.with_name(f".{self.path.name}.new")
        with fresh.open("w") as file:
            file.write(f"{position}\n")
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)


@dataclass(frozen=True)
class FeedEvent:
    """One event.

    Attributes:
        text: Its bytes, as canonical JSON: those that were published, unless something is
            withheld, and the same whenever it comes to a token of these scopes.
        attributes: The CloudEvent, `data` included.
    """

    text: str
    attributes: dict[str, Any]

    @property
    def id(self) -> str:
        """Names it once for all: store by this."""
        return str(self.attributes["id"])

    @property
    def type(self) -> str:
        """Such as `visit.invited.v1`."""
        return str(self.attributes["type"])

    @property
    def position(self) -> int:
        """Its place in the log of all streams."""
        return int(self.attributes["position"])

    @property
    def visit(self) -> str:
        """The visit it is about; events of one visit come in order."""
        return str(self.attributes["partitionkey"])

    @property
    def data(self) -> dict[str, Any]:
        """What happened, as the schema of the type says."""
        return dict(self.attributes["data"])

    @property
    def withheld(self) -> tuple[str, ...]:
        """Fields of `data` that this token may not see: that they are missing says nothing."""
        return tuple(filter(None, str(self.attributes.get("withheld", "")).split(",")))


class RunningDigest:
    """The digest over a copy of the log, kept as events come; see `matches`.

    It takes whole events, which a token with the scopes `feed` and `personal` is given. A copy made
    without the second has no gap in its positions, and no digest.

    Args:
        digest: What an earlier run came to, in hexadecimal.
        position: The last position it covers.
    """

    def __init__(self, digest: str = chain.START.hex(), position: int = 0) -> None:
        self._digest = bytes.fromhex(digest)
        self.position = position

    @property
    def digest(self) -> str:
        """In hexadecimal."""
        return self._digest.hex()

    def add(self, event: FeedEvent) -> None:
        """Take in the next event of the whole log.

        Raises:
            GapInLog: It does not follow.
            NotWhole: Something of it is withheld.
        """
        if event.withheld:
            raise NotWhole(
                f"Of position {event.position} {', '.join(event.withheld)} is withheld. Digests "
                "are of whole events, so this copy cannot be proven: that takes one made with a "
                "token that has the scope “personal”."
            )
        if event.position != self.position + 1:
            raise GapInLog(f"position {event.position} does not follow {self.position}")
        self._digest = chain.link(self._digest, event.text)
        self.position = event.position

    async def matches(self, address: str, token: str) -> bool:
        """Whether the feed has the same log up to here.

        Raises:
            FeedRefused: The feed has no such position, or the token does not open its digests:
                that takes the scope `personal`.
            aiohttp.ClientError: The feed cannot be reached.
        """
        async with (
            aiohttp.ClientSession(headers=_with(token)) as session,
            session.get(f"{address}/events/digests/{self.position}") as answer,
        ):
            await _raise_for(answer)
            told = await answer.json()
        return bool(told["digest"] == self.digest)


async def follow(  # noqa: PLR0913 - one for each thing a consumer may choose
    address: str,
    token: str,
    *,
    position: Position,
    types: Sequence[str] = (),
    visits: Sequence[str] = (),
    programmes: Sequence[str] = (),
    at_once: int = 500,
) -> AsyncGenerator[FeedEvent, None]:
    """Follow the feed for ever.

    Args:
        address: Of the feed, without a path.
        token: With the scope `feed`; without `personal` events come with something withheld.
        position: Where the position is kept.
        types: Only these types.
        visits: Only about these visits.
        programmes: Only of these programmes.
        at_once: Events asked for in one request.

    Raises:
        FeedRefused: The request cannot be answered: a bad token, filter or position.
        GapInLog: Positions were missing.
    """
    chosen = [
        *(("type", name) for name in types),
        *(("visit", name) for name in visits),
        *(("programme", name) for name in programmes),
    ]
    after = await position.load()
    patience = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=_LONG_POLL + _SLACK)
    async with aiohttp.ClientSession(headers=_with(token), timeout=patience) as session:
        while True:
            query = [
                ("after", f"{after}"),
                ("limit", f"{at_once}"),
                ("timeout", f"{_LONG_POLL}"),
                *chosen,
            ]
            events, looked_at = await _page(session, f"{address}/events", query)
            for event in events:
                if event.position <= after or (not chosen and event.position != after + 1):
                    raise GapInLog(f"position {event.position} does not follow {after}")
                yield event
                after = event.position
                await position.save(after)
            if looked_at > after:
                if not chosen:
                    raise GapInLog(f"nothing was sent between {after} and {looked_at}")
                after = looked_at
                await position.save(after)


async def _page(
    session: aiohttp.ClientSession, address: str, query: list[tuple[str, str]]
) -> tuple[list[FeedEvent], int]:
    """One page, however often it has to be asked for."""
    failures = 0
    while True:
        try:
            async with session.get(address, params=query) as answer:
                asked_to_wait = _retry_after(answer)
                if not _is_passing(answer.status):
                    await _raise_for(answer)
                    batch = json.loads(await answer.text())
                    events = [FeedEvent(chain.canonical(event), event) for event in batch]
                    return events, int(answer.headers["Feed-Position"])
        except (aiohttp.ClientError, OSError, ValueError):
            asked_to_wait = 0.0
        # With jitter, so that consumers who lost the server together do not come back together.
        wait = min(_FIRST_WAIT * 2**failures, _LONGEST_WAIT) * random.uniform(0.5, 1)  # noqa: S311
        await asyncio.sleep(max(wait, asked_to_wait))
        failures = min(failures + 1, 10)


def _is_passing(status: int) -> bool:
    return status in _COME_BACK or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _retry_after(answer: aiohttp.ClientResponse) -> float:
    told = answer.headers.get("Retry-After", "")
    return min(float(told), _LONGEST_WAIT) if told.isdecimal() else 0.0


async def _raise_for(answer: aiohttp.ClientResponse) -> None:
    if answer.status == HTTPStatus.OK:
        return
    try:
        detail = str((await answer.json(content_type=None))["detail"])
    except (ValueError, KeyError, TypeError):
        detail = f"The feed answered {answer.status}."
    raise FeedRefused(answer.status, detail)


def _with(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
