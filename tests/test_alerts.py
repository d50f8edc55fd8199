"""What Prometheus is told to watch: each alert fires by its fault, and by nothing else."""

import json
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path

import httpx2
import pytest
import yaml

from feed.server import serving_feed
from register.connection import Pool
from register.roles import Role
from release.audit import audit
from stack import StackAddresses
from stack.ports import LOOPBACK
from tests.e2e.pushes import pushing
from tests.engine import UNHURRIED, Engine
from tests.mail import smtp_to
from tests.receiving import Receiver
from tests.support.alerting import DEPLOY, MISSING, PROMTOOL, RULES, alerts, fires, firing, series
from tests.support.waiting import until
from tests.worker.test_waiting import line, running, worker_of
from worker.watch import Watched, watched
from worker.watch_settings import WatchSettings

OPERATIONS = (DEPLOY.parent / "docs" / "operations.md").read_text(encoding="utf-8")
TO_COME = date(2027, 3, 1)
"""Days that no clock has reached: nothing of a visit is old."""

ITS_LIFE_IS_OVER = datetime(2028, 1, 1, tzinfo=UTC)

with_promtool = pytest.mark.skipif(PROMTOOL is None, reason=MISSING)


# --- By what they say ------------------------------------------------------------------------

STEP = "5m"
UP = 'up{job="area-visits-worker", instance="a"}'
FAULTS: dict[str, dict[str, str]] = {
    "AreaVisitsProcessDown": {UP: "0x400"},
    "AreaVisitsNotServing": {'visits_serving{job="area-visits-feed"}': "0x400"},
    "AreaVisitsHangs": {"visits_event_loop_late_seconds": "0+60x400"},
    "AreaVisitsNobodyTakesTasks": {'temporal_num_pollers{poller_type="workflow_task"}': "0x400"},
    "AreaVisitsRegisterAway": {"visits_register_read": "0x400"},
    "AreaVisitsClockWrong": {"visits_clock_ahead_seconds": "-300x400"},
    "AreaVisitsRecordsSlowly": {
        'visits_time_to_record_seconds_bucket{le="5.0"}': "0x400",
        'visits_time_to_record_seconds_bucket{le="10.0"}': "0+1x400",
        'visits_time_to_record_seconds_bucket{le="+Inf"}': "0+1x400",
    },
    "AreaVisitsKeptForLater": {"visits_kept_for_later": "2x400"},
    "AreaVisitsLettersWait": {'visits_oldest_unsent_letter_seconds{held_up_by="us"}': "0+60x400"},
    "AreaVisitsLettersHeldUp": {
        'visits_oldest_unsent_letter_seconds{held_up_by="recipient"}': "200000x400"
    },
    "AreaVisitsOperatorWanted": {'visits_overdue_tasks{owner="operator"}': "1x400"},
    "AreaVisitsTasksPileUp": {'visits_overdue_tasks{owner="coordinator"}': "30x400"},
    "AreaVisitsMismatch": {'visits_mismatches{found="gone"}': "1x400"},
    "AreaVisitsAuditFound": {'visits_audit_found{what="not_compared"}': "1x400"},
    "AreaVisitsAuditMissing": {"visits_audit_timestamp_seconds": "0x400"},
    "AreaVisitsUnproved": {"visits_unproved_total": "0+1x400"},
    "AreaVisitsConsumerBehind": {'visits_consumer_behind_seconds{consumer="a"}': "0+60x400"},
    "AreaVisitsDeadLetters": {'visits_dead_letters{consumer="a"}': "1x400"},
    "AreaVisitsSignInsRefused": {'visits_sign_ins_refused_total{way="token"}': "0+10x400"},
}
"""A fault by its alert: what is told every five minutes."""

