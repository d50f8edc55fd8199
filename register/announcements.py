"""What may be started: announced by whoever opens it, before Temporal is told.

Whoever reaches Temporal can start a run under any id; only those who may write here can have one
that is taken. Beside the digest is the proof of who opens it, and with what.
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from pydantic import BaseModel

from register.connection import Connection
from rules import chain
from schemas.ids import UpdateId
from schemas.proofs import Proof


async def announce(
    connection: Connection,
    workflow_id: str,
    start: BaseModel,
    update_id: UpdateId | None = None,
    proof: Proof | None = None,
) -> None:
    """Announce a start; again is the same.

    Args:
        connection: What is written must be committed before the start.
        workflow_id: Under which id.
        start: What the workflow is started with.
        update_id: Of the decision that opens it, where a person opens it.
        proof: Who opens it; none where it is brought back from its log.
    """
    await connection.execute(
        "INSERT INTO announcements (workflow_id, digest, update_id, proof, clock_offset)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
        workflow_id,
        digest_of_input(start.model_dump_json().encode()),
        update_id,
        proof,
        getattr(getattr(start, "opening", None), "clock_offset", timedelta(0)),
    )


async def knows_one_of(connection: Connection, workflow_ids: Sequence[str]) -> bool:
    """Whether one of these was announced, or is a visit that was opened before starts were."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM announcements WHERE workflow_id = ANY($1::text[]))"
            " OR EXISTS (SELECT FROM visits WHERE visit_id = ANY($1::text[]))",
            [*workflow_ids],
        )
    )


async def is_announced(connection: Connection, workflow_id: str, start: bytes) -> bool:
    """Whether exactly this input was announced for this id.

    Args:
        connection: Any.
        workflow_id: Of the run.
        start: The data of the payload that it was started with.
    """
    found = await connection.fetchval(
        "SELECT true FROM announcements WHERE workflow_id = $1 AND digest = $2",
        workflow_id,
        digest_of_input(start),
    )
    return bool(found)


async def openings_of(connection: Connection, workflow_id: str) -> list[Proof]:
    """The proofs of who opens a process, the latest first."""
    rows = await connection.fetch(
        "SELECT proof FROM announcements WHERE workflow_id = $1 AND proof IS NOT NULL"
        " ORDER BY announced_at DESC",
        workflow_id,
    )
    return [row["proof"] for row in rows]


async def clock_offset(connection: Connection, workflow_id: str) -> timedelta:
    """What the clock of a process is moved by at most: nothing, but in rehearsals.

    Whoever opens one there, and is not answered in time, announces it once more for a clock that
    is behind by as long as that took; the run may go by either.
    """
    offset: timedelta | None = await connection.fetchval(
        "SELECT max(clock_offset) FROM announcements WHERE workflow_id = $1", workflow_id
    )
    return offset or timedelta(0)


def digest_of_input(start: bytes) -> str:
    """The digest of an input, the same however its fields are ordered and spaced."""
    with suppress(ValueError):  # no JSON: nobody announces that
        start = chain.canonical(json.loads(start)).encode()
    return hashlib.sha256(start).hexdigest()
