"""Whether all that people were told is so: nothing lost, nothing twice, nothing broken."""

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.whole.house import House
from register import decisions
from register.connection import Connection, Pool
from schemas.event_types import EventType

_SERIOUS: Final = frozenset({"error", "critical"})


async def commits(connection: Connection, after: int) -> dict[int, float]:
    """When each event after a position was committed, in seconds since 1970."""
    rows = await connection.fetch(
        "SELECT position, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8 AS at"
        " FROM events WHERE position > $1",
        after,
    )
    return {row["position"]: row["at"] for row in rows}


async def untrue(
    house: House, pool: Pool, after: int, played: Sequence[dict[str, Any]]
) -> Sequence[str]:
    """All that is not as people were told, in words.

    Args:
        house: It.
        pool: Its register.
        after: The position before the first click.
        played: What each process of people found.
    """
    async with pool.acquire() as connection:
        told = [*await lost(connection, played), *await twice(connection, after, played)]
    broken = [words for log in house.logs for words in _serious(log)]
    return [*told, *broken, *await _audited(house)]


async def lost(connection: Connection, played: Sequence[dict[str, Any]]) -> Sequence[str]:
    """Decisions that people were told to be recorded, and that the register does not know."""
    return [
        f"{slug} of {visit} was told to be recorded, and is not"
        for visit, update_id, slug in _decided(played)
        if await decisions.sequence_of(connection, visit, update_id) is None
    ]


async def twice(
    connection: Connection, after: int, played: Sequence[dict[str, Any]]
) -> Sequence[str]:
    """Visits that were handed over more often, or less often, than people were told."""
    rows = await connection.fetch(
        "SELECT partition_key AS visit, count(*) AS times FROM events"
        " WHERE type = $1 AND position > $2 GROUP BY partition_key",
        EventType.HANDED_OVER.value,
        after,
    )
    recorded = Counter({row["visit"]: row["times"] for row in rows})
    told = Counter(visit for visit, _, slug in _decided(played) if slug == "hand-over")
    told.update(visit for one in played for visit in one["batches"])
    # Whoever had no answer cannot know; what they decided may be there.
    unknown = sum(len(one["failed"]) for one in played)
    less, more = told - recorded, recorded - told
    if not less and more.total() <= unknown:
        return []
    return [f"handed over more often than told: {dict(more)}; less often: {dict(less)}"]


def _decided(played: Sequence[dict[str, Any]]) -> Iterable[tuple[str, str, str]]:
    for one in played:
        yield from one["decided"]


def _serious(log: Path) -> Iterator[str]:
    """What a process says went wrong."""
    for line in log.read_text(encoding="utf-8").splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            yield f"{log.parent.name} said {line[:200]!r}"
            continue
        if said.get("level") in _SERIOUS:
            yield f"{log.parent.name} said {line[:600]}"


async def _audited(house: House) -> Sequence[str]:
    """What `visits audit` finds."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "console.main", "audit"),
        env={**os.environ, **house.environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return [] if process.returncode == 0 else [f"visits audit: {said.decode()[-800:]}"]
