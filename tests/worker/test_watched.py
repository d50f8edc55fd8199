"""A process as it is seen from outside: its health and its numbers, asked over HTTP."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx2
import pytest
from prometheus_client.parser import text_string_to_metric_families
from temporalio.client import Client

from desk.desk import Desk
from desk.tasks import things_to_do
from register.connection import Pool
from register.roles import Role
from rules.refusals import Refused
from schemas.forms.invitation import ResponseForm
from schemas.ids import VisitId
from schemas.values import Answer, Stage
from tests.e2e.breaking import Cable
from tests.engine import Engine
from tests.support.clocks import clock_ahead_by
from tests.support.mail_in import reading_service
from tests.support.signed import own_key_file
from tests.support.waiting import until
from tests.worker.test_waiting import WITHIN, line, running, worker_of
from worker.client import connect_client
from worker.environment import SettingsError
from worker.watch import Watch, Watched, watched
from worker.watch_settings import WatchSettings, watch_settings

MOST_ASKED = 600  # times that a process that hangs is asked how it is


def families(text: str) -> dict[str, dict[tuple[tuple[str, str], ...], float]]:
    """Samples by name and labels; whatever is no metric fails to be read."""
    found: dict[str, dict[tuple[tuple[str, str], ...], float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[tuple(sorted(sample.labels.items()))] = sample.value
    return found


@asynccontextmanager
async def watching(
    database_url: str,
    **more: Any,  # noqa: ANN401 - whatever `Watched` takes
) -> AsyncIterator[tuple[Watch, httpx2.AsyncClient]]:
    what = Watched("worker", database_url, reads_register=True, **more)
    async with watched(what, WatchSettings(port=0)) as watch:
        assert watch.address is not None
        async with httpx2.AsyncClient(base_url=watch.address, timeout=WITHIN) as client:
            yield watch, client


async def live(client: httpx2.AsyncClient) -> bool:
    return (await client.get("/health/live")).status_code == HTTPStatus.OK


async def ready(client: httpx2.AsyncClient) -> bool:
    return (await client.get("/health/ready")).status_code == HTTPStatus.OK


async def test_a_worker_tells_how_it_is(engine: Engine, pool: Pool) -> None:
    cable = Cable(engine.addresses.database_url_of(Role.WORKER))
    settings = worker_of(engine, cable.database_url, VISITS_METRICS_PORT="0")
    async with running("worker", **settings) as process:
        address = (await line(process, "watched"))["address"]
        async with httpx2.AsyncClient(base_url=address, timeout=WITHIN) as client:
            await line(process, "waiting_for_servers")
            # It waits: that is no reason to start it anew.
            assert (await client.get("/health/live")).status_code == HTTPStatus.OK
            waits = await client.get("/health/ready")
            assert waits.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert waits.json()["why"] == "It waits for its servers, or is ending."

            async with cable:
                await line(process, "worker_started")
                await until(lambda: ready(client))
                told = families((await client.get("/metrics")).text)
            assert told["visits_serving"] == {(): 1}
            assert told["visits_register_read"] == {(): 1}
            assert told["visits_feed_position"] == {(): 0}
            # What the SDK says is there, too.
            pollers = {dict(labels)["poller_type"] for labels in told["temporal_num_pollers"]}
            assert {"workflow_task", "activity_task"} <= pollers

            # The register is gone: it lives, and does not serve.
            assert not await ready(client)
            gone = families((await client.get("/metrics")).text)
            assert (await client.get("/health/live")).status_code == HTTPStatus.OK
            assert gone["visits_serving"] == {(): 1}


async def test_a_process_that_hangs_says_so_and_one_that_waits_does_not(
    engine: Engine, pool: Pool
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    async with watching(url, stands_still_after=1.0) as (watch, client):
        with watch.serving():
            await until(lambda: ready(client))
            answers: list[int] = []

            def ask() -> None:
                while HTTPStatus.SERVICE_UNAVAILABLE not in answers and len(answers) < MOST_ASKED:
                    time.sleep(0.1)
                    answer = httpx2.get(f"{watch.address}/health/live", timeout=WITHIN)
                    answers.append(answer.status_code)

            asking = threading.Thread(target=ask)
            asking.start()
            asking.join()  # the loop does nothing else meanwhile: this is what a hang is
            assert answers[-1] == HTTPStatus.SERVICE_UNAVAILABLE
            await until(lambda: live(client))
            await asyncio.sleep(1.1)  # it waits, and for longer than it may stand still
            await until(lambda: live(client))


async def test_a_worker_that_asks_for_no_tasks_is_started_anew(engine: Engine, pool: Pool) -> None:
    of_the_queue = {"task_queue": engine.settings.task_queue, "connect": engine.client}
    url = engine.addresses.database_url_of(Role.WORKER)
    async with watching(url, **of_the_queue) as (watch, client):
        with watch.serving():
            await until(lambda: register_read(client))
            told = await client.get("/health/ready")
            assert told.json()["why"] == "Temporal has not seen this worker ask for tasks."
            assert await live(client)

    async with watching(url, polls_within=0.0, **of_the_queue) as (watch, client):
        with watch.serving():
            hangs = await client.get("/health/live")
            assert hangs.status_code == HTTPStatus.SERVICE_UNAVAILABLE
            assert "asks it for no tasks" in hangs.json()["why"]

            async with engine.working():
                await until(lambda: ready(client))
                assert await live(client)


async def test_a_server_that_is_away_is_no_reason_to_start_anew(engine: Engine, pool: Pool) -> None:
    async def nobody() -> Client:
        return await connect_client("127.0.0.1:1")

    url = engine.addresses.database_url_of(Role.WORKER)
    async with watching(url, polls_within=0.0, task_queue="any", connect=nobody) as (watch, client):
        with watch.serving():
            await until(lambda: register_read(client))
            told = await client.get("/health/ready")
            assert told.json()["why"] == "Temporal does not answer."
            assert (await client.get("/health/live")).status_code == HTTPStatus.OK


async def register_read(client: httpx2.AsyncClient) -> bool:
    return "visits_feed_position" in (await client.get("/metrics")).text


async def test_what_happens_is_counted_and_what_stands_is_read(engine: Engine, pool: Pool) -> None:
    async with watching(engine.addresses.database_url_of(Role.WORKER)) as (_, client):
        scenario = engine.scenario()
        state = await engine.play(scenario)
        with pytest.raises(Refused):
            await refused_decision(engine, state.visit_id)
        await until(lambda: register_read(client))
        text = (await client.get("/metrics")).text
    told = families(text)

    events = await engine.events(state.visit_id)
    counted = told["visits_events_recorded_total"]
    assert sum(counted.values()) == len(events) == told["visits_feed_position"][()]
    decided = {dict(labels)["type"]: n for labels, n in told["visits_decisions_total"].items()}
    assert decided["visit.accepted.v1"] == 1
    assert "visit.invited.v1" not in decided  # the engine does that
    assert told["visits_time_to_record_seconds_count"][()] == sum(decided.values())
    (labels,) = told["visits_refusals_total"]
    assert dict(labels) == {"kind": "respond", "code": "wrong_stage", "place": "door"}

    states = {dict(labels)["state"]: n for labels, n in told["visits_letters"].items()}
    filed = await pool.fetchval("SELECT count(*) FROM letters")
    assert states == {"delivered": filed}
    open_ones = told["visits_open_processes"]
    assert set(open_ones.values()) == {0}
    assert {dict(labels)["stage"] for labels in open_ones} == {s.value for s in Stage} - {"ended"}
    assert set(told["visits_overdue_tasks"].values()) == {0}
    assert set(told["visits_oldest_unsent_letter_seconds"].values()) == {0}

    # Nothing of a visit, of an area or of a person leaves by it.
    assert state.visit_id not in text
    assert state.area not in text
    names = await pool.fetch("SELECT DISTINCT unnest(ARRAY[ref, name, email]) AS word FROM people")
    assert [row["word"] for row in names if row["word"] in text] == []


async def test_a_row_that_cannot_be_read_hides_nothing(engine: Engine, pool: Pool) -> None:
    await engine.play(engine.scenario("declined"))
    await pool.execute("UPDATE visits SET state = jsonb_set(state, '{stage}', '\"lost\"')")
    async with watching(engine.addresses.database_url_of(Role.WORKER)) as (_, client):
        await until(lambda: register_read(client))
        told = families((await client.get("/metrics")).text)
    assert told["visits_register_read"] == {(): 1}
    assert told["visits_overdue_tasks"]  # by the log, which stands in for the row


async def test_a_clock_that_differs_is_told(engine: Engine, pool: Pool) -> None:
    ahead = timedelta(days=1)
    await pool.execute(clock_ahead_by(ahead))
    async with watching(engine.addresses.database_url_of(Role.WORKER)) as (_, asking):
        await until(lambda: register_read(asking))
        told = families((await asking.get("/metrics")).text)
    assert told["visits_clock_ahead_seconds"][()] == pytest.approx(-ahead.total_seconds(), abs=60)


async def test_what_is_overdue_is_what_the_list_of_tasks_says(engine: Engine, pool: Pool) -> None:
    async with engine.working() as (client, _):
        await engine.player(client, engine.scenario("late")).open()
    now = datetime.now(UTC)  # years after the area should have replied
    async with pool.acquire() as connection:
        asked = await things_to_do(connection, now)
    listed = Counter(one.thing.owner.value for one in asked if one.thing.overdue)
    async with watching(engine.addresses.database_url_of(Role.WORKER)) as (_, asking):
        await until(lambda: register_read(asking))
        told = families((await asking.get("/metrics")).text)["visits_overdue_tasks"]
    assert listed
    assert {dict(labels)["owner"]: n for labels, n in told.items() if n} == listed


async def refused_decision(engine: Engine, visit: VisitId) -> None:
    desk = Desk(await engine.client(), engine.pool, task_queue=engine.settings.task_queue)
    form = ResponseForm(answer=Answer.ACCEPT)
    await desk.submit(visit, form, actor="coordinator", update_id="late", repeated=False)


async def test_a_port_that_is_taken_is_told_in_a_sentence(engine: Engine, pool: Pool) -> None:
    async with watching(engine.addresses.database_url) as (watch, _):
        port = int((watch.address or "").rsplit(":", 1)[1])
        with pytest.raises(SettingsError, match="Each process on a machine needs a port"):
            async with watched(Watched("feed", ""), WatchSettings(port=port)):
                pass


@pytest.mark.parametrize("host", ["no such host", "192.0.2.1", "::zz", "ü" * 70])
async def test_a_host_that_is_none_of_this_machine_is_told_as_that(host: str) -> None:
    with pytest.raises(SettingsError, match="VISITS_METRICS_HOST must be an address") as told:
        async with watched(Watched("feed", ""), WatchSettings(host=host, port=0)):
            pass
    assert "PORT" not in str(told.value)


def test_nobody_is_watched_unless_somebody_says_so() -> None:
    assert watch_settings({}) == WatchSettings("127.0.0.1", None)
    assert watch_settings({"VISITS_METRICS_PORT": "9400"}).port == 9400
    with pytest.raises(SettingsError, match="VISITS_METRICS_PORT must be a whole number"):
        watch_settings({"VISITS_METRICS_PORT": "many"})


async def test_the_reader_of_mail_tells_how_it_is(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    mailbox = {
        "VISITS_DECISIONS_KEY_FILE": str(own_key_file(tmp_path)),
        "VISITS_MAILBOX": "maildir",
        "VISITS_MAILBOX_MAILDIR": str(tmp_path / "in"),
        "VISITS_METRICS_PORT": "0",
    }
    async with reading_service(engine, mailbox) as process:
        async with asyncio.timeout(WITHIN):
            address = (await line(process, "watched"))["address"]
            await line(process, "mail_reader_started")
        async with httpx2.AsyncClient(base_url=address, timeout=WITHIN) as client:
            await until(lambda: ready(client))
            told = families((await client.get("/metrics")).text)
    # What mail there is stands with the visits; of the register it tells nothing.
    assert told["visits_serving"] == {(): 1}
    assert "visits_register_read" not in told


async def test_the_pages_tell_how_they_are_and_how_the_register_stands(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    settings = {
        "DATABASE_URL": engine.addresses.database_url_of(Role.DESK),
        "TEMPORAL_ADDRESS": engine.addresses.temporal,
        "VISITS_DECISIONS_KEY_FILE": str(own_key_file(tmp_path)),
        "VISITS_METRICS_PORT": "0",
    }
    async with running("pages", "--port", "0", **settings) as process:
        address = (await line(process, "watched"))["address"]
        door = (await line(process, "pages_started"))["address"]
        async with httpx2.AsyncClient(base_url=address, timeout=WITHIN) as client:
            await until(lambda: ready(client))
            await until(lambda: register_read(client))
            async with httpx2.AsyncClient(base_url=door, timeout=WITHIN) as browser:
                used = await browser.post(
                    "/sign-in/once",
                    data={"secret": "guessed"},
                    headers={"Sec-Fetch-Site": "same-origin", "Origin": door},
                )
                open_to_all = [
                    (await browser.get(path)).status_code
                    for path in ("/metrics", "/health/live", "/health/ready")
                ]
            told = families((await client.get("/metrics")).text)
    assert used.status_code == HTTPStatus.GONE
    assert HTTPStatus.OK not in open_to_all  # not on the door, where anybody is
    assert told["visits_register_read"] == {(): 1}
    refused = told["visits_sign_ins_refused_total"]
    assert {dict(labels)["way"]: n for labels, n in refused.items()} == {
        "address": 1,
        "provider": 0,
        "token": 0,
    }
