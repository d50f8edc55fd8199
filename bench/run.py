"""Measures what the budgets of time are about; `make bench` prints a table.

Machines are noisy: read the columns of one run against each other, not against another day's.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table
from temporalio.client import Client, WorkflowHistory
from temporalio.worker import Replayer

from activities.channels import MaildirChannel
from activities.documents import render
from bench.beside.measure import measure_beside
from bench.commands import measure_commands
from bench.crowd import measure_crowd
from bench.deciding import measure_deciding
from bench.disclosure import measure_disclosure, measure_fewest
from bench.feed import measure_feed
from bench.figures import FOLDER
from bench.looking import measure_looking
from bench.people_first import CROWD, measure_on_its_own
from bench.plans import measure_plans
from bench.programmes import measure_programmes
from bench.reports import measure_reports
from bench.scenarios import measure_scenarios
from bench.selection import measure_selection
from bench.smooth import START, smooth
from bench.whole.measure import SHORT, measure_whole
from desk.desk import Desk
from register.connection import Pool, open_pool
from register.migrate import migrate
from release.rehearsal.days import days_of
from release.rehearsal.player import Player
from schemas.letters import DocumentOrder, format_of
from schemas.scenario import Scenario
from schemas.values import DocumentKind
from stack import StackAddresses, throwaway_stack
from tests.activities.briefs import make_brief
from worker.connections import connect
from worker.logs import set_up_logs
from worker.mail_settings import MailSettings
from worker.plugin import area_visits_plugin
from worker.process import activities_for, running_worker
from worker.settings import WorkerSettings
from workflows.search_attributes import server_types

ALONE = 5
TOGETHER = 30


class Bench:
    """One run on one stack."""

    def __init__(self, client: Client, pool: Pool, settings: WorkerSettings) -> None:
        self._client = client
        self._pool = pool
        self._settings = settings
        self.answers: list[float] = []

    async def play(self, programme: str, number: int = 0) -> float:
        """Play the smooth visit; seconds.

        Args:
            programme: No other has it.
            number: Tells its inspectors from those of others that are played at once.
        """
        begun = time.perf_counter()
        await self._player(smooth(programme, number)).play()
        return time.perf_counter() - begun

    def _player(self, scenario: Scenario) -> Player:
        days = days_of(scenario, START)
        player = Player(
            scenario, days, self._client, self._pool, self._settings, lambda _entry: None
        )
        _time_answers(player.desk, self.answers)
        return player

    async def replay(self, visit: str) -> float:
        """Replay one visit's history in the sandbox, cold; milliseconds."""
        fetched = await self._client.get_workflow_handle(visit).fetch_history()
        history = WorkflowHistory.from_json(visit, fetched.to_json())
        begun = time.perf_counter()
        await Replayer(workflows=[], plugins=[area_visits_plugin()]).replay_workflow(history)
        return (time.perf_counter() - begun) * 1000


def _time_answers(desk: Desk, answers: list[float]) -> None:
    submit: Callable[..., Awaitable[object]] = desk.submit

    async def timed(*arguments: object, **named: object) -> object:
        begun = time.perf_counter()
        try:
            return await submit(*arguments, **named)
        finally:
            answers.append((time.perf_counter() - begun) * 1000)

    desk.submit = timed  # type: ignore[method-assign, assignment]  # of this one desk, to take the time


def _print_documents(table: Table) -> None:
    for kind in DocumentKind:
        order = DocumentOrder(kind=kind, version=1)
        render(order, make_brief(area_name="Testshire"))  # the first one loads fonts
        times = []
        for number in range(20):
            begun = time.perf_counter()
            render(order, make_brief(area_name=f"Testshire {number}"))  # same data is cached
            times.append((time.perf_counter() - begun) * 1000)
        table.add_row(
            f"{format_of(kind).words}: {kind.replace('_', ' ')}",
            f"{statistics.median(times):.1f} ms",
        )


async def _measure(addresses: StackAddresses, folder: Path, table: Table) -> None:
    settings = WorkerSettings()
    async with open_pool(addresses.database_url, size=20) as pool:
        await migrate(pool)
        client = await connect(addresses.temporal, addresses.namespace)
        activities = activities_for(pool, MaildirChannel(folder), MailSettings().sender)
        async with running_worker(client, activities, settings):
            bench = Bench(client, pool, settings)
            await bench.play("warm")
            bench.answers.clear()
            alone = [await bench.play(f"alone-{number}", number) for number in range(ALONE)]
            table.add_row("one visit, alone (median)", f"{statistics.median(alone):.2f} s")
            table.add_row("  a decision's answer p50", _percentile(bench.answers, 50))
            table.add_row("  a decision's answer p99", _percentile(bench.answers, 99))
            bench.answers.clear()
            begun = time.perf_counter()
            await asyncio.gather(
                *(bench.play(f"many-{number}", 100 + number) for number in range(TOGETHER))
            )
            rate = TOGETHER / (time.perf_counter() - begun)
            table.add_row(f"{TOGETHER} visits at once", f"{rate:.2f} visits/s")
            table.add_row("  a decision's answer p50", _percentile(bench.answers, 50))
            table.add_row("  a decision's answer p99", _percentile(bench.answers, 99))
            took = await measure_deciding(addresses, pool, folder)
            table.add_row("a decision by the desk (median)", f"{took.desk:.0f} ms")
            table.add_row("  from the click to the answered page", f"{took.page:.0f} ms")
            table.add_row("  the page on which it is checked", f"{took.check:.0f} ms")
            for page in await measure_looking(addresses, pool):
                words = f"{page.median:.0f} ms, at most {page.slowest:.0f} ms"
                table.add_row(f"the page {page.path} over 150 visits (median)", words)
            replays = [await bench.replay("alone-0-e10000016") for _ in range(5)]
            table.add_row("cold replay of a visit (median)", f"{statistics.median(replays):.0f} ms")


def _percentile(values: list[float], percent: int) -> str:
    return f"{statistics.quantiles(values, n=100)[percent - 1]:.0f} ms"


def main() -> int:
    """Run it and print the table."""
    set_up_logs(level=40)
    table = Table("what", "measured", title="Times on this machine, in one run")
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        throwaway_stack(search_attributes=server_types()) as stack,
    ):
        table.add_row("stack up", f"{time.perf_counter() - begun:.2f} s")
        asyncio.run(_measure(stack.addresses, Path(folder), table))
        asyncio.run(measure_feed(stack.addresses.database_url, table))
    measure_crowd(table)
    measure_commands(table)
    measure_selection(table)
    measure_disclosure(table)
    measure_fewest(table)
    measure_reports(table)
    measure_plans(table)
    measure_programmes(table)
    _print_documents(table)
    console = Console()
    console.print(table)
    scenarios = measure_scenarios()
    scenarios.write(FOLDER)
    scenarios.show(console)
    people = asyncio.run(measure_on_its_own(CROWD, within=0))
    people.write(FOLDER)
    people.show(console)
    whole, wrong = measure_whole(SHORT)
    for one in whole:
        one.write(FOLDER)
        one.show(console)
    beside, drawn = asyncio.run(measure_beside())
    beside.write(FOLDER).with_suffix(".svg").write_text(drawn, encoding="utf-8")
    beside.show(console)
    return 1 if wrong else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # The SDK can abort while the interpreter ends after all went well; the status must be true.
    os._exit(status)
