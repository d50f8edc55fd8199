"""What was found not to agree with the log, until it does again; `visits tasks` tells of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from register.connection import Connection

SEARCH_ATTRIBUTES: Final = "search-attributes"
"""How it is called that Temporal does not know what visits are searched by: no process's fault."""

TASK_QUEUE: Final = "task-queue"
"""Likewise, that it gives out the work of a task queue slowly or not at all; the queue is named."""

WORKER_VERSION: Final = "worker-version"
"""Likewise, that it gives visits to a version of the worker that does not run."""


class Mismatch(NamedTuple):
    """One process that does not agree.

    Attributes:
        subject: The process, by the subject of its stream or, for a stray, its workflow id.
        found: What is wrong, as a code.
        sentence: What is wrong, for people.
        found_at: Since when that is known.
    """

    subject: str
    found: str
    sentence: str
    found_at: datetime


async def note(connection: Connection, subject: str, found: str, sentence: str) -> None:
    """Keep what is wrong with a process; what was known before keeps its date."""
    await connection.execute(
        "INSERT INTO mismatches (subject, found, sentence) VALUES ($1, $2, $3)"
        " ON CONFLICT (subject) DO UPDATE SET found = excluded.found, sentence = excluded.sentence",
        subject,
        found,
        sentence,
    )


async def settle(connection: Connection, subjects: Iterable[str]) -> None:
    """Forget what was wrong with processes that agree again."""
    await connection.execute("DELETE FROM mismatches WHERE subject = ANY($1::text[])", [*subjects])


async def settle_but(connection: Connection, found: str, subjects: Iterable[str]) -> None:
    """Forget what was found in this way, but of these: they are there still."""
    await connection.execute(
        "DELETE FROM mismatches WHERE found = $1 AND NOT subject = ANY($2::text[])",
        found,
        [*subjects],
    )


async def open_ones(connection: Connection) -> list[Mismatch]:
    """What does not agree, longest known first."""
    rows = await connection.fetch(
        "SELECT subject, found, sentence, found_at FROM mismatches ORDER BY found_at, subject"
    )
    return [Mismatch(**dict(row)) for row in rows]
