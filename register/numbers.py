"""How the register stands, in numbers: for whoever watches it from outside.

Kinds, states and the names that consumers were given; no visit, no person, no word.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from register import audits, followers
from register.audits import KeptAudit
from register.connection import Connection, Record

_MOST_CONSUMERS = 50
"""Consumers that are told of one by one, the furthest behind first; the others are told as one."""

OTHERS = "others"


class OpenProcesses(NamedTuple):
    """How many processes of a kind stand somewhere.

    Attributes:
        kind: Of which kind.
        stage: Where; what lives beside a visit is just open.
        number: How many.
    """

    kind: str
    stage: str
    number: int


class Letters(NamedTuple):
    """How many letters are in a state.

    Attributes:
        channel: By which they were last tried; `none` for those that were not.
        state: In which state.
        number: How many.
    """

    channel: str
    state: str
    number: int


class ConsumerNumbers(NamedTuple):
    """How one consumer is served, by the door where it is furthest behind.

    Attributes:
        behind: How many events it has not had.
        waits_since: Since when the first of them is recorded; `None` if there is none.
    """

    behind: int
    waits_since: datetime | None


class Numbers(NamedTuple):
    """How the register stands.

    Attributes:
        letters: By channel and state.
        unsent_since: Since when the letter that waits longest could have left: of those that their
            recipient's side holds up (`True`), and of the rest.
        processes: Those that are open, by kind and stage.
        mismatches: What does not agree with the log, by how it was found.
        position: Of the latest event.
        consumers: By name.
        dead_letters: Deliveries that were given up, by consumer.
        kept_for_later: Decisions that wait for Temporal.
        audit: The latest audit of everything.
    """

    letters: tuple[Letters, ...]
    unsent_since: Mapping[bool, datetime | None]
    processes: tuple[OpenProcesses, ...]
    mismatches: Mapping[str, int]
    position: int
    consumers: Mapping[str, ConsumerNumbers]
    dead_letters: Mapping[str, int]
    kept_for_later: int
    audit: KeptAudit | None


_PROCESSES = (
    "SELECT 'visit' AS kind, stage, count(*) AS number FROM visits"
    " WHERE stage <> 'ended' GROUP BY stage"
    " UNION ALL SELECT kind, 'open', count(*) FROM side_processes"
    " WHERE NOT is_over AND state IS NOT NULL GROUP BY kind"
    " UNION ALL SELECT 'programme', stage, count(*) FROM programmes"
    " WHERE stage <> 'closed' GROUP BY stage"
    " UNION ALL SELECT 'report', stage, count(*) FROM reports"
    " WHERE stage NOT IN ('withdrawn', 'settled') GROUP BY stage"
    " ORDER BY kind, stage"
)

_UNSENT = (
    "SELECT deferrals > 0 AS held_up,"
    # Whoever was not tried waits from when it may leave; the rest since it was written.
    " min(CASE WHEN settled_at IS NULL THEN greatest(filed_at, next_attempt_at) ELSE filed_at END)"
    " AS since FROM letters WHERE status = 'filed' GROUP BY 1"
)

_DEAD = (
    "SELECT consumer, count(*) AS number FROM deliveries"
    " JOIN subscriptions ON subscriptions.id = deliveries.subscription"
    " WHERE deliveries.status = 'dead' GROUP BY consumer ORDER BY number DESC, consumer"
)


async def numbers(connection: Connection) -> Numbers:
    """Read them all as of one moment.

    Args:
        connection: Of the worker's role or the desk's: others may not see it all.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        letters = await connection.fetch(
            "SELECT coalesce(channel, 'none') AS channel, status AS state, count(*) AS number"
            " FROM letters GROUP BY 1, 2 ORDER BY 1, 2"
        )
        unsent = {row["held_up"]: row["since"] for row in await connection.fetch(_UNSENT)}
        found = await connection.fetch(
            "SELECT found, count(*) AS number FROM mismatches GROUP BY found ORDER BY found"
        )
        return Numbers(
            letters=tuple(Letters(*row.values()) for row in letters),
            unsent_since={held_up: unsent.get(held_up) for held_up in (False, True)},
            processes=tuple(
                OpenProcesses(*row.values()) for row in await connection.fetch(_PROCESSES)
            ),
            mismatches={row["found"]: row["number"] for row in found},
            position=await connection.fetchval("SELECT coalesce(max(position), 0) FROM events"),
            consumers=await _consumers(connection),
            dead_letters=_at_most(await connection.fetch(_DEAD)),
            kept_for_later=await connection.fetchval(
                "SELECT count(*) FROM inbox WHERE settled_at IS NULL"
            ),
            audit=await audits.latest(connection),
        )


async def _consumers(connection: Connection) -> dict[str, ConsumerNumbers]:
    known: dict[str, ConsumerNumbers] = {}
    for lag in await followers.lag(connection):  # the furthest behind first
        name = lag.consumer if lag.consumer in known or len(known) < _MOST_CONSUMERS else OTHERS
        known.setdefault(name, ConsumerNumbers(max(lag.behind, 0), lag.behind_since))
    return known


def _at_most(rows: Sequence[Record]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for row in rows:
        consumer = row["consumer"]
        name = consumer if len(counted) < _MOST_CONSUMERS else OTHERS
        counted[name] = counted.get(name, 0) + row["number"]
    return counted
