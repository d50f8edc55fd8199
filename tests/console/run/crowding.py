"""Connections with half a header, and how long others wait for their answers meanwhile."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from urllib.parse import urlsplit

import aiohttp

from desk.desk import Desk
from desk.signing import Signs
from register.connection import open_pool
from schemas.forms.course import HandOverForm
from schemas.ids import VisitId
from worker.connections import connect
from worker.settings import worker_settings

CROWD = 300
HALF = b"GET /events HTTP/1.1\r\nHost: feed\r\nAuthorization: Bea"

_DECISIONS = count(1)

Times = dict[tuple[str, bool], list[float]]
"""Seconds by what was asked, `decision` or `page`, and whether it was in a crowd."""


def _come(address: str) -> list[socket.socket]:
    """So many connections with half a header."""
    where = urlsplit(address)
    crowd = []
    for _ in range(CROWD):
        one = socket.create_connection((f"{where.hostname}", int(where.port or 80)))
        one.sendall(HALF)
        crowd.append(one)
    return crowd


@contextmanager
def crowded(address: str) -> Iterator[list[socket.socket]]:
    """The same for as long as the block lasts."""
    crowd = _come(address)
    try:
        yield crowd
    finally:
        for one in crowd:
            one.close()


async def answers(
    stack: Mapping[str, str], token: str, visit: VisitId, signer: Signs, *, rounds: int, each: int
) -> Times:
    """How long decisions and consumers wait, in quiet and crowded moments by turns.

    Args:
        stack: Where everything is, as `var/stack.json` says.
        token: With the scope `feed`.
        visit: On which decisions are taken.
        signer: Whose proofs its worker takes.
        rounds: Moments of each sort.
        each: Questions of each sort in a moment.
    """
    times: Times = {}
    client = await connect(stack["temporal"], stack["namespace"])
    async with open_pool(stack["database_url"], size=2) as pool:
        desk = Desk(client, pool, task_queue=worker_settings().task_queue, signer=signer)

        async def decide() -> None:
            number = next(_DECISIONS)
            form = HandOverForm(to=f"coordinator-{number % 2}")
            await desk.submit(visit, form, actor="programme", update_id=f"over-{number}")

        async def ask() -> None:
            """A consumer who has just come, from the same address as the crowd."""
            async with (
                aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
                session.get(f"{stack['feed']}/events?limit=5", raise_for_status=True) as answer,
            ):
                await answer.read()

        async def moment(*, crowd: bool) -> None:
            for _ in range(each):
                for name, question in (("decision", decide), ("page", ask)):
                    times.setdefault((name, crowd), []).append(await _took(question))

        await asyncio.gather(decide(), ask())
        for _ in range(rounds):
            await moment(crowd=False)
            with crowded(stack["feed"]):
                await moment(crowd=True)
    return times


async def _took(ask: Callable[[], Awaitable[object]]) -> float:
    begun = time.perf_counter()
    await ask()
    return time.perf_counter() - begun
