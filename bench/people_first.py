"""How long people wait while the deadlines of very many visits fall due in one moment.

`python -m bench.people_first [VISITS]` measures this alone: real time, one worker, its letters and
documents included.
"""

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table
from temporalio.client import Client

from activities.reference import working_calendar
from desk.answers import NotYetRecorded, Opening
from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import Desk
from desk.policy_in_use import policy_in_use
from register import visits
from register.areas import areas_on
from register.connection import Pool, open_pool
from register.migrate import migrate
from release.rehearsal import load_scenario
from release.rehearsal.days import days_of
from rules.deadlines import open_deadlines
from rules.working_days import add_working_days
from schemas.forms import HandOverForm
from schemas.ids import VisitId
from stack import StackAddresses, throwaway_stack
from tests.engine import AUTUMN_2020, SCENARIOS, Engine
from tests.support.signed import own_public_file
from workflows.search_attributes import server_types

VISITS: Final = 300
_PEOPLE_ARE: Final = 20
"""Visits of which nothing falls due; people decide about these and about the others in turn."""
_AT_ONCE: Final = 8  # openings
_EACH: Final = 0.5  # seconds from one decision to the next
_NUMBER: Final = 30_002
_STARTS_WITHIN: Final = 60  # seconds


class Waits(NamedTuple):
    """Seconds.

    Attributes:
        visits: Whose deadlines fell due together.
        delivered: Until each of their invitations was sent.
        late: Of each record of a deadline, from the moment it was due.
        answers: Of each decision that people took meanwhile.
        unrecorded: How many of those were told "not yet recorded".
    """

    visits: int
    delivered: float
    late: Sequence[float]
    answers: Sequence[float]
    unrecorded: int

    def rows(self) -> Sequence[tuple[str, str]]:
        """For a table."""
        return [
            (f"{self.visits} visits due at once, all invited after", f"{self.delivered:.1f} s"),
            ("  a deadline's record, late by", _of(self.late)),
            (f"  a decision's answer, of {len(self.answers)} meanwhile", _of(self.answers)),
            ("  of those told “not yet recorded”", str(self.unrecorded)),
        ]


def _of(times: Sequence[float]) -> str:
    ordered = sorted(times)
    p99 = ordered[min(int(len(ordered) * 0.99), len(ordered) - 1)]
    return f"{statistics.median(ordered):.2f} s (p50), {p99:.2f} s (p99)"


async def measure_people_first(
    addresses: StackAddresses, pool: Pool, folder: Path, number: int = VISITS
) -> Waits:
    """Open visits whose invitations fall due in one moment, and decide while they do."""
    scenario = load_scenario(SCENARIOS / "smooth.yaml")
    days = days_of(scenario, AUTUMN_2020)
    day_one = add_working_days(days.one, 2, working_calendar(days.one))  # not invited at once
    engine = Engine(addresses=addresses, pool=pool, folder=folder, number=_NUMBER)
    async with _worker(engine) as client:
        offset = days.opened - datetime.now(UTC)
        desk = Desk(
            client,
            pool,
            task_queue=engine.settings.task_queue,
            now=lambda: datetime.now(UTC) + offset,
            mailboxes=lambda: EXAMPLES,
            authority=REHEARSED,
        )

        async def opened(programme: str, area: str, by: timedelta) -> VisitId:
            opening = Opening(
                area=area,
                day_one=day_one,
                programme=programme,
                actor="coordinator",
                policy=policy_in_use(letters_held_minutes=0),
                clock_offset=by,
            )
            visit, _ = await desk.open(opening, scenario.contacts, f"open-{programme}-{area}")
            return visit

        areas = [one.gss_code for one in areas_on(day_one)]
        quiet = [await opened("quiet", area, offset) for area in areas[:_PEOPLE_ARE]]
        async with pool.acquire() as connection:
            due = open_deadlines(await visits.require(connection, quiet[0]))[0].at
        begun = time.perf_counter()
        await opened("probe", areas[0], offset)
        each = (time.perf_counter() - begun) / 2 + 0.05
        fires = datetime.now(UTC) + timedelta(seconds=20 + number * each)
        offset = due - fires
        few = asyncio.Semaphore(_AT_ONCE)

        async def open_one(programme: str, area: str) -> VisitId:
            async with few:
                return await opened(programme, area, offset)

        names = itertools.islice(
            ((f"due-{n}", area) for n in itertools.count() for area in areas), number
        )
        busy = await asyncio.gather(*(open_one(*name) for name in names))
        left = (fires - datetime.now(UTC)).total_seconds()
        if left < 0:
            raise RuntimeError(f"Opening took {-left:.0f} s too long for them to be due together.")
        await asyncio.sleep(left)
        return await _decide_meanwhile(desk, pool, busy, quiet, fires)