USUAL: Mapping[str, str] = {
    UP: "1x400",
    "visits_serving": "1x400",
    "visits_event_loop_late_seconds": "0.01x400",
    'temporal_num_pollers{poller_type="workflow_task"}': "2x400",
    "visits_register_read": "1x400",
    "visits_clock_ahead_seconds": "0.02x400",
    'visits_time_to_record_seconds_bucket{le="5.0"}': "0+1x400",
    'visits_time_to_record_seconds_bucket{le="10.0"}': "0+1x400",
    'visits_time_to_record_seconds_bucket{le="+Inf"}': "0+1x400",
    "visits_kept_for_later": "0x400",
    'visits_oldest_unsent_letter_seconds{held_up_by="us"}': "0 60 120 0x397",
    'visits_oldest_unsent_letter_seconds{held_up_by="recipient"}': "3600x400",
    'visits_overdue_tasks{owner="operator"}': "0x400",
    'visits_overdue_tasks{owner="coordinator"}': "3x400",
    "visits_audit_timestamp_seconds": "0+300x400",
    'visits_audit_found{what="processes"}': "40x400",
    'visits_audit_found{what="wrong"}': "0x400",
    'visits_refusals_total{code="wrong_stage"}': "0+1x400",
    'visits_consumer_behind_seconds{consumer="a"}': "5x400",
    'visits_dead_letters{consumer="a"}': "0x400",
    'visits_sign_ins_refused_total{way="token"}': "0+1x400",
}


def test_each_alert_has_a_fault_here_and_something_to_do_in_the_guide() -> None:
    told = OPERATIONS.split("\n### Alerts\n", 1)[1].split("\n## ", 1)[0]

    assert FAULTS.keys() == set(alerts())
    assert set(re.findall(r"^\| `(AreaVisits\w+)` \|", told, re.MULTILINE)) == set(alerts())


@with_promtool
@pytest.mark.parametrize("alert", FAULTS)
def test_an_alert_fires_by_its_fault_alone(alert: str, tmp_path: Path) -> None:
    told = {**USUAL, **FAULTS[alert]}
    assert fires(tmp_path, told, "32h", step=STEP) == {alert}


@with_promtool
def test_none_fires_when_all_is_as_usual(tmp_path: Path) -> None:
    for at in ("5m", "1h", "32h"):
        assert fires(tmp_path, USUAL, at, step=STEP) == set()


# --- By what processes tell ------------------------------------------------------------------


async def told_by(database_url: str, name: str = "worker") -> str:
    """What a process tells that may read all of the register."""
    what = Watched(name, database_url, reads_register=True)
    async with watched(what, WatchSettings(port=0)) as watch:
        with watch.serving():
            return await read(watch.address or "")


async def read(address: str) -> str:
    text = ""

    async def whole() -> bool:
        nonlocal text
        async with httpx2.AsyncClient(base_url=address, timeout=60) as client:
            text = (await client.get("/metrics")).text
        return "visits_register_read" in text

    await until(whole)
    return text


