"""Decisions and openings that wait for Temporal: kept in order, delivered once."""

from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel

from register.canonical import canonical_json
from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from schemas.ids import ActorRef, UpdateId
from schemas.proofs import Proof

START = "start"
"""The name under which what is to be started is kept; a decision has the name of its update."""


class Kept(NamedTuple):
    """One of them.

    Attributes:
        position: In the order in which they came.
        subject: The visit, or what lives beside one.
        update_id: The same id is the same decision.
        name: Of the update, or `START`.
        actor: Who brought it.
        body: What Temporal is to be told, as JSON.
        proof: Of who decided it.
        brought_at: When it was brought.
        settled_at: When it was delivered, if it was.
        refusal: Why it was refused then, if it was.
        sentence: The same for people.
    """

    position: int
    subject: str
    update_id: UpdateId
    name: str
    actor: ActorRef
    body: str
    proof: Proof | None
    brought_at: datetime
    settled_at: datetime | None
    refusal: RefusalCode | None
    sentence: str | None

    @property
    def refused(self) -> Refused | None:
        """How it was refused at delivery."""
        return Refused(self.refusal, self.sentence or "") if self.refusal else None


_SELECT = (
    "SELECT position, subject, update_id, name, actor, body, proof, brought_at, settled_at,"
    " refusal, sentence FROM inbox"
)


async def put(  # noqa: PLR0913, PLR0917 - what is kept
    connection: Connection,
    subject: str,
    update_id: UpdateId,
    name: str,
    actor: ActorRef,
    body: BaseModel,
    proof: Proof,
) -> None:
    """Keep a decision or an opening; again is the same."""
    await connection.execute(
        "INSERT INTO inbox (subject, update_id, name, actor, body, proof)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        subject,
        update_id,
        name,
        actor,
        canonical_json(body),
        proof,
    )


async def waiting(connection: Connection, subject: str | None = None) -> list[Kept]:
    """What is to be delivered, in order: of one process, or all."""
    rows = await connection.fetch(
        f"{_SELECT} WHERE settled_at IS NULL AND ($1::text IS NULL OR subject = $1)"
        " ORDER BY position",
        subject,
    )
    return [_kept(dict(row)) for row in rows]


async def find(connection: Connection, subject: str, update_id: UpdateId) -> Kept | None:
    """A decision by its id; of an opening with its contacts, these."""
    row = await connection.fetchrow(
        f"{_SELECT} WHERE subject = $1 AND update_id = $2 ORDER BY position DESC LIMIT 1",
        subject,
        update_id,
    )
    return _kept(dict(row)) if row else None


async def find_beside(connection: Connection, subject: str, update_id: UpdateId) -> Kept | None:
    """What was opened or decided beside a process, by its id."""
    row = await connection.fetchrow(
        f"{_SELECT} WHERE update_id = $2 AND starts_with(subject, $1 || '/')"
        " ORDER BY position DESC LIMIT 1",
        subject,
        update_id,
    )
    return _kept(dict(row)) if row else None


async def settle(connection: Connection, position: int, refused: Refused | None = None) -> None:
    """Note that one was delivered, and how it was refused if it was."""
    await connection.execute(
        "UPDATE inbox SET settled_at = now(), refusal = $2, sentence = $3 WHERE position = $1",
        position,
        refused.code.value if refused else None,
        refused.sentence if refused else None,
    )


async def unseen(connection: Connection) -> list[Kept]:
    """What was refused at delivery, until a person has seen it."""
    rows = await connection.fetch(
        f"{_SELECT} WHERE refusal IS NOT NULL AND seen_at IS NULL ORDER BY position"
    )
    return [_kept(dict(row)) for row in rows]


async def see(connection: Connection, subject: str, update_id: UpdateId) -> bool:
    """A person has seen that one was refused; whether there was such a one."""
    done = await connection.execute(
        "UPDATE inbox SET seen_at = now()"
        " WHERE subject = $1 AND update_id = $2 AND refusal IS NOT NULL AND seen_at IS NULL",
        subject,
        update_id,
    )
    return not done.endswith(" 0")


def _kept(row: dict[str, object]) -> Kept:
    refusal = row["refusal"]
    return Kept(**{**row, "refusal": RefusalCode(str(refusal)) if refusal else None})  # type: ignore[arg-type]  # columns are its fields
