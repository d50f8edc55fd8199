"""Proofs of decisions, kept before Temporal is told; and what the engine found and is to tell."""

from collections.abc import Iterable, Sequence

from register.connection import Connection
from rules.proofs import digest_of_proof, digest_of_told
from schemas.base import Model
from schemas.ids import Digest, UpdateId
from schemas.proofs import Proof, Signed


async def keep(connection: Connection, subject: str, update_id: UpdateId, proof: Proof) -> None:
    """Keep the proof of a decision; again is the same.

    Args:
        connection: What is written must be committed before the decision is sent.
        subject: About what.
        update_id: Of the decision.
        proof: Who decided what.
    """
    await connection.execute(
        "INSERT INTO proofs (digest, subject, update_id, proof) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT DO NOTHING",
        digest_of_proof(proof),
        subject,
        update_id,
        proof,
    )


async def find(connection: Connection, subject: str, digest: Digest) -> Proof | None:
    """A proof that was kept for a process."""
    proof: Proof | None = await connection.fetchval(
        "SELECT proof FROM proofs WHERE digest = $1 AND subject = $2", digest, subject
    )
    return proof


async def use(
    connection: Connection,
    signed: Signed,
    digest: Digest,
    first: int | None = None,
    last: int | None = None,
) -> bool:
    """Note which events rest on a decision; on one that is refused, none ever will.

    Args:
        connection: In the transaction that records them.
        signed: The decision, as its proof has it.
        digest: Of the proof.
        first: The first of the events; `None` where the decision is refused.
        last: The last of them.

    Returns:
        Whether none did before: a decision is good for one place.
    """
    done = await connection.execute(
        "INSERT INTO proved (subject, update_id, name, digest, first, sequence)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        signed.subject,
        signed.update_id,
        signed.name,
        digest,
        first,
        last,
    )
    return not done.endswith(" 0")


async def recorded_under(
    connection: Connection, subject: str, update_id: UpdateId
) -> tuple[str, int] | None:
    """What was decided about, or opened, under an id, and the last event of that.

    Args:
        connection: Any.
        subject: Of a process, or of the one that it lives beside.
        update_id: The id.
    """
    row = await connection.fetchrow(
        "SELECT subject, sequence FROM proved WHERE update_id = $2 AND first IS NOT NULL"
        " AND (subject = $1 OR starts_with(subject, $1 || '/')) ORDER BY subject LIMIT 1",
        subject,
        update_id,
    )
    return (row["subject"], row["sequence"]) if row else None


# --- What the engine found ------------------------------------------------------------------


async def found(connection: Connection, subject: str, message: Model) -> None:
    """Keep what was found, which the process is going to be told."""
    await connection.execute(
        "INSERT INTO findings (subject, digest, name, message) VALUES ($1, $2, $3, $4)",
        subject,
        digest_of_told(message),
        type(message).__name__,
        message.model_dump_json(),
    )


async def take(
    connection: Connection,
    subject: str,
    digest: Digest,
    last: int,
    models: Iterable[type[Model]],
) -> Model | None:
    """What was found, and was not told before; note the last event that follows from it.

    Args:
        connection: In the transaction that records what follows.
        subject: What process it is told.
        digest: Of what.
        last: The last event that follows.
        models: What can be found.
    """
    row = await connection.fetchrow(
        "UPDATE findings SET sequence = $3 WHERE number ="
        " (SELECT min(number) FROM findings"
        "  WHERE subject = $1 AND digest = $2 AND sequence IS NULL) RETURNING name, message",
        subject,
        digest,
        last,
    )
    if row is None:
        return None
    model = next((each for each in models if each.__name__ == row["name"]), None)
    return model.model_validate_json(row["message"]) if model else None


# --- All of a process's ---------------------------------------------------------------------


async def of_stream(connection: Connection, subject: str) -> Sequence[tuple[int, int, Proof]]:
    """The first and the last event that each proof of a process stands for, in order."""
    rows = await connection.fetch(
        "SELECT first, sequence, proof FROM proved JOIN proofs USING (digest)"
        " WHERE proved.subject = $1 AND first IS NOT NULL ORDER BY first",
        subject,
    )
    return [(row["first"], row["sequence"], row["proof"]) for row in rows]
