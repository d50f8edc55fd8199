"""Connections that say half of a header cost nobody else anything, on a stack as a person has it.

Quiet and crowded moments alternate in one run, so that a machine that is busy slows both alike.
"""

import asyncio
import json
import os
import signal
import socket
import statistics
import time
from pathlib import Path
from urllib.request import urlopen

import aiohttp
import pytest

from feed.limits import Limits
from schemas.access import PUSHED_TO, WHOLE_EVENTS
from tests.console.run.crowding import answers, crowded
from tests.console.run.test_up import a_day_that_suits, run, said, up
from tests.support.waiting import until

CROWD = 300
ROUNDS = 4
EACH = 6  # of each kind of question, a moment
AS_FAST = 2.0
"""How many times longer an answer may take in a crowd. The same is expected; the rest is for chance
on a machine that has other things to do."""
NOT_WORTH_IT = 0.02  # seconds by which two answers differ without meaning anything
VISIT = "interim-e10000016"
HALF = b"GET /events HTTP/1.1\r\nHost: feed\r\nAuthorization: Bea"

pytestmark = pytest.mark.timeout(300)


async def test_decisions_and_consumers_are_answered_in_a_crowd_as_fast_as_without() -> None:
    with up({}) as stack:
        token = run("tokens", "make", "warehouse", "--scope", "feed").strip()
        run("open", "E10000016", "--day-one", a_day_that_suits())

        times = await answers(stack, token, VISIT, rounds=ROUNDS, each=EACH)

        for name in ("decision", "page"):
            quiet, crowd = times[name, False], times[name, True]
            assert len(quiet) == len(crowd) == ROUNDS * EACH, "all were answered"
            most = AS_FAST * statistics.median(quiet) + NOT_WORTH_IT
            assert statistics.median(crowd) <= most, (name, quiet, crowd)


async def test_the_feed_is_a_process_of_its_own_that_comes_back_and_goes_with_its_parent() -> None:
    with up({}) as stack:
        (first,) = await asyncio.to_thread(_feeds)
        assert str(Path("var/feed.log")) in said()
        token = run("tokens", "make", "warehouse", *_scopes()).strip()
        os.kill(first, signal.SIGKILL)

        async def back() -> bool:
            async with (
                aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
                session.get(f"{stack['feed']}/events/head") as answer,
            ):
                return answer.status == 200

        assert await asyncio.wait_for(back(), 60), "who asks meanwhile waits, and is answered"
        (second,) = await asyncio.to_thread(_feeds)
        assert second != first
        async with (
            aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as session,
            session.post(
                f"{stack['feed']}/subscriptions", json={"url": "https://consumer.invalid/hook"}
            ) as answer,
        ):
            assert answer.status == 201, "it seals what signs with the key of this folder"
        assert any(
            json.loads(line)["event"] == "feed_ended"
            for line in Path("var/worker.log").read_text(encoding="utf-8").splitlines()
        )
    await until(_gone)


async def _gone() -> bool:
    return not await asyncio.to_thread(_feeds)


def _scopes() -> list[str]:
    return [word for scope in sorted(PUSHED_TO | WHOLE_EVENTS) for word in ("--scope", scope)]


def _feeds() -> list[int]:
    """The processes that serve this stack's feed: those whose log is in this folder."""
    log = Path("var/feed.log").resolve()
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdecimal() and _writes_to(process, log)
    ]


def _writes_to(process: Path, log: Path) -> bool:
    try:
        return (process / "fd" / "1").resolve() == log
    except OSError:
        return False


def test_of_a_crowd_few_are_kept_and_those_not_for_long() -> None:
    limits = Limits()
    with up({}) as stack:
        with urlopen(f"{stack['feed']}/health", timeout=60) as answer:  # noqa: S310 - our own
            assert answer.status == 200
        with crowded(stack["feed"]) as crowd:
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
