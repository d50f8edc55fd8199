"""Which decision each id was given to: the same id is the same decision, and no other."""

from register.canonical import keyed_digest_of_json, new_key
from register.connection import Connection
from rules.refusals import RefusalCode, Refused
from schemas.forms.form import Form
from schemas.ids import UpdateId


class IdOfAnother(Refused):
    """An id was given to another decision before."""

    def __init__(self, update_id: UpdateId) -> None:
        """Say what happened and how to go on."""
        super().__init__(
            RefusalCode.ID,
            f"That was not recorded: the id {update_id} was given to another decision before. An "
            "id names one decision, with its content; leave --id out, or give one of its own.",
        )


async def require_same(
    connection: Connection, subject: str, update_id: UpdateId, form: Form
) -> None:
    """Refuse an id that was given to another decision; those of earlier releases are not known.

    Args:
        connection: Any.
        subject: Of the process.
        update_id: The id.
        form: What was decided. Who decided it may differ.

    Raises:
        IdOfAnother: It was.
    """
    before = await connection.fetchrow(
        "SELECT form, key, digest FROM brought WHERE subject = $1 AND update_id = $2",
        subject,
        update_id,
    )
    if before is None:
        return
    digest = keyed_digest_of_json(before["key"], _content(form))
    if (before["form"], before["digest"]) != (type(form).__name__, digest):
        raise IdOfAnother(update_id)


async def keep(connection: Connection, subject: str, update_id: UpdateId, form: Form) -> None:
    """Keep which decision an id is given to.

    Args:
        connection: In the transaction in which the decision is taken in.
        subject: Of the process.
        update_id: The id.
        form: What was decided.

    Raises:
        IdOfAnother: It was given to another.
    """
    key = new_key()
    new = await connection.fetchval(
        "INSERT INTO brought (subject, update_id, form, key, digest) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING RETURNING true",
        subject,
        update_id,
        type(form).__name__,
        key,
        keyed_digest_of_json(key, _content(form)),
    )
    if not new:
        await require_same(connection, subject, update_id, form)


async def is_known(connection: Connection, subject: str, update_id: UpdateId) -> bool:
    """Whether a decision was taken in under an id, whatever came of it."""
    found: bool = await connection.fetchval(
        "SELECT EXISTS (SELECT FROM brought WHERE subject = $1 AND update_id = $2)",
        subject,
        update_id,
    )
    return found


def _content(form: Form) -> str:
    """What was given; a field that a later release adds is in none that was given before."""
    return form.model_dump_json(exclude_defaults=True)
