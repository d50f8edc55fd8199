"""What may be started: announced by whoever opens it, before Temporal is told.

Whoever reaches Temporal can start a run under any id; only those who may write here can have one
that is taken. A signature, once the desk has one, goes beside the digest and is checked with it.
"""

import hashlib
import json
from contextlib import suppress

from pydantic import BaseModel

from register.connection import Connection
from rules import chain
from schemas.ids import UpdateId


async def announce(
    connection: Connection, workflow_id: str, start: BaseModel, update_id: UpdateId | None = None
) -> None:
    """Announce a start; again is the same.

    Args:
        connection: What is written must be committed before the start.
        workflow_id: Under which id.
        start: What the workflow is started with.
        update_id: Of the decision that opens it, where a person opens it.
    """
    await connection.execute(
        "INSERT INTO announcements (workflow_id, digest, update_id) VALUES ($1, $2, $3)"
        " ON CONFLICT DO NOTHING",
        workflow_id,
        digest_of_input(start.model_dump_json().encode()),
        update_id,
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


def digest_of_input(start: bytes) -> str:
    """The digest of an input, the same however its fields are ordered and spaced."""
    with suppress(ValueError):  # no JSON: nobody announces that
        start = chain.canonical(json.loads(start)).encode()
    return hashlib.sha256(start).hexdigest()
