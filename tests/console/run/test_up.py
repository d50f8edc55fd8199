"""`visits up` as a person has it: one command, everything running, other commands find it.

One stack serves what does not end it; connections that say half of a header cost nobody on it
anything. Quiet and crowded moments alternate, so that a machine that is busy slows both alike.
"""

import asyncio
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import aiohttp
import httpx2
import pytest

from schemas.access import PUSHED_TO, WHOLE_EVENTS
from stack.place import at_home
from tests.console.run.crowding import answers, crowded
from tests.console.run.running import FREE, PATIENCE, VISITS, Running, a_day_that_suits, said, up
from tests.support.signed_in import token_of
from web.limits import Limits
from worker.decision_keys import decision_keys

PUBLIC = "https://events.example.org"
VISIT = "interim-e10000016"
ROUNDS = 3
EACH = 5  # of each kind of question, a moment
AS_FAST = 2.0
"""How many times longer an answer may take in a crowd. The same is expected; the rest is for chance
on a machine that has other things to do."""
NOT_WORTH_IT = 0.02  # seconds by which two answers differ without meaning anything
TIMES = 3  # that it is measured, until it is so: what a crowd takes it takes each time

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A stack with one visit; the last words are looked at when it has ended."""
    folder = tmp_path_factory.mktemp("up")
    mailbox = {
        "VISITS_MAILBOX": "maildir",
        "VISITS_MAILBOX_MAILDIR": str(folder / "in"),
        "VISITS_MAILBOX_EVERY": "1",
        "VISITS_METRICS_PORT": "0",
    }
    with up(folder, mailbox) as stack:
        stack.run("open", "E10000016", "--day-one", a_day_that_suits())
        yield stack
    *_, last = said(folder).splitlines()
    assert last.startswith("Stopped.")


@pytest.fixture(scope="module")
def token(running: Running) -> str:
    scopes = [word for scope in sorted(PUSHED_TO | WHOLE_EVENTS) for word in ("--scope", scope)]
    return running.run("tokens", "make", "warehouse", *scopes).strip()


async def test_what_lies_ahead_of_a_visit_is_told_over_http(running: Running) -> None:
    secret = await token_of(running.addresses["database_url"])
    head = {"Authorization": f"Bearer {secret}"}
    async with httpx2.AsyncClient(
        base_url=f"{running.addresses['pages']}/api", headers=head, timeout=PATIENCE
    ) as client:
        before = (await client.get(f"/visits/{VISIT}/events")).json()
        told = await client.get(f"/visits/{VISIT}/ahead")
        after = (await client.get(f"/visits/{VISIT}/events")).json()
        passed = await client.get(f"/visits/{VISIT}/ahead", params={"until": "2020-01-01"})
        far = await client.get(f"/visits/{VISIT}/ahead", params={"until": "2099-01-01"})

    assert told.status_code == 200, told.text
    outlook = told.json()
    assert (outlook["visits"][0]["visit_id"], outlook["ended_by"]) == (VISIT, "waits")
    assert "contacts_missing" in {one["kind"] for one in outlook["tasks"]}, outlook["tasks"]
    assert after == before
    assert (passed.status_code, passed.json()["detail"]) == (409, "That day has passed.")
    assert far.status_code == 409
    assert far.json()["detail"].startswith("No visit lasts as long: the last day that can be")


def test_its_worker_is_seen_from_outside_and_its_doors_are_not(running: Running) -> None:
    lines = [json.loads(text) for text in running.logged().splitlines()]
    (address,) = [one["address"] for one in lines if one["event"] == "watched"]

    assert httpx2.get(f"{address}/health/ready", timeout=PATIENCE).json() == {"status": "ready"}
    told = httpx2.get(f"{address}/metrics", timeout=PATIENCE).text
    assert "visits_serving 1.0" in told
    assert "temporal_num_pollers{" in told
    assert VISIT not in told
    assert "watched" not in (running.folder / "var/feed.log").read_text(encoding="utf-8")


def test_the_feed_is_part_of_it_and_events_name_its_address(running: Running, token: str) -> None:
    assert f"Feed        {running.feed}" in running.said()
    assert str(Path("var/feed.log")) in running.said()

    first, *_ = json.loads(running.get("/events?timeout=20", token))

    assert first["subject"] == VISIT
    assert first["dataschema"] == f"{running.feed}/schemas/visit.opened.v1.json"
    assert first["data"]["policy"]["letters_held_minutes"] == 5, "in real use letters are held"


def test_its_owner_signs_in_to_the_pages_by_an_address_that_is_in_no_log(running: Running) -> None:
    told = json.loads(running.run("people", "sign-in", "owner", "--json"))
    address = urlsplit(told["address"])
    signed_in = HTTPConnection(address.netloc, timeout=PATIENCE)
    try:
        signed_in.request("GET", address.path)
        page = signed_in.getresponse()
        assert (page.status, told["code"] in page.read().decode()) == (200, True)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        signed_in.request("POST", "/sign-in/once", urlencode({"secret": told["code"]}), form)
        answer = signed_in.getresponse()
        answer.read()
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        signed_in.request("GET", "/account", headers={"Cookie": cookie})
        account = signed_in.getresponse()
        assert (account.status, "Owner of this stack" in account.read().decode()) == (200, True)
    finally:
        signed_in.close()

    kept = [file for file in (running.folder / "var").rglob("*") if file.is_file()]
    logs = [file for file in kept if file.suffix == ".log"]
    assert {"pages.log", "feed.log", "worker.log"} <= {file.name for file in logs}
    for secret in (told["code"], cookie.partition("=")[2]):
        assert [file.name for file in kept if secret.encode() in file.read_bytes()] == []


def test_mail_that_comes_in_is_read(running: Running) -> None:
    new = running.folder / "in" / "new"
    new.mkdir(parents=True)
    (new / "1.a").write_bytes(b"From: x@example.org\nSubject: Hello\n\nIs this the right place?\n")

    ends = time.monotonic() + PATIENCE
    while not (listed := json.loads(running.run("post", "list", "--json"))):
        assert time.monotonic() < ends, (running.folder / "var/pages.log").read_text()
        time.sleep(0.5)

    assert [message["subject"] for message in listed] == ["Hello"]
    assert list(new.iterdir()) == []


def test_decisions_are_signed_with_another_key_while_it_runs(running: Running) -> None:
    def keys() -> dict[str, bool]:
        listed = json.loads(running.run("keys", "decisions", "list", "--json"))
        return {key["id"]: key["retired"] for key in listed}

    (old,) = keys()
    for name in ("coordinator-2", "coordinator-3", "coordinator-4"):
        words = ("people", "add", "Ada Sample", "--email", f"{name}@example.org")
        running.run(*words, "--role", "coordinator", "--ref", name)
    running.run("hand-over", VISIT, "--to", "coordinator-2", "--reason", "Leave.")
    running.run("keys", "decisions", "rotate")
    running.run("hand-over", VISIT, "--to", "coordinator-3", "--reason", "Leave.")
    running.run("keys", "decisions", "retire", old)
    running.run("hand-over", VISIT, "--to", "coordinator-4", "--reason", "Leave.")

    assert list(keys().values()) == [True, False]
    assert "Everything agrees" in running.run("audit")


def test_what_is_no_visit_is_refused_without_a_word_of_it(running: Running) -> None:
    temporal = Path(sys.executable).with_name("temporal")
    made_up = ["--type=Visit", "--workflow-id=made-up", '--input={"who":"Amara"}']
    where = [f"--address={running.addresses['temporal']}", "--task-queue=area-visits"]
    subprocess.run(
        [temporal, "workflow", "start", *made_up, *where], capture_output=True, check=True
    )
    ends = time.monotonic() + PATIENCE
    while "made-up" not in running.logged():
        assert time.monotonic() < ends
        time.sleep(0.1)

    # What the engine's core has to say goes to the log: it repeats what it was sent.
    assert "Amara" not in running.said()
    assert "temporal" not in running.said().partition("Ctrl-C stops it.")[2]
    assert "Amara" not in running.logged()


async def test_decisions_and_consumers_are_answered_in_a_crowd_as_fast_as_without(
    running: Running, token: str
) -> None:
    signer = decision_keys(running.folder / "var").signer()
    slower: list[object] = []
    for _ in range(TIMES):
        times = await answers(running.addresses, token, VISIT, signer, rounds=ROUNDS, each=EACH)
        slower = []
        for name in ("decision", "page"):
            quiet, crowd = times[name, False], times[name, True]
            assert len(quiet) == len(crowd) == ROUNDS * EACH, "all were answered"
            if statistics.median(crowd) > AS_FAST * statistics.median(quiet) + NOT_WORTH_IT:
                slower.append((name, quiet, crowd))
        if not slower:
            break
    assert slower == []


def test_of_a_crowd_few_are_kept_and_those_not_for_long(running: Running) -> None:
    limits = Limits()
    with urlopen(f"{running.feed}/health", timeout=60) as answer:  # noqa: S310 - our own
        assert answer.status == 200
    with crowded(running.feed) as crowd:
        begun = time.monotonic()
        while sum(map(_is_open, crowd)) > limits.idle_per_address:
            time.sleep(0.05)
        sooner = time.monotonic() - begun < limits.header_within.total_seconds() - 1
        assert sooner, "the oldest go at once, so that one more is taken"

        while any(map(_is_open, crowd)):
            assert time.monotonic() - begun < limits.header_within.total_seconds() + 15
            time.sleep(0.2)


def _is_open(one: socket.socket) -> bool:
    one.settimeout(0)
    try:
        while answer := one.recv(1000):
            assert answer.startswith(b"HTTP/1.1 408 ")
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


async def test_the_feed_is_a_process_of_its_own_that_comes_back(
    running: Running, token: str
) -> None:
    (first,) = await asyncio.to_thread(running.feeds)
    os.kill(first, signal.SIGKILL)

    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session:
        async with asyncio.timeout(PATIENCE), session.get(f"{running.feed}/events/head") as answer:
            assert answer.status == 200, "who asks meanwhile waits, and is answered"
        (second,) = await asyncio.to_thread(running.feeds)
        assert second != first
        hook = {"url": "https://consumer.invalid/hook"}
        async with session.post(f"{running.feed}/subscriptions", json=hook) as answer:
            assert answer.status == 201, "it seals what signs with the key of this folder"
    ended = [json.loads(line) for line in running.logged().splitlines()]
    assert any((one["event"], one.get("door")) == ("door_ended", "feed") for one in ended)


def test_nothing_leaves_a_copy_that_is_a_trial(tmp_path: Path) -> None:
    at_home(tmp_path / "var")
    place = shutil.copytree(tmp_path, tmp_path / "copied")
    (place / "in/new").mkdir(parents=True)
    (place / "in/new/1.a").write_bytes(b"From: x@example.org\nSubject: Hello\n\nHello.\n")
    real = {
        "VISITS_MAIL_CHANNEL": "smtp",
        "VISITS_MAILBOX": "maildir",
        "VISITS_MAILBOX_MAILDIR": str(place / "in"),
        "VISITS_MAILBOX_EVERY": "1",
    }

    with up(place, real, options=["--trial"]) as stack:
        assert "Letters     var/letters" in stack.said()
        assert "A trial: letters stay in its folder, no mail is read" in stack.said()
        token = stack.run("tokens", "make", "warehouse", "--scope", "feed").strip()
        stack.run("subscriptions", "make", "warehouse", "https://consumer.invalid/hook")
        stack.run("open", "E10000016", "--day-one", a_day_that_suits())
        assert json.loads(stack.get("/events?timeout=20", token)), "it goes on as any other"
        time.sleep(2)  # in which events are pushed elsewhere, and the mailbox is read
        (subscription,) = json.loads(stack.run("subscriptions", "list", "--json"))
        assert (subscription["position"], subscription["last_answer"]) == (0, None)
    assert [message.name for message in (place / "in/new").iterdir()] == ["1.a"]


def test_consumers_may_reach_the_feed_at_another_address(tmp_path: Path) -> None:
    with up(tmp_path, {"VISITS_PUBLIC_ADDRESS": PUBLIC}) as stack:
        assert json.loads(stack.run("migrate", "--json")) == {
            "applied": [],
            "public_address": PUBLIC,
            "namespace": "default",
            "roles_missing": [],
        }


def test_a_register_of_another_namespace_goes_on_once_it_is_said_to_have_moved(
    tmp_path: Path,
) -> None:
    """As one that was brought from a distributed installation."""
    with up(tmp_path) as stack:
        stack.run("migrate", "--namespace", "elsewhere")

    with pytest.raises(AssertionError) as ended, up(tmp_path):
        pass
    told = " ".join(str(ended.value).split())
    assert "belongs to Temporal's namespace “elsewhere”" in told
    assert "leads to “default”" in told
    assert "`visits up --moved`" in told

    with up(tmp_path, options=["--moved"]) as stack:
        assert json.loads(stack.run("migrate", "--json"))["namespace"] == "default"


def test_whoever_stops_it_while_it_starts_is_told_so(tmp_path: Path) -> None:
    with (
        (tmp_path / "up.txt").open("w", encoding="utf-8") as output,
        subprocess.Popen(
            [*VISITS, "up", *FREE], stdout=output, stderr=subprocess.STDOUT, cwd=tmp_path
        ) as process,
    ):
        while "Starting" not in said(tmp_path):
            assert process.poll() is None, said(tmp_path)
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
    assert said(tmp_path).splitlines()[1:] == [
        "Stopped. What visits know is kept; `visits up` goes on from here."
    ]
