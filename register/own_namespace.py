"""The namespace of Temporal to which a register belongs, by its name.

In another one nothing of what the register records runs: subscriptions would begin again there,
visits be opened where nobody serves them, and an audit would take every run for lost. The first
worker that serves writes it down, and only the register's owner changes it.
"""

import asyncpg

from register.connection import Connection
from schemas.sentences import Sentence


class AnotherNamespace(Sentence):
    """The register belongs to another namespace than the one that settings lead to."""


async def own_namespace(connection: Connection) -> str | None:
    """Its name; `None` before a worker has served, and in a register of an earlier release."""
    try:
        name: str | None = await connection.fetchval("SELECT name FROM own_namespace")
    except asyncpg.UndefinedTableError:
        return None
    return name


async def require_own_namespace(connection: Connection, name: str) -> None:
    """Refuse to go where nothing of the register runs.

    Args:
        connection: Not within a transaction.
        name: Of the namespace that settings lead to.

    Raises:
        AnotherNamespace: The register belongs to another one.
    """
    own = await own_namespace(connection)
    if own is not None and own != name:
        raise AnotherNamespace(
            f"This register belongs to Temporal's namespace “{own}”, and TEMPORAL_NAMESPACE, or "
            f"Temporal's profile, leads to “{name}”. If that is a slip, set TEMPORAL_NAMESPACE to "
            f"{own}. If everything is to go on in “{name}”, stop every worker, say so once with "
            f"`visits migrate --namespace {name}` (on one machine `visits up --moved`), start a "
            "worker, and run `visits recover --all`."
        )


async def settle_in(connection: Connection, name: str) -> None:
    """Write down that the register belongs to a namespace, unless it belongs to one already.

    Raises:
        AnotherNamespace: It belongs to another one, perhaps only since a moment ago.
    """
    await connection.execute(
        "INSERT INTO own_namespace (name) VALUES ($1) ON CONFLICT DO NOTHING", name
    )
    await require_own_namespace(connection, name)


async def move_to(connection: Connection, name: str) -> None:
    """Have the register belong to a namespace from now on; again changes nothing."""
    await connection.execute(
        "INSERT INTO own_namespace (name) VALUES ($1) ON CONFLICT (only_row)"
        " DO UPDATE SET name = excluded.name, since = now()"
        " WHERE own_namespace.name <> excluded.name",
        name,
    )
