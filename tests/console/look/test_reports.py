"""Reports on a terminal: listed, shown with what they may rest on, written out once published."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from activities.reference import working_calendar
from activities.report_evidence import gathered
from register import content, reports
from register.connection import Pool
from register.record import record
from rules.report import decide_report, evolve_report, opening_events
from schemas.report import messages as m
from schemas.report.values import ReportStage
from schemas.values import ContentKind
from stack import StackAddresses
from tests.console.conftest import Visits
from tests.rules.report.reports import BEGUN
from tests.support.agreed import agreed_visits
from tests.support.reporting import AREAS, TITLE
from tests.support.signed_in import sign_in

REPORT = "autumn/first"


@pytest.fixture
async def desk(
    visits: Visits, pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> Visits:
    """A terminal whose register has one visit with an agreed note, and a report on it."""
    monkeypatch.setenv("DATABASE_URL", addresses.database_url)
    await agreed_visits(pool, "autumn", AREAS[:1])
    async with pool.acquire() as connection, connection.transaction():
        opening = m.StartReport(
            report="autumn/report/first",
            programme="autumn",
            actor="anna",
            title=await content.keep(connection, "autumn", ContentKind.REPORT_TITLE, TITLE),
            calendar=working_calendar(BEGUN.date()),
        )
        events = list(opening_events(opening, BEGUN))
        state = evolve_report(None, events[0])
        found = m.EvidenceFound(visits=await gathered(connection, state, only_gathered=False))
        await record(connection, [*events, *decide_report(state, found, BEGUN)])
    return visits


async def test_a_report_is_listed_and_shown_with_what_it_may_rest_on(desk: Visits) -> None:
    listed = await asyncio.to_thread(desk, "report", "list", "--json")
    shown = await asyncio.to_thread(desk, "report", "show", REPORT, "--findings", "--json")
    read = await asyncio.to_thread(desk, "report", "show", REPORT, "--findings")

    assert [one["report"] for one in json.loads(listed.stdout)] == ["autumn/report/first"]
    told = json.loads(shown.stdout)
    assert told["stage"] == ReportStage.DRAFTING
    assert [one["visit"] for one in told["evidence"]] == ["autumn-e10000016"]
    assert [task["command"].split()[2] for task in told["tasks"]] == ["themes"]
    assert "autumn-e10000016/finding-1" in read.stdout
    assert TITLE.title in " ".join(read.stdout.split())
    assert TITLE.introduction[0] in " ".join(read.stdout.split())


async def test_what_a_person_must_do_for_it_is_among_the_tasks(desk: Visits) -> None:
    tasks = await asyncio.to_thread(desk, "tasks")

    assert "Findings are to be given their themes." in " ".join(tasks.stdout.split())


async def test_nothing_is_written_of_a_report_that_is_not_published(
    desk: Visits, tmp_path: Path
) -> None:
    result = await asyncio.to_thread(desk, "report", "export", REPORT, str(tmp_path / "out"))

    assert result.exit_code == 1
    assert "autumn/first is not published" in result.stderr
    assert not (tmp_path / "out").exists()


FILE = """\
title: What we learnt
programme: Interim visits
office: Ofsted
introduction: [We visited local areas.]
method: [Three inspectors spent two days with each area.]
contact: {office: The team}
"""


async def test_a_report_is_looked_at_before_it_is_begun(
    desk: Visits, pool: Pool, addresses: StackAddresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporal need not run, and nothing is kept."""
    await sign_in(addresses.database_url, monkeypatch)
    Path("second.yaml").write_text(FILE, encoding="utf-8")
    words = ("report", "start", "autumn/second", "--file", "second.yaml", "--preview")

    shown = await asyncio.to_thread(desk, *words)
    told = await asyncio.to_thread(desk, *words, "--json")
    early = await asyncio.to_thread(desk, *words, "--through", "2020-01-01")

    assert "Nothing is recorded." in shown.stdout, shown.stderr
    assert [one["type"] for one in json.loads(told.stdout)["events"]] == ["report.started.v1"]
    assert early.exit_code == 1
    assert "nothing to report on" in early.stderr
    async with pool.acquire() as connection:
        assert await reports.subjects(connection) == ["autumn/report/first"]


async def test_a_gate_that_no_worker_takes_is_not_waited_for_without_end(
    desk: Visits, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pool.acquire() as connection, connection.transaction():
        state = await reports.require(connection, "autumn/report/first")
        await record(connection, decide_report(state, m.CheckReport(actor="anna"), BEGUN))

    class Accepts:
        async def submit(self, *_: object, **__: object) -> None:
            """It is asked of the gate already."""

    @asynccontextmanager
    async def at_the_desk(_: Path) -> AsyncIterator[tuple[Accepts, str]]:
        yield Accepts(), "anna"

    monkeypatch.setattr("console.terminal.desks.the_desk", at_the_desk)

    result = await asyncio.to_thread(
        desk, "report", "check", REPORT, "--id", "mine", "--wait", "0.5"
    )

    assert result.exit_code == 3
    told = " ".join(result.stderr.split())
    assert f"Accepted by report {REPORT}, but not yet recorded." in told
    assert "--id mine" in told


async def test_a_report_is_audited_and_recovered_by_the_name_that_other_commands_take(
    desk: Visits, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    async def recovered(_: Path, name: str, **__: bool) -> list[object]:
        asked.append(name)
        return []

    monkeypatch.setattr("console.operate.recover.recovered", recovered)

    await asyncio.to_thread(desk, "recover", REPORT)
    audited = await asyncio.to_thread(desk, "audit", REPORT, "--json")
    unknown = await asyncio.to_thread(desk, "audit", "autumn/other")

    assert asked == ["autumn/report/first"]
    (process,) = json.loads(audited.stdout)["processes"]
    assert process["subject"] == "autumn/report/first"
    assert "There is no report autumn/other" in " ".join(unknown.stderr.split())


@pytest.mark.parametrize(
    ("typed", "said", "status"),
    [
        ("autumn/other", "There is no report autumn/other", 1),
        ("autumn", "PROGRAMME/NAME", 2),
        ("Autumn/../x", "", 2),
    ],
)
async def test_a_name_that_is_none_gets_a_sentence(
    desk: Visits, typed: str, said: str, status: int
) -> None:
    result = await asyncio.to_thread(desk, "report", "show", typed)

    assert result.exit_code == status
    assert said in " ".join(result.stderr.split())
