"""The feed as an async iterator that resumes by itself."""

import asyncio
import json
import random
from collections.abc import AsyncGenerator, Sequence
from http import HTTPStatus

import aiohttp

from . import chain
from .asking import GapInLog, NotTrusted, Trust, bearer, raise_for
from .event import FeedEvent
from .position import Position

_FIRST_WAIT = 0.2  # seconds before the second attempt; doubled for each further one
_LONGEST_WAIT = 30.0
_LONG_POLL = 25.0  # seconds, less than proxies are patient
_SLACK = 10.0  # seconds that an answer may be late

_COME_BACK = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


async def follow(  # noqa: PLR0913 - one for each thing a consumer may choose
    address: str,
    token: str,
    *,
    position: Position,
    types: Sequence[str] = (),
    visits: Sequence[str] = (),
    programmes: Sequence[str] = (),
    at_once: int = 500,
    trust: Trust = True,
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
        trust: Whose certificates are believed: `ssl.create_default_context(cafile=…)` for a
            certificate authority of one's own.

    Raises:
        FeedRefused: The request cannot be answered: a bad token, filter or position.
        NotTrusted: The first answer came with a certificate that is not believed.
        GapInLog: Positions were missing.
    """
    chosen = [
        *(("type", name) for name in types),
        *(("visit", name) for name in visits),
        *(("programme", name) for name in programmes),
    ]
    after = await position.load()
    met = False
    patience = aiohttp.ClientTimeout(total=None, sock_connect=10, sock_read=_LONG_POLL + _SLACK)
    async with aiohttp.ClientSession(headers=bearer(token), timeout=patience) as session:
        while True:
            query = [
                ("after", f"{after}"),
                ("limit", f"{at_once}"),
                ("timeout", f"{_LONG_POLL}"),
                *chosen,
            ]
            events, looked_at = await _page(session, f"{address}/events", query, trust, met=met)
            met = True
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
    session: aiohttp.ClientSession,
    address: str,
    query: list[tuple[str, str]],
    trust: Trust,
    *,
    met: bool,
) -> tuple[list[FeedEvent], int]:
    """One page, however often it has to be asked for.

    Once the feed has been met, a certificate that is not believed passes, like one that has just
    run out; before that, whoever starts this has named the wrong authority or address.
    """
    failures = 0
    while True:
        try:
            async with session.get(address, params=query, ssl=trust) as answer:
                asked_to_wait = _retry_after(answer)
                if not _is_passing(answer.status):
                    await raise_for(answer)
                    batch = json.loads(await answer.text())
                    events = [FeedEvent(chain.canonical(event), event) for event in batch]
                    return events, int(answer.headers["Feed-Position"])
        except aiohttp.ClientConnectorCertificateError as error:
            if not met:
                raise NotTrusted(f"{error}") from None
            asked_to_wait = 0.0
        except (aiohttp.ClientError, OSError, ValueError):
            asked_to_wait = 0.0
        # With jitter, so that consumers who lost the server together do not come back together.
        wait = min(_FIRST_WAIT * 2**failures, _LONGEST_WAIT) * random.uniform(0.5, 1)  # noqa: S311 - it spreads, and keeps no secret
        await asyncio.sleep(max(wait, asked_to_wait))
        failures = min(failures + 1, 10)


def _is_passing(status: int) -> bool:
    return status in _COME_BACK or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _retry_after(answer: aiohttp.ClientResponse) -> float:
    told = answer.headers.get("Retry-After", "")
    return min(float(told), _LONGEST_WAIT) if told.isdecimal() else 0.0
