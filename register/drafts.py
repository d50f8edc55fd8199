"""Forms that somebody has begun to fill in: theirs alone, until they are decided."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from register.connection import Connection
from schemas.ids import ActorRef, UpdateId

KEPT_FOR: Final = timedelta(days=30)
"""After the last change; who comes back later than that begins anew."""

Typed: TypeAlias = dict[str, list[str]]

_TYPED: TypeAdapter[Typed] = TypeAdapter(Typed)


@dataclass(frozen=True)
class Draft:
    """A form as far as it is filled in.

    Attributes:
        actor: Whose it is.
        subject: What it is about, as it is named where people decide.
        form: What filling in the form is called.
        update_id: Of the decision that it becomes: made up when it is begun, so that it is one.
        begun_after: The last position of the log about the subject, as the form was begun.
        typed: The texts that were typed, by the address of their field.
    """

    actor: ActorRef
    subject: str
    form: str
    update_id: UpdateId
    begun_after: int
    typed: Typed


async def keep(connection: Connection, draft: Draft, now: datetime) -> None:
    """Keep a form; in place of what was kept of it, and those that are too old go.

    Args:
        connection: Any.
        draft: The form.
        now: The moment, aware.
    """
    await connection.execute("DELETE FROM drafts WHERE changed_at < $1", now - KEPT_FOR)
    await connection.execute(
        "INSERT INTO drafts (actor, subject, form, update_id, begun_after, typed, changed_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (actor, subject, form) DO UPDATE SET"
        " update_id = excluded.update_id, begun_after = excluded.begun_after,"
        " typed = excluded.typed, changed_at = excluded.changed_at",
        draft.actor,
        draft.subject,
        draft.form,
        draft.update_id,
        draft.begun_after,
        json.dumps(draft.typed),
        now,
    )


async def find(
    connection: Connection, actor: ActorRef, subject: str, form: str, now: datetime
) -> Draft | None:
    """What somebody has begun of a form about something; nobody else's is ever found.

    What is not a draft any more is as if it had never been begun: nothing was decided by it.
    """
    row = await connection.fetchrow(
        "SELECT update_id, begun_after, typed FROM drafts"
        " WHERE actor = $1 AND subject = $2 AND form = $3 AND changed_at >= $4",
        actor,
        subject,
        form,
        now - KEPT_FOR,
    )
    if row is None:
        return None
    try:
        typed = _TYPED.validate_json(row["typed"])
    except ValidationError:
        return None
    return Draft(actor, subject, form, row["update_id"], row["begun_after"], typed)


async def of_actor(connection: Connection, actor: ActorRef, subject: str) -> set[str]:
    """What somebody has begun about something, by what filling in each form is called."""
    rows = await connection.fetch(
        "SELECT form FROM drafts WHERE actor = $1 AND subject = $2", actor, subject
    )
    return {row["form"] for row in rows}


async def discard(connection: Connection, actor: ActorRef, update_id: UpdateId) -> None:
    """Take away a form that was decided, or given up."""
    await connection.execute(
        "DELETE FROM drafts WHERE actor = $1 AND update_id = $2", actor, update_id
    )
