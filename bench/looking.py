"""What pages over 150 visits take at the server, connection and page included."""

import statistics
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

import httpx2

from desk.desk import Desk
from pages.app import create_pages
from pages.dependencies import PagesDependencies
from register import visits
from register.areas import areas_on
from register.connection import Pool
from schemas.ids import visit_id
from schemas.staff import Acting, StaffRole
from schemas.values import Stage
from stack import StackAddresses
from tests.pages.serving import SignedInAs
from web.serving import few_collections
from worker.connections import connect

VISITS: Final = 150
TIMES: Final = 20
PATHS: Final = ("/visits", "/")
_DAY: Final = date(2020, 10, 5)


class PageTook(NamedTuple):
    """Milliseconds of one page.

    Attributes:
        path: Its address.
        median: Of all times.
        slowest: Of them.
    """

    path: str
    median: float
    slowest: float


async def measure_looking(addresses: StackAddresses, pool: Pool) -> Sequence[PageTook]:
    """One after the other, over as many visits as a national programme has.

    Args:
        addresses: Of a stack.
        pool: Its register, with a visit that is under way; the others are like it.
    """
    async with pool.acquire() as connection, connection.transaction():
        known = await visits.list_visits(connection)
        one = next(state for state in known if state.stage is not Stage.ENDED)
        for area in areas_on(_DAY)[:VISITS]:
            named = visit_id("bench-pages", area.gss_code)
            other = {"visit_id": named, "area": area.gss_code, "programme": "bench-pages"}
            await visits.save(connection, one.model_copy(update=other))
    client = await connect(addresses.temporal, addresses.namespace, lazy=True)
    deps = PagesDependencies(
        pool, Desk(client, pool, task_queue="nobody"), now=lambda: datetime.now(UTC)
    )
    app = SignedInAs(create_pages(deps), Acting(ref="bench", roles=frozenset(StaffRole)))
    took = []
    transport = httpx2.ASGITransport(app=app)
    async with (
        few_collections(),  # as whoever serves them has it
        httpx2.AsyncClient(transport=transport, base_url="https://pages") as asking,
    ):
        for path in PATHS:
            times = []
            for _ in range(TIMES + 1):
                begun = time.perf_counter()
                answer = await asking.get(path)
                answer.raise_for_status()
                times.append((time.perf_counter() - begun) * 1000)
            took.append(PageTook(path, statistics.median(times[1:]), max(times[1:])))
    return took