@asynccontextmanager
async def _worker(engine: Engine) -> AsyncIterator[Client]:
    """`visits worker` as a process of its own, beside the desk that people ask."""
    ours = ("TEMPORAL_", "VISITS_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    log = engine.folder / "worker.log"
    with log.open("wb") as said:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "console.main", "worker"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=said,
            env={
                **kept,
                "DATABASE_URL": engine.addresses.database_url,
                "TEMPORAL_ADDRESS": engine.addresses.temporal,
                "TEMPORAL_NAMESPACE": engine.addresses.namespace,
                "VISITS_TASK_QUEUE": engine.settings.task_queue,
                "VISITS_MAILDIR": str(engine.maildir),
                "VISITS_LOG_FORMAT": "json",
                "VISITS_DECISIONS_PUBLIC_KEYS_FILE": str(own_public_file(engine.folder)),
            },
        )
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                while b"worker_started" not in log.read_bytes():  # noqa: ASYNC110 - it tells nobody
                    await asyncio.sleep(0.1)
            yield await engine.client()
        finally:
            process.terminate()
            await process.wait()


async def _decide_meanwhile(
    desk: Desk, pool: Pool, busy: Sequence[VisitId], quiet: Sequence[VisitId], fires: datetime
) -> Waits:
    begun = time.perf_counter()
    answers: list[float] = []
    unrecorded = 0

    async def decide(visit: VisitId, number: int) -> None:
        nonlocal unrecorded
        asked = time.perf_counter()
        try:
            await desk.submit(
                visit,
                HandOverForm(to=f"desk-{number}"),
                actor="coordinator",
                update_id=f"hand-over-{number}",
                repeated=False,
            )
        except NotYetRecorded:
            unrecorded += 1
        answers.append(time.perf_counter() - asked)

    deciding = []
    turns = itertools.cycle(itertools.chain.from_iterable(zip(quiet, busy, strict=False)))
    for number in itertools.count():
        deciding.append(asyncio.create_task(decide(next(turns), number)))
        await asyncio.sleep(_EACH)
        async with pool.acquire() as connection:
            unsent = await connection.fetchval(
                "SELECT count(*) FROM visits v WHERE v.visit_id = ANY($1::text[])"
                " AND NOT EXISTS (SELECT FROM letters l WHERE l.visit_id = v.visit_id"
                " AND l.kind = 'invitation' AND l.status = 'delivered')",
                list(busy),
            )
        if not unsent:
            break
    delivered = time.perf_counter() - begun
    await asyncio.gather(*deciding)
    async with pool.acquire() as connection:
        rows = await connection.fetch(
            "SELECT extract(epoch FROM recorded_at - $2)::float8 AS s FROM events"
            " WHERE partition_key = ANY($1::text[]) AND recorded_at >= $2"
            " AND cloudevent::json->'data'->>'actor' = 'system'",
            list(busy),
            fires,
        )
    return Waits(len(busy), delivered, [row["s"] for row in rows] or [0.0], answers, unrecorded)


async def _main(number: int) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        async with open_pool(stack.addresses.database_url, size=40) as pool:
            await migrate(pool)
            measured = await measure_people_first(stack.addresses, pool, Path(folder), number)
    table = Table("what", "measured", title="People first, on this machine, in one run")
    for row in measured.rows():
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1]) if len(sys.argv) > 1 else VISITS))
    sys.stdout.flush()
    os._exit(0)