@with_promtool
async def test_an_undisturbed_visit_sets_off_no_alert(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    what = Watched("worker", url, reads_register=True)
    async with watched(what, WatchSettings(port=0)) as watch:
        with watch.serving():
            before = series(await read(watch.address or ""))
            await engine.play(start=TO_COME)
            async with engine.working() as (client, _):
                await audit(engine.pool, client, now=ITS_LIFE_IS_OVER, patience=UNHURRIED)
            async with httpx2.AsyncClient(base_url=watch.address or "", timeout=60) as asking:

                async def fresh() -> bool:
                    told = (await asking.get("/metrics")).text
                    return "visits_feed_position 0.0" not in told

                await until(fresh)
            after = series(await read(watch.address or ""))
    assert (
        after[
            'visits_decisions_total{type="visit.accepted.v1", job="area-visits-worker", '
            'instance="here"}'
        ]
        == 1
    )
    assert firing(tmp_path, before, after) <= strays_of_other_tests(after)


def strays_of_other_tests(told: Mapping[str, float]) -> set[str]:
    """Tests share a server: runs that others have there are strays to this one's register."""
    stray = any('found="stray"' in name for name in told)
    of_them = {"AreaVisitsMismatch", "AreaVisitsAuditFound", "AreaVisitsOperatorWanted"}
    return of_them if stray else set()


@with_promtool
async def test_a_feed_that_is_stopped_is_told_of(
    addresses: StackAddresses, pool: Pool, tmp_path: Path
) -> None:
    settings = {
        "DATABASE_URL": addresses.database_url_of(Role.FEED),
        "TEMPORAL_ADDRESS": addresses.temporal,
        "VISITS_METRICS_PORT": "0",
    }
    async with running("feed", "--port", "0", **settings) as process:
        address = (await line(process, "watched"))["address"]
        await line(process, "feed_started")
        async with httpx2.AsyncClient(base_url=address, timeout=60) as client:

            async def serves() -> bool:
                return (await client.get("/health/ready")).status_code == HTTPStatus.OK

            await until(serves)
            before = series((await client.get("/metrics")).text, "area-visits-feed")
            assert firing(tmp_path, {}, before) == set()
            process.terminate()
            await line(process, "feed_stopped")
            with pytest.raises(httpx2.TransportError):
                await client.get("/metrics")
    assert firing(tmp_path, before, series(None, "area-visits-feed")) == {"AreaVisitsProcessDown"}


@with_promtool
async def test_a_register_that_goes_away_is_told_of(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    from tests.e2e.breaking import Cable

    cable = Cable(engine.addresses.database_url_of(Role.WORKER))
    settings = worker_of(engine, cable.database_url, VISITS_METRICS_PORT="0")
    async with running("worker", **settings) as process:
        address = (await line(process, "watched"))["address"]
        async with cable:
            await line(process, "worker_started")
            before = series(await read(address))
            assert "visits_register_read" in str(before)
        async with httpx2.AsyncClient(base_url=address, timeout=60) as client:

            async def gone() -> bool:
                return "visits_register_read 0.0" in (await client.get("/metrics")).text

            await until(gone)
            after = series((await client.get("/metrics")).text)
    assert firing(tmp_path, before, after) == {"AreaVisitsRegisterAway"}


@with_promtool
async def test_letters_that_no_server_takes_are_told_of(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    before = series(await told_by(url))
    # Written in 2020, by the visit's clock: they have waited for longer than a quarter of an hour.
    async with engine.working(smtp_to(9)) as (client, _):
        await engine.player(client, engine.scenario()).open()

        async def filed() -> bool:
            query = "SELECT count(*) FROM letters WHERE status = 'filed'"
            return bool(await pool.fetchval(query))

        await until(filed)
        after = series(await told_by(url))
    assert firing(tmp_path, before, after) == {"AreaVisitsLettersWait"}


@with_promtool
async def test_a_consumer_that_answers_500_is_told_of(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    before = series(await told_by(url))
    async with Receiver() as receiver, pushing(engine) as push:
        receiver.answers(500)
        await push.visits(1)
        await pool.execute("DELETE FROM letters")  # which nobody here sends
        subscription = await push.to(receiver)

        async def retried() -> bool:
            return (await push.stands(subscription)).tally.retrying > 0

        await until(retried)
        at_first = series(await told_by(url))
        # Two hours later, as far as the log is concerned.
        await pool.execute("UPDATE events SET recorded_at = recorded_at - interval '2 hours'")
        after = series(await told_by(url))
    assert firing(tmp_path, before, at_first) == set()
    assert firing(tmp_path, before, after) == {"AreaVisitsConsumerBehind"}


@with_promtool
async def test_tokens_that_are_tried_out_are_told_of(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    what = Watched("feed", engine.addresses.database_url_of(Role.FEED))
    async with (
        watched(what, WatchSettings(port=0)) as watch,
        serving_feed(pool, LOOPBACK, 0) as feed,
        httpx2.AsyncClient(timeout=60) as client,
    ):
        with watch.serving():
            before = series((await client.get(f"{watch.address}/metrics")).text)
            for number in range(30):
                guess = {"Authorization": f"Bearer guess-{number}"}
                answer = await client.get(f"{feed}/events", headers=guess)
                assert answer.status_code == HTTPStatus.UNAUTHORIZED
            text = (await client.get(f"{watch.address}/metrics")).text
    assert "guess" not in text
    assert firing(tmp_path, before, series(text)) == {"AreaVisitsSignInsRefused"}


@with_promtool
async def test_what_does_not_agree_with_the_log_is_told_of(
    engine: Engine, pool: Pool, tmp_path: Path
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    state = await engine.play(start=TO_COME)
    before = series(await told_by(url))
    await pool.execute("UPDATE visits SET state = jsonb_set(state, '{sequence}', '1')")
    async with engine.working() as (client, _):
        report = await audit(engine.pool, client, now=ITS_LIFE_IS_OVER, patience=UNHURRIED)
    assert not report.fine
    text = await told_by(url)
    assert state.visit_id not in text
    assert firing(tmp_path, before, series(text)) == {
        "AreaVisitsMismatch",
        "AreaVisitsAuditFound",
        "AreaVisitsOperatorWanted",
    }


# --- The files -------------------------------------------------------------------------------

NAMED = re.compile(r"\b(?:visits|temporal)_[a-z_]+[a-z]\b")


@with_promtool
def test_prometheus_takes_the_files() -> None:
    for what, file in (("rules", RULES), ("config", RULES.with_name("prometheus.yaml"))):
        checked = subprocess.run(
            [str(PROMTOOL), "check", what, str(file)], check=False, capture_output=True, text=True
        )
        assert checked.returncode == 0, checked.stderr


def shown() -> list[str]:
    """What the dashboards ask."""
    asked = []
    for file in (DEPLOY / "grafana").glob("*.json"):
        panels = json.loads(file.read_text(encoding="utf-8"))["panels"]
        asked += [target["expr"] for panel in panels for target in panel["targets"]]
    return asked


def watched_for() -> list[str]:
    """What the alerts ask."""
    read = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule["expr"] for group in read["groups"] for rule in group["rules"]]


@with_promtool
def test_what_dashboards_ask_is_understood(tmp_path: Path) -> None:
    rules = [{"record": f"shown:{n}", "expr": asked} for n, asked in enumerate(shown())]
    assert rules
    file = tmp_path / "shown.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "shown", "rules": rules}]}))
    checked = subprocess.run(
        [str(PROMTOOL), "check", "rules", str(file)], check=False, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr


async def test_what_is_asked_for_and_documented_is_what_a_worker_tells(
    engine: Engine, pool: Pool
) -> None:
    url = engine.addresses.database_url_of(Role.WORKER)
    await engine.play(engine.scenario("declined"))
    async with engine.working() as (client, _):
        await audit(engine.pool, client, patience=UNHURRIED)
        await pool.execute("INSERT INTO mismatches VALUES ('any', 'gone', 'It is gone.')")
    settings = worker_of(engine, url, VISITS_METRICS_PORT="0")
    async with running("worker", **settings) as process:
        address = (await line(process, "watched"))["address"]
        await line(process, "worker_started")
        text = await read(address)
    told = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    ours = {name for name in told if name.startswith("visits_") and not name.endswith("_created")}

    bare = {re.sub(r"_(bucket|count|sum)$", "", name) for name in ours_in(shown() + watched_for())}
    only_later = {  # what the SDK tells when it has done or waited for one
        "temporal_activity_execution_failed_total",
        "temporal_workflow_task_schedule_to_start_latency_seconds",
    }
    assert bare - told - only_later == set()
    documented = set(re.findall(r"^\| `(visits_\w+)`", OPERATIONS, re.MULTILINE))
    assert documented == {re.sub(r"_info$", "", name) for name in ours}


def ours_in(asked: list[str]) -> set[str]:
    return {name for expression in asked for name in NAMED.findall(expression)}
