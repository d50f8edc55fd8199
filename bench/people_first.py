"""How long people wait while the deadlines of very many visits fall due together.

`python -m bench.people_first --help` measures this alone: real time, one worker, its letters and
documents included; then what it takes to look at so many.
"""

import argparse
import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from temporalio.client import Client

from activities.reference import working_calendar
from bench.burst import Burst, figures_of
from bench.figures import FOLDER, Results
from bench.looking_by_command import look
from bench.processor import most_resident, resident
from bench.worker_processes import environment, visits_worker
from desk.answers import NotAnswered, NotYetRecorded, Opening
from desk.authority import REHEARSED
from desk.departments import EXAMPLES
from desk.desk import PATIENCE, Desk
from desk.policy_in_use import policy_in_use
from register import visits
from register.areas import areas_on
from register.connection import Pool, open_pool
from register.migrate import migrate
from release.rehearsal import load_scenario
from release.rehearsal.days import days_of
from rules.deadlines import open_deadlines
from rules.working_days import add_working_days
from schemas.forms.course import HandOverForm
from schemas.ids import VisitId
from stack import StackAddresses, throwaway_stack
from tests.engine import AUTUMN_2020, SCENARIOS
from worker.connections import connect
from worker.logs import set_up_logs
from workflows.search_attributes import server_types

CROWD: Final = 300
_PEOPLE_ARE: Final = 20
"""Visits of which nothing falls due; people decide about these and about the others in turn."""
_AT_ONCE: Final = 8  # openings
_OPENS_WITHIN: Final = timedelta(minutes=2)
"""Nobody waits for it: they are opened all at once only here."""
_EACH: Final = 0.5  # seconds from one decision to the next
_SLOWER: Final = 1.5
"""How much longer than the first ones the others may take to open."""
_SETTLES: Final = 3  # seconds until a worker that has opened everything has nothing left to do
_QUEUE: Final = "people-first"


async def measure_people_first(
    addresses: StackAddresses, pool: Pool, folder: Path, number: int = CROWD, within: float = 0
) -> Results:
    """Open visits whose invitations fall due together, decide while they do, and look at them.

    Args:
        addresses: Of a stack in real time, or in virtual time that nobody moves.
        pool: Its register.
        folder: For letters and the worker's log.
        number: How many visits.
        within: Seconds over which their deadlines are, evenly; 0 for one moment.
    """
    letters = folder / "letters"
    async with visits_worker(addresses, _QUEUE, folder, letters) as worker:
        client = await connect(addresses.temporal, addresses.namespace)
        crowd = _Crowd(client, pool, worker)
        await crowd.open(number, within)
        burst = await crowd.burst()
        looks = await asyncio.to_thread(look, environment(addresses, _QUEUE, folder, letters))
    title = f"{number:,} open visits whose deadlines fall due together"
    return Results(f"crowd-{number}", title, figures_of(burst, looks))


