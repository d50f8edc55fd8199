"""What one person has decided and another must confirm before it is brought anywhere."""

from datetime import datetime, timedelta
from typing import Final, NamedTuple

from register.connection import Connection
from schemas.ids import ActorRef

WAITS_FOR: Final = timedelta(days=30)
"""How long it waits; after that it is as if nobody had decided anything."""


class Asked(NamedTuple):
    """What waits for a second person.

    Attributes:
        actor: Who decided it.
        form: As they filled it in, and on what grounds, as JSON.
    """

    actor: ActorRef
    form: str


class Waiting(NamedTuple):
    """What waits for a second person, as a task tells it.

    Attributes:
        subject: About which process.
        about: Whom or what within it.
        actor: Who decided it.
        since: When they did.
        form: As they filled it in, and on what grounds, as JSON.
    """

    subject: str
    about: str
    actor: ActorRef
    since: datetime
    form: str


async def ask(  # noqa: PLR0913, PLR0917 - what waits, and for what
    connection: Connection, subject: str, decision: str, about: str, actor: ActorRef, form: str
) -> None:
    """Keep what somebody decided; what waited before in its place is forgotten."""
    await connection.execute(
        "INSERT INTO second_persons (subject, decision, about, actor, form)"
        " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (subject, decision, about) DO UPDATE"
        " SET actor = excluded.actor, form = excluded.form, asked_at = now()",
        subject,
        decision,
        about,
        actor,
        form,
    )


async def asked(connection: Connection, subject: str, decision: str, about: str) -> Asked | None:
    """What waits, if anything does."""
    row = await connection.fetchrow(
        "SELECT actor, form FROM second_persons WHERE subject = $1 AND decision = $2"
        " AND about = $3 AND asked_at > now() - $4::interval",
        subject,
        decision,
        about,
        WAITS_FOR,
    )
    return Asked(*row) if row else None


async def waiting(connection: Connection) -> list[Waiting]:
    """All that waits, what has waited longest on top."""
    rows = await connection.fetch(
        "SELECT subject, about, actor, asked_at, form FROM second_persons"
        " WHERE asked_at > now() - $1::interval ORDER BY asked_at",
        WAITS_FOR,
    )
    return [Waiting(*row) for row in rows]


async def settle(connection: Connection, subject: str, decision: str, about: str) -> None:
    """Forget what waited: it is brought."""
    await connection.execute(
        "DELETE FROM second_persons WHERE subject = $1 AND decision = $2 AND about = $3",
        subject,
        decision,
        about,
    )
    await connection.execute(
        "DELETE FROM second_persons WHERE asked_at <= now() - $1::interval", WAITS_FOR
    )
