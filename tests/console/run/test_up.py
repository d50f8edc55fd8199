"""`visits up` as a person has it: one command, everything running, other commands find it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

VISITS = [sys.executable, "-m", "console.main"]
FREE = [f"--{name}-port=0" for name in ("temporal", "ui", "database", "feed")]
PUBLIC = "https://events.example.org"
PATIENCE = 120.0  # seconds, for a machine that is busy

pytestmark = pytest.mark.timeout(300)


@contextmanager
def up(environment: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Everything under `var`, for as long as the block lasts; then it ends in order."""
    with (
        Path("up.txt").open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [*VISITS, "up", *FREE],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
        ) as process,
    ):
        try:
            ends = time.monotonic() + PATIENCE
            while "Ctrl-C stops it." not in said():
                assert process.poll() is None, said()
                assert time.monotonic() < ends, said()
                time.sleep(0.1)
            yield json.loads(Path("var/stack.json").read_text(encoding="utf-8"))
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, said()
        finally:
            process.terminate()


def said() -> str:
    return Path("up.txt").read_text(encoding="utf-8")


def run(*words: str) -> str:
    return subprocess.run([*VISITS, *words], capture_output=True, check=True, text=True).stdout


def get(address: str, path: str, token: str) -> bytes:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=40)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read()
    finally:
        connection.close()


def a_day_that_suits() -> str:
    """A Monday some ten weeks ahead: `visits up` lives in real time."""
    day = datetime.now(UTC).date() + timedelta(weeks=10)
    return (day - timedelta(days=day.weekday())).isoformat()


def start_past_the_desk(address: str) -> None:
    """Start what is no visit, and wait until it is refused."""
    temporal = Path(sys.executable).with_name("temporal")
    made_up = ["--type=Visit", "--workflow-id=made-up", '--input={"who":"Amara"}']
    where = [f"--address={address}", "--task-queue=area-visits"]
    subprocess.run(
        [temporal, "workflow", "start", *made_up, *where], capture_output=True, check=True
    )
    ends = time.monotonic() + PATIENCE
    while "made-up" not in Path("var/worker.log").read_text(encoding="utf-8"):
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_the_feed_is_part_of_it_and_events_name_its_address() -> None:
    with up({}) as stack:
        assert f"Feed        {stack['feed']}" in said()
        secret = run("tokens", "make", "warehouse", "--scope", "feed").strip()
        run("open", "E10000016", "--day-one", a_day_that_suits())
        start_past_the_desk(stack["temporal"])

        first, *_ = json.loads(get(stack["feed"], "/events?timeout=20", secret))

        assert first["subject"] == "interim-e10000016"
        assert first["dataschema"] == f"{stack['feed']}/schemas/visit.opened.v1.json"
    *_, last = said().splitlines()
    assert last.startswith("Stopped.")
    # What the engine's core has to say goes to the log: it repeats what it was sent.
    assert "Amara" not in said()
    assert "temporal" not in said().partition("Ctrl-C stops it.")[2]
    assert "Amara" not in Path("var/worker.log").read_text(encoding="utf-8")


def test_consumers_may_reach_the_feed_at_another_address() -> None:
    with up({"VISITS_PUBLIC_ADDRESS": PUBLIC}):
        assert json.loads(run("migrate", "--json")) == {
            "applied": [],
            "public_address": PUBLIC,
            "roles_missing": [],
        }