class _Crowd:
    """Many open visits, one worker, and a desk.

    Args:
        client: To Temporal.
        pool: The register.
        worker: Its process.
    """

    def __init__(self, client: Client, pool: Pool, worker: int) -> None:
        self._client = client
        self._pool = pool
        self._worker = worker
        self._scenario = load_scenario(SCENARIOS / "smooth.yaml")
        days = days_of(self._scenario, AUTUMN_2020)
        # Not invited at once.
        self._day_one = add_working_days(days.one, 2, working_calendar(days.one))
        self._offset = days.opened - datetime.now(UTC)
        self._quiet: list[VisitId] = []
        self._due: dict[VisitId, datetime] = {}
        self._idle = self._nobody = 0
        self._kept = self._kept_at_first = 0

    async def open(self, number: int, within: float) -> None:
        """Open them, and wait until the first of them falls due."""
        areas = [one.gss_code for one in areas_on(self._day_one)]
        few = asyncio.Semaphore(_AT_ONCE)

        async def open_one(name: tuple[str, str], by: timedelta | None = None) -> VisitId:
            async with few:
                return await self._open(*name, by)

        await self._open("probe", areas[0])  # the first one loads what the others have
        begun = time.perf_counter()
        quiet = (open_one(("quiet", area)) for area in areas[:_PEOPLE_ARE])
        self._quiet = await asyncio.gather(*quiet)
        each = (time.perf_counter() - begun) / _PEOPLE_ARE * _SLOWER
        async with self._pool.acquire() as connection:
            due = open_deadlines(await visits.require(connection, self._quiet[0]))[0].at
        self._nobody, self._kept_at_first = resident(self._worker), await self._bytes()
        fires = datetime.now(UTC) + timedelta(seconds=20 + number * each)
        names = ((f"due-{turn}", area) for turn in itertools.count() for area in areas)

        async def open_due(place: int, name: tuple[str, str]) -> None:
            moment = fires + timedelta(seconds=within * place / number)
            self._due[await open_one(name, due - moment)] = moment

        await asyncio.gather(
            *(open_due(place, name) for place, name in enumerate(itertools.islice(names, number)))
        )
        left = (fires - datetime.now(UTC)).total_seconds()
        if left < _SETTLES:
            raise RuntimeError(f"Opening took {_SETTLES - left:.0f} s too long for a burst.")
        await asyncio.sleep(_SETTLES)
        self._idle, self._kept = resident(self._worker), await self._bytes()
        _say(f"{number:,} are open, and fall due in {left - _SETTLES:.0f} s")
        await asyncio.sleep((fires - datetime.now(UTC)).total_seconds())

    def _desk(self, patience: timedelta = PATIENCE) -> Desk:
        return Desk(
            self._client,
            self._pool,
            task_queue=_QUEUE,
            now=lambda: datetime.now(UTC) + self._offset,
            mailboxes=lambda: EXAMPLES,
            authority=REHEARSED,
            patience=patience,
        )

    async def _open(self, programme: str, area: str, by: timedelta | None = None) -> VisitId:
        opening = Opening(
            area=area,
            day_one=self._day_one,
            programme=programme,
            actor="coordinator",
            policy=policy_in_use(letters_held_minutes=0),
            clock_offset=self._offset if by is None else by,
        )
        update_id = f"open-{programme}-{area}"
        visit, _ = await self._desk(_OPENS_WITHIN).open(opening, self._scenario.contacts, update_id)
        return visit

    async def _bytes(self) -> int:
        async with self._pool.acquire() as connection:
            size: int = await connection.fetchval("SELECT pg_database_size(current_database())")
        return size

    async def burst(self) -> Burst:
        """Decide about these and others in turn until each of them is invited."""
        desk, begun = self._desk(), time.perf_counter()
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
            except (NotYetRecorded, NotAnswered):
                unrecorded += 1
            answers.append(time.perf_counter() - asked)

        deciding = []
        both = zip(self._quiet, self._due, strict=False)
        turns = itertools.cycle(list(itertools.chain.from_iterable(both)))
        for number in itertools.count():
            deciding.append(asyncio.create_task(decide(next(turns), number)))
            await asyncio.sleep(_EACH)
            if await self._all_invited():
                break
        delivered = time.perf_counter() - begun
        await asyncio.gather(*deciding)
        return Burst(
            visits=len(self._due),
            delivered=delivered,
            late=await self._late(),
            answers=answers,
            unrecorded=unrecorded,
            memory_at_first=self._nobody,
            memory_idle=self._idle,
            memory_most=most_resident(self._worker),
            kept_for_opening=self._kept - self._kept_at_first,
            kept_for_letters=await self._bytes() - self._kept,
        )

    async def _all_invited(self) -> bool:
        async with self._pool.acquire() as connection:
            invited: int = await connection.fetchval(
                "SELECT count(DISTINCT visit_id) FROM letters WHERE kind = 'invitation'"
                " AND status = 'delivered'"
            )
        return invited >= len(self._due)

    async def _late(self) -> Sequence[float]:
        """Of each record of a deadline, seconds from the moment it was due."""
        async with self._pool.acquire() as connection:
            rows = await connection.fetch(
                "SELECT partition_key AS visit, min(recorded_at) AS at FROM events"
                " WHERE partition_key = ANY($1::text[]) AND recorded_at >= $2"
                " AND cloudevent::json->'data'->>'actor' = 'system' GROUP BY partition_key",
                list(self._due),
                min(self._due.values()),
            )
        return [(row["at"] - self._due[row["visit"]]).total_seconds() for row in rows]


def _say(what: str) -> None:
    """To whoever waits, beside the table."""
    sys.stderr.write(f"{what}\n")
    sys.stderr.flush()


async def measure_on_its_own(number: int, within: float) -> Results:
    """On a stack of its own; see `measure_people_first`."""
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        async with open_pool(stack.addresses.database_url, size=40) as pool:
            await migrate(pool)
            return await measure_people_first(stack.addresses, pool, Path(folder), number, within)


def main() -> int:
    """Measure, print the table and write the file."""
    asks = argparse.ArgumentParser(description="People first, while a crowd falls due.")
    asks.add_argument("--crowd", type=int, default=CROWD, metavar="N", help="visits")
    asks.add_argument("--within", type=float, default=0, metavar="S", help="seconds, evenly")
    asks.add_argument("--out", type=Path, default=FOLDER, help="where the JSON goes")
    asked = asks.parse_args()
    set_up_logs(level=40)
    results = asyncio.run(measure_on_its_own(asked.crowd, asked.within))
    results.write(asked.out)
    results.show(Console(width=None if sys.stdout.isatty() else 160))
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)
