"""The same shape on DBOS, whose people are in the process that runs the workflows.

Runs in an environment of its own, which `make bench-tools` makes: `python dbos_visit.py URL SHAPE`.
It reads a line of numbers for each round of visits, plays them at once, and answers with a line of
JSON: the seconds that each decision took.
"""

import asyncio
import gc
import json
import sys
import time
from typing import Any, Final

from dbos import DBOS, DBOSConfig

TOPIC: Final = "decisions"
NOTHING: Final = "nothing"
"""Of which nobody sends a message: to wait for one is to wait for a timer."""
_PATIENCE: Final = 120.0  # seconds; no decision is waited for as long
_SOON: Final = 0.01
"""Seconds after which a timer fires that fires in the shape: it cannot be moved, so it is short."""


@DBOS.step()  # type: ignore[untyped-decorator]  # it is not installed here
async def look_up(what: str) -> str:
    """Nothing."""
    return what


@DBOS.step()  # type: ignore[untyped-decorator]  # it is not installed here
async def record(what: str) -> str:
    """Nothing."""
    return what


@DBOS.workflow()  # type: ignore[untyped-decorator]  # it is not installed here
async def visit(beats: list[list[Any]]) -> int:
    """Take decisions, record each and answer it; go on by itself where the shape says.

    Args:
        beats: Whether somebody decides, and how many steps follow.
    """
    await look_up("")
    for decided, records in beats:
        # Waiting for a message is a durable timer here: what `recv` may take is written down.
        topic, wait = (TOPIC, _PATIENCE) if decided else (NOTHING, _SOON)
        told = await DBOS.recv_async(topic, timeout_seconds=wait)
        if decided and told is None:
            raise RuntimeError("nobody decided")
        for number in range(records):
            await record("")
            if decided and number == 0:
                await DBOS.set_event_async(told, told)
    return len(beats)


async def _play(number: str, beats: list[list[Any]]) -> list[float]:
    handle = await DBOS.start_workflow_async(visit, beats)
    name = handle.get_workflow_id()
    answers = []
    for beat, (decided, _) in enumerate(beats):
        if not decided:
            continue
        begun = time.perf_counter()
        what = f"{number}-{beat}"
        await DBOS.send_async(name, what, topic=TOPIC, idempotency_key=what)
        if await DBOS.get_event_async(name, what, timeout_seconds=_PATIENCE) != what:
            raise RuntimeError("no answer")
        answers.append(time.perf_counter() - begun)
    await handle.get_result()
    return answers[1:]  # the first arrives with the start elsewhere


async def _serve(beats: list[list[Any]]) -> None:
    _say("ready")
    while line := await asyncio.to_thread(sys.stdin.readline):
        played = await asyncio.gather(*(_play(number, beats) for number in line.split()))
        _say(json.dumps([second for answers in played for second in answers]))


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until standard input ends."""
    config: DBOSConfig = {
        "name": "beside",
        "system_database_url": sys.argv[1],
        "log_level": "WARNING",
        "sys_db_pool_size": 20,  # as the register's
        # Whoever waits holds a thread, and with the usual 64 fifty visits wait for each other.
        "max_executor_threads": 1000,
    }
    DBOS(config=config)
    DBOS.launch()
    gc.freeze()  # and so on as `console.collecting`, which is not to be had in here
    gc.set_threshold(50_000, 10, 10)
    asyncio.run(_serve(json.loads(sys.argv[2])))
    DBOS.destroy()


if __name__ == "__main__":
    main()
